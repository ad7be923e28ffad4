//! Markdown to HTML that is safe to put on a page: raw HTML is shown as text and links lead only
//! to web, mail and telephone addresses or within the shop.

use pulldown_cmark::{Event, Options, Parser, Tag, html};

/// Renders CommonMark with tables. Headings start at `<h2>`, since the page has its `<h1>`.
pub fn render_markdown(markdown: &str) -> String {
    let events = Parser::new_ext(markdown, Options::ENABLE_TABLES).map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::Start(Tag::Link { link_type, dest_url, title, id }) => Event::Start(Tag::Link {
            link_type,
            dest_url: if leads_somewhere_safe(&dest_url) { dest_url } else { "#".into() },
            title,
            id,
        }),
        // Pictures belong to a product's media, where their size and rights are known.
        Event::Start(Tag::Image { .. }) => Event::Start(Tag::Emphasis),
        Event::End(pulldown_cmark::TagEnd::Image) => Event::End(pulldown_cmark::TagEnd::Emphasis),
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: below_title(level), id, classes, attrs })
        }
        Event::End(pulldown_cmark::TagEnd::Heading(level)) => {
            Event::End(pulldown_cmark::TagEnd::Heading(below_title(level)))
        }
        other => other,
    });
    let mut rendered = String::with_capacity(markdown.len() * 3 / 2);
    html::push_html(&mut rendered, events);
    rendered
}

fn below_title(level: pulldown_cmark::HeadingLevel) -> pulldown_cmark::HeadingLevel {
    use pulldown_cmark::HeadingLevel::{H1, H2, H3, H4};
    match level {
        H1 | H2 => H2,
        H3 => H3,
        _ => H4,
    }
}

fn leads_somewhere_safe(url: &str) -> bool {
    let url = url.trim();
    match url.split_once(':') {
        Some((scheme, _)) if !scheme.contains(['/', '?', '#']) => {
            ["https", "http", "mailto", "tel"].iter().any(|safe| scheme.eq_ignore_ascii_case(safe))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formatting_is_kept_and_what_could_run_is_not() {
        for (markdown, expected) in [
            ("# Care\n\n*Warm* wash", "<h2>Care</h2>\n<p><em>Warm</em> wash</p>\n"),
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("[x](javascript:alert(1))", "<p><a href=\"#\">x</a></p>\n"),
            ("[x](JAVASCRIPT:alert)", "<p><a href=\"#\">x</a></p>\n"),
            ("[x](data:text/html;base64,xx)", "<p><a href=\"#\">x</a></p>\n"),
            ("[x](/pages/care)", "<p><a href=\"/pages/care\">x</a></p>\n"),
            ("![x](https://elsewhere.example/pixel.gif)", "<p><em>x</em></p>\n"),
        ] {
            assert_eq!(render_markdown(markdown), expected, "{markdown}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_an_element_that_is_not_ours(text in "(<[a-z]{1,8}( on[a-z]+=\"x\")?>|[a-z \"'&#]|\\n|\\[x\\]\\(|\\)|\\*){0,60}") {
            let rendered = render_markdown(&text);
            for element in rendered.split('<').skip(1) {
                let name: String = element.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
                prop_assert!(
                    ["p", "em", "strong", "a", "ul", "ol", "li", "h2", "h3", "h4", "code", "pre", "blockquote", "hr", "br", "table", "thead", "tbody", "tr", "th", "td"].contains(&name.as_str()),
                    "{} in {}", name, rendered
                );
            }
        }
    }
}
