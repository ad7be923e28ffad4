//! What stands around every page: names for search engines, the way back, the shop's own words.

use serde_json::{Value, json};

use super::ShopDocument;
use crate::kernel::{MarketId, escape_json_for_html, plain_excerpt};
use crate::markets::{self, Market};
use crate::web::style::Style;

/// Search engines show about this many characters of a description.
const DESCRIPTION_LENGTH: usize = 160;
/// Longer titles are cut in `<title>` and data blocks; the page itself shows them whole.
const TITLE_LENGTH: usize = 120;

/// One step of the way from the front page to here; the last one is the page itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    pub title: String,
    /// From the root.
    pub url: String,
}

/// A way to this page, or to the front page, in a market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketLink<'a> {
    pub title: &'a str,
    pub currency: &'static str,
    /// The language of the page for the country of the market, like `en-DE`.
    pub language: String,
    pub url: String,
    /// Whether it is the market of this page.
    pub is_current: bool,
}

#[derive(Debug)]
pub struct Frame<'a> {
    pub shop: &'a ShopDocument,
    pub origin: &'a str,
    /// The canonical address from the root, with what belongs to it of the query.
    pub path: String,
    pub title: String,
    pub description: String,
    /// The address of the picture that others show beside a link to this page.
    pub picture: Option<String>,
    /// The Open Graph type.
    pub kind: &'static str,
    pub robots: Option<&'static str>,
    pub breadcrumbs: Vec<Crumb>,
    pub previous: Option<String>,
    pub next: Option<String>,
    /// What stands in the search field.
    pub query: &'a str,
    pub style: &'static Style,
    blocks: Vec<Value>,
    /// Markets that do not have this page.
    missing_in: &'a [Option<MarketId>],
}

impl<'a> Frame<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        origin: &'a str,
        path: String,
        title: &str,
        style: &'static Style,
    ) -> Self {
        Self {
            shop,
            origin,
            path,
            title: titled(title, &shop.name),
            description: plain_excerpt(&shop.description, DESCRIPTION_LENGTH),
            picture: None,
            kind: "website",
            robots: None,
            breadcrumbs: Vec::new(),
            previous: None,
            next: None,
            query: "",
            style,
            blocks: Vec::new(),
            missing_in: &[],
        }
    }

    /// For what some markets do not sell.
    #[must_use]
    pub const fn missing_in(mut self, markets: &'a [Option<MarketId>]) -> Self {
        self.missing_in = markets;
        self
    }

    /// An empty description leaves the shop's own in place.
    #[must_use]
    pub fn description(mut self, text: &str) -> Self {
        if !text.trim().is_empty() {
            self.description = plain_excerpt(text, DESCRIPTION_LENGTH);
        }
        self
    }

    #[must_use]
    pub fn picture(mut self, picture: Option<String>) -> Self {
        self.picture = picture;
        self
    }

    /// For lists that search engines should walk through but not keep.
    #[must_use]
    pub fn unlisted(mut self) -> Self {
        self.robots = Some("noindex, follow");
        self
    }

    /// Adds steps after the front page, which is always the first.
    #[must_use]
    pub fn breadcrumbs(mut self, steps: impl IntoIterator<Item = (String, String)>) -> Self {
        let home = Crumb { title: "Home".to_owned(), url: self.link("/") };
        let steps = steps.into_iter().map(|(title, url)| Crumb { title, url });
        self.breadcrumbs = std::iter::once(home).chain(steps).collect();
        self
    }

    /// Adds one node of structured data (schema.org).
    #[must_use]
    pub fn block(mut self, node: Value) -> Self {
        self.blocks.push(node);
        self
    }

    /// The path of this page inside its market; `None` for what has no address of its own.
    fn path_in_market(&self) -> Option<&str> {
        let inside = self.path.strip_prefix(&self.shop.base)?;
        match inside {
            "" if self.shop.base.is_empty() => None,
            "" => Some("/"),
            inside => Some(inside),
        }
    }

    fn is_in(&self, market: &Market) -> bool {
        !self.path.is_empty() && !self.missing_in.contains(&market.id)
    }

    fn link_into(&self, market: &'a Market) -> MarketLink<'a> {
        let path = self.path_in_market().filter(|_| self.is_in(market)).unwrap_or("/");
        let country = market.countries.first().map(ToString::to_string).unwrap_or_default();
        MarketLink {
            title: &market.title,
            currency: market.currency.code(),
            language: format!("{}-{country}", self.shop.language()),
            url: markets::link(&market.base(), path),
            is_current: market.id == self.shop.market.id,
        }
    }

    /// Ways into every market, where there is more than one.
    pub fn market_links(&self) -> Vec<MarketLink<'a>> {
        let markets = if self.shop.markets.len() > 1 { self.shop.markets.as_slice() } else { &[] };
        markets.iter().map(|market| self.link_into(market)).collect()
    }

    /// Where a script asks whether the visitor belongs into another market.
    pub fn offer_url(&self) -> String {
        let path = if self.path.is_empty() { self.link("/") } else { self.path.clone() };
        let mut query = form_urlencoded::Serializer::new("/markets/offer?".to_owned());
        query.append_pair("path", &path).finish()
    }

    /// The addresses of this page in all markets that have it, for search engines; the first one
    /// is for everybody else.
    pub fn alternates(&self) -> Vec<(String, String)> {
        if self.robots.is_some() || self.path.is_empty() || self.shop.markets.len() < 2 {
            return Vec::new();
        }
        let there = self.shop.markets.iter().filter(|market| self.is_in(market));
        let links: Vec<MarketLink<'_>> = there.map(|market| self.link_into(market)).collect();
        let everybody = links.first().map(|link| ("x-default".to_owned(), link.url.clone()));
        let each = links.into_iter().map(|link| (link.language, link.url));
        let all = everybody.into_iter().chain(each);
        all.map(|(language, url)| (language, self.absolute(&url))).collect()
    }

    pub fn canonical(&self) -> String {
        self.absolute(&self.path)
    }

    pub fn absolute(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// The picture's whole address.
    pub fn social_picture(&self) -> Option<String> {
        self.picture.as_ref().map(|path| self.absolute(path))
    }

    /// The address of one of the shop's pages in this market.
    pub fn link(&self, path: &str) -> String {
        self.shop.link(path)
    }

    pub fn is_current(&self, url: &str) -> bool {
        self.path == url
    }

    /// Profiles elsewhere with the name of their site, for links.
    pub fn profiles(&self) -> impl Iterator<Item = (&str, &str)> {
        self.shop.social.iter().map(|url| {
            let host = url.split("://").last().and_then(|rest| rest.split('/').next());
            (url.as_str(), host.map_or(url.as_str(), |host| host.trim_start_matches("www.")))
        })
    }

    /// The telephone number as a link dials it.
    pub fn phone_link(&self) -> String {
        let dials = |sign: &char| sign.is_ascii_digit() || *sign == '+';
        self.shop.phone.chars().filter(dials).collect()
    }

    /// The steps before the page itself, for the visible trail.
    pub fn trail(&self) -> &[Crumb] {
        self.breadcrumbs.split_last().map_or(&[], |(_, before)| before)
    }

    /// All data blocks as one graph that cannot end its `<script>`.
    pub fn structured_data(&self) -> String {
        let mut graph = self.blocks.clone();
        if !self.breadcrumbs.is_empty() {
            let step = |(index, crumb): (usize, &Crumb)| {
                json!({
                    "@type": "ListItem",
                    "position": index + 1,
                    "name": plain_excerpt(&crumb.title, TITLE_LENGTH),
                    "item": self.absolute(&crumb.url),
                })
            };
            let steps: Vec<Value> = self.breadcrumbs.iter().enumerate().map(step).collect();
            graph.push(json!({ "@type": "BreadcrumbList", "itemListElement": steps }));
        }
        if graph.is_empty() {
            return String::new();
        }
        let document = json!({ "@context": "https://schema.org", "@graph": graph });
        escape_json_for_html(&document.to_string())
    }

    /// Who sells here and how to search, for the front page.
    #[must_use]
    pub fn with_organization(self) -> Self {
        let shop = self.shop;
        let mut organization = json!({
            "@type": "Organization",
            "name": shop.name,
            "url": self.absolute(&self.link("/")),
            "description": shop.description,
        });
        let logo = shop.logo.as_ref().map(|hash| self.absolute(&format!("/media/{hash}/640.webp")));
        let contact = [("email", Some(&shop.email)), ("telephone", Some(&shop.phone))];
        let details = [("logo", logo.as_ref()), ("address", Some(&shop.address))];
        for (key, text) in contact.into_iter().chain(details) {
            if let (Some(node), Some(text)) = (organization.as_object_mut(), text)
                && !text.is_empty()
            {
                node.insert(key.to_owned(), json!(text));
            }
        }
        if let (Some(node), false) = (organization.as_object_mut(), shop.social.is_empty()) {
            node.insert("sameAs".to_owned(), json!(shop.social));
        }
        let site = json!({
            "@type": "WebSite",
            "name": shop.name,
            "url": self.absolute(&self.link("/")),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {
                    "@type": "EntryPoint",
                    "urlTemplate": format!("{}?q={{search_term_string}}", self.absolute(&self.link("/search"))),
                },
                "query-input": "required name=search_term_string",
            },
        });
        self.block(organization).block(site)
    }
}

/// "Linen throw – Awning"; the shop's name alone where the title already says it.
fn titled(title: &str, shop_name: &str) -> String {
    let title = plain_excerpt(title, TITLE_LENGTH);
    if title.is_empty() {
        shop_name.to_owned()
    } else if title.contains(shop_name) {
        title
    } else {
        format!("{title} – {shop_name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::{FALLBACK_SHOP, sample_market, shop_with};

    fn frame(title: &str) -> Frame<'static> {
        Frame::new(
            &FALLBACK_SHOP,
            "https://shop.example",
            "/products/throw".to_owned(),
            title,
            &crate::web::style::CONTENT,
        )
    }

    #[test]
    fn a_title_names_the_shop_once_and_is_never_endless() {
        assert_eq!(frame("Linen throw").title, "Linen throw – Awning");
        assert_eq!(frame("Awning, the shop").title, "Awning, the shop");
        assert_eq!(frame("").title, "Awning");
        assert!(frame(&"long ".repeat(3000)).title.chars().count() < 150);
    }

    #[test]
    fn the_trail_leaves_the_page_itself_out_but_the_data_names_it() {
        let frame = frame("Throw").breadcrumbs([
            ("Textiles".to_owned(), "/collections/textiles".to_owned()),
            ("</script>".to_owned(), "/products/throw".to_owned()),
        ]);
        let trail: Vec<_> = frame.trail().iter().map(|crumb| crumb.title.as_str()).collect();
        assert_eq!(trail, ["Home", "Textiles"]);
        let data = frame.structured_data();
        assert!(data.contains("\"position\":3") && data.contains("\\u003c/script\\u003e"));
        assert!(!data.contains("</script>"));
    }

    #[test]
    fn a_page_names_its_addresses_in_every_market_that_has_it() {
        let others = vec![sample_market("de", "EUR", "de-DE"), sample_market("ch", "CHF", "de-CH")];
        let shop = shop_with(others).in_market(MarketId::parse("de").as_ref()).unwrap();
        let missing = [MarketId::parse("ch")];
        let style = &crate::web::style::CONTENT;
        let path = shop.link("/products/throw");
        let frame =
            Frame::new(&shop, "https://s.example", path, "Throw", style).missing_in(&missing);
        let urls: Vec<_> = frame.market_links().into_iter().map(|link| link.url).collect();
        assert_eq!(urls, ["/products/throw", "/de/products/throw", "/ch"]);
        let alternates = frame.alternates();
        let alternates: Vec<_> =
            alternates.iter().map(|(language, url)| (language.as_str(), url.as_str())).collect();
        let own = "https://s.example/products/throw";
        let german = "https://s.example/de/products/throw";
        assert_eq!(alternates, [("x-default", own), ("en-IE", own), ("en-DE", german)]);
        assert_eq!(frame.canonical(), german);
    }

    #[test]
    fn the_front_page_of_a_market_and_an_error_lead_to_front_pages() {
        let shop = shop_with(vec![sample_market("de", "EUR", "de-DE")]);
        let there = shop.in_market(MarketId::parse("de").as_ref()).unwrap();
        for (shop, path) in [(&shop, "/"), (&there, "/de"), (&shop, ""), (&there, "")] {
            let style = &crate::web::style::CONTENT;
            let frame = Frame::new(shop, "", path.to_owned(), "", style);
            let urls: Vec<_> = frame.market_links().into_iter().map(|link| link.url).collect();
            assert_eq!(urls, ["/", "/de"], "from {path:?}");
            assert_eq!(frame.alternates().len(), if path.is_empty() { 0 } else { 3 });
        }
        assert_eq!(frame("x").market_links(), [], "one market needs no switch");
    }

    #[test]
    fn a_page_without_data_has_no_empty_block() {
        assert_eq!(frame("Throw").structured_data(), "");
    }
}
