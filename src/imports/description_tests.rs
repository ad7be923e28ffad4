use proptest::prelude::*;

use super::*;
use crate::content::render_markdown;

#[test]
fn formatting_survives_as_markdown() {
    for (html, markdown) in [
        ("", ""),
        ("Plain words", "Plain words"),
        ("First\n\nSecond line\nthird", "First\n\nSecond line\\\nthird"),
        ("1. is no list", "1\\. is no list"),
        ("<p>One</p><p>Two&nbsp;three</p>", "One\n\nTwo three"),
        ("<div>One</div><div>Two</div>", "One\n\nTwo"),
        ("<p>&nbsp;</p><p>x</p>", "x"),
        ("<h1>Care</h1><p><b>Warm</b> <i>wash</i></p>", "# Care\n\n**Warm** *wash*"),
        ("<p><strong>Material:</strong>linen</p>", "**Material:** linen"),
        ("<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>", "- a\n  - b\n- c"),
        ("<ol><li>one</li><li>two</li></ol>", "1. one\n2. two"),
        ("<a href=\"/pages/care\">Care</a>", "[Care](/pages/care)"),
        ("<a href='https://x.example/a_(b)'>x</a>", "[x](https://x.example/a\\_%28b%29)"),
        ("<p>a<br>b</p>", "a\\\nb"),
        ("<blockquote><p>said</p></blockquote>", "> said"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("a<hr>b", "a\n\n---\n\nb"),
        (
            "<table><tr><th>Size</th><th>cm</th></tr><tr><td>S</td><td>40|42</td></tr></table>",
            "| Size | cm |\n| --- | --- |\n| S | 40\\|42 |",
        ),
        ("5 &lt; 6 &amp; *no* emphasis", "5 \\< 6 \\& \\*no\\* emphasis"),
    ] {
        assert_eq!(to_markdown(html), markdown, "{html}");
    }
}

#[test]
fn what_could_run_or_be_fetched_never_survives() {
    for hostile in [
        "<script>alert(1)</script>ok",
        "<ScRiPt src=//evil.example></sCrIpT>ok",
        "<img src=x onerror=alert(1)>ok",
        "<svg onload=alert(1)><script>alert(1)</script></svg>ok",
        "<p onclick=alert(1)>ok</p>",
        "<a href=\"javascript:alert(1)\">ok</a>",
        "<a href=\"JaVa\tScRiPt:alert(1)\">ok</a>",
        "<a href=\"&#106;avascript:alert(1)\">ok</a>",
        "<a href=\"data:text/html;base64,PHNjcmlwdD4=\">ok</a>",
        "<a href=\"vbscript:x\">ok</a>",
        "<style>body{background:url(//evil.example)}</style>ok",
        "<iframe src=//evil.example>alert(1)</iframe>ok",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>ok",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>ok",
        "<!--><img src=x onerror=alert(1)>-->ok",
        "<template><script>alert(1)</script></template>ok",
        "<form action=//evil.example><button formaction=javascript:alert(1)>ok</button></form>",
        "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>ok",
        "<a href='/x' style='background:url(javascript:alert(1))'>ok</a>",
        "[ok](javascript:alert(1)) &lt;script&gt;",
        "<p>[ok](javascript:alert(1))</p>",
        "<code><</code>![ok](//evil.example/x)<b>!</b><a href=\"//evil.example\">ok</a>",
    ] {
        let page = render_markdown(&to_markdown(hostile)).to_lowercase();
        assert!(page.contains("ok"), "{hostile} became {page}");
        let tags: Vec<&str> =
            page.split('<').skip(1).filter_map(|tag| tag.split('>').next()).collect();
        for tag in tags {
            for sign in ["script", "onerror", "onload", "onclick", "style", "img", "data:", "src"] {
                assert!(!tag.contains(sign), "{hostile} became {page}");
            }
        }
    }
}

/// Letters and digits of a rendered page in their order.
fn letters(html: &str) -> String {
    let mut inside = false;
    let visible = html.chars().filter(|letter| {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                return false;
            }
            _ => {}
        }
        !inside
    });
    let visible: String = visible.collect();
    let visible = ["&lt;", "&gt;", "&quot;", "&amp;", "&nbsp;"]
        .iter()
        .fold(visible, |text, entity| text.replace(entity, " "));
    visible.chars().filter(|letter| letter.is_alphanumeric()).collect()
}

#[test]
fn a_link_inside_a_link_is_its_words() {
    let nested = "<ul><a href=\"/x\"><table><a href=\"/x\">ok";
    assert_eq!(letters(&render_markdown(&to_markdown(nested))), "ok");
}

#[test]
fn a_thousand_elements_inside_each_other_are_no_trouble() {
    let deep = format!("{}ok{}", "<div><ul><li>".repeat(3000), "</li></ul></div>".repeat(3000));
    assert!(to_markdown(&deep).contains("ok"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        to_markdown(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn the_words_stay_and_keep_their_order(
        html in "(<(p|b|i|ul|li|ol|h2|a href=\"/x\"|blockquote|code|table|tr|td|em|strong|div|pre)>|</(p|b|i|ul|li|ol|h2|a|blockquote|code|table|tr|td|em|strong|div|pre)>|<br>|[a-z0-9]{1,4}|[ .,:*_#!|~`&<>()\\[\\]-]|\\n){0,40}"
    ) {
        let html = format!("<p>{html}</p>");
        let clean = SANITISER.clean(&html).to_string();
        let markdown = to_markdown(&html);
        prop_assert_eq!(letters(&render_markdown(&markdown)), letters(&clean), "{} became {}", html, markdown);
    }
}
