//! Markets in addresses: the first segment of every page that shows prices or leads to some.

use std::borrow::Cow;

use crate::kernel::MarketId;

/// First segments of the pages that every market has; the front page is one, too.
const FOLDERS: [&str; 6] = ["collections", "products", "pages", "search", "cart", "checkout"];

/// Whether a path (or an address with its query) leads to a page that every market has.
pub fn is_shop_page(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let Some(rest) = path.strip_prefix('/') else { return false };
    let first = rest.split('/').next().unwrap_or_default();
    rest.is_empty() || FOLDERS.contains(&first)
}

/// The market that a path may belong to, with the path inside it: `/de/products/x` is
/// `/products/x` in `de`. Whether there is such a market is for the shop's document to say.
pub fn enter(path: &str) -> Option<(MarketId, &str)> {
    let rest = path.strip_prefix('/')?;
    let (first, inside) = match rest.find('/') {
        Some(end) => rest.split_at(end),
        None => (rest, "/"),
    };
    let market = MarketId::parse(first)?;
    is_shop_page(inside).then_some((market, inside))
}

/// The address of a page, given by its path, in the market that begins with `base` ("" or "/de").
pub fn link(base: &str, path: &str) -> String {
    match path.strip_prefix('/') {
        // The front page of a market ends without a slash.
        Some(rest) if !base.is_empty() && (rest.is_empty() || rest.starts_with(['?', '#'])) => {
            format!("{base}{rest}")
        }
        _ => format!("{base}{path}"),
    }
}

/// What a merchant linked to, in the market; other addresses stay as they are.
pub fn link_if_page(base: &str, url: &str) -> String {
    if is_shop_page(url) { link(base, url) } else { url.to_owned() }
}

/// Rendered prose with its links to pages inside the market. In HTML of ours a quotation mark in text
/// is escaped, so what looks like a link is one.
pub fn links_in_prose<'a>(base: &str, html: &'a str) -> Cow<'a, str> {
    const START: &str = "href=\"";
    if base.is_empty() || !html.contains("href=\"/") {
        return Cow::Borrowed(html);
    }
    let mut pieces = html.split(START);
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (url, rest) = piece.split_at(piece.find('"').unwrap_or(0));
        text.push_str(START);
        text.push_str(&link_if_page(base, url));
        text.push_str(rest);
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_market_is_entered_only_through_pages_that_it_has() {
        for (path, expected) in [
            ("/de", Some(("de", "/"))),
            ("/de/products/throw", Some(("de", "/products/throw"))),
            ("/de-ch/search/suggestions", Some(("de-ch", "/search/suggestions"))),
            ("/de/cart/lines", Some(("de", "/cart/lines"))),
            ("/de/checkout", Some(("de", "/checkout"))),
            ("/de/orders/x", None),
            ("/", None),
            ("/products/de", None),
            ("/de/api/v1/products", None),
            ("/de/media/x/640.webp", None),
            ("/de/de/products/x", None),
            ("/DE/products/x", None),
            ("/deu/products/x", None),
            ("//products/x", None),
        ] {
            let entered = enter(path);
            let found = entered.as_ref().map(|(market, inside)| (market.as_str(), *inside));
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn links_in_prose_lead_into_the_market() {
        let prose = r#"<p><a href="/pages/care">Care</a>, <a href="https://a.example/">a</a> href=&quot;/pages/x</p>"#;
        let there = links_in_prose("/de", prose);
        assert_eq!(there, prose.replace("\"/pages/care", "\"/de/pages/care"));
        assert_eq!(links_in_prose("", prose), prose);
    }

    #[test]
    fn links_of_merchants_stay_in_the_market_and_others_stay_as_they_are() {
        for (url, expected) in [
            ("/", "/de"),
            ("/?a=b", "/de?a=b"),
            ("/collections", "/de/collections"),
            ("/pages/about#us", "/de/pages/about#us"),
            ("/search?q=jug", "/de/search?q=jug"),
            ("/feeds/google.xml", "/feeds/google.xml"),
            ("https://a.example/products/x", "https://a.example/products/x"),
            ("mailto:a@a.example", "mailto:a@a.example"),
            ("", ""),
        ] {
            assert_eq!(link_if_page("/de", url), expected);
            assert_eq!(link_if_page("", url), url, "the default market has no prefix");
        }
    }
}
