//! Content pages, and the pages for what went wrong.

use std::sync::LazyLock;

use askama::Template;

use super::document::Menu;
use super::{Frame, PageDocument, Settings, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::{CONTENT, ERROR};
use crate::web::{CachePolicy, Page};

/// Stands in for the shop's own document while that cannot be read.
pub static FALLBACK_SHOP: LazyLock<ShopDocument> =
    LazyLock::new(|| Settings::default().to_document(Menu::default(), Menu::default(), Vec::new()));

#[derive(Debug, Template)]
#[template(path = "content/page.html", whitespace = "minimize")]
pub struct ContentPage<'a> {
    frame: Frame<'a>,
    page: &'a PageDocument,
}

impl<'a> ContentPage<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        page: &'a PageDocument,
        origin: &'a str,
        _now: Timestamp,
    ) -> Self {
        let path = shop.link(&format!("/pages/{}", page.handle));
        let title = if page.seo_title.is_empty() { &page.title } else { &page.seo_title };
        let frame = Frame::new(shop, origin, path.clone(), title, &CONTENT)
            .description(&page.seo_description)
            .breadcrumbs([(page.title.clone(), path)]);
        Self { frame, page }
    }
}

impl Page for ContentPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Shared { boundary: None }
    }

    fn tags(&self) -> Vec<String> {
        vec!["shop".to_owned(), format!("page:{}", self.page.handle)]
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}

/// A refusal or a fault as a page with a way out. Renders without the shop's document too.
#[derive(Debug, Template)]
#[template(path = "content/error.html", whitespace = "minimize")]
pub struct ErrorPage<'a> {
    frame: Frame<'a>,
    status: u16,
    heading: &'a str,
    sentence: &'a str,
}

impl<'a> ErrorPage<'a> {
    pub fn new(
        shop: Option<&'a ShopDocument>,
        status: u16,
        title: &'a str,
        sentence: &'a str,
        origin: &'a str,
    ) -> Self {
        let shop = shop.unwrap_or(&FALLBACK_SHOP);
        let frame = Frame::new(shop, origin, String::new(), title, &ERROR).unlisted();
        Self { frame, status, heading: title, sentence }
    }

    /// A fault of ours, which searching would not mend.
    fn is_fault(&self) -> bool {
        self.status >= 500
    }
}

impl Page for ErrorPage<'_> {
    fn status(&self) -> u16 {
        self.status
    }

    /// What is not found is shared for a minute; every other error is kept by nobody.
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        if self.status == 404 { CachePolicy::SharedBriefly } else { CachePolicy::Private }
    }

    fn tags(&self) -> Vec<String> {
        vec!["shop".to_owned(), "catalog".to_owned()]
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(0);

    fn html(page: &impl Page) -> String {
        page.render().unwrap_or_default()
    }

    #[test]
    fn what_is_not_found_offers_a_search_and_is_shared_for_a_minute() {
        let page =
            ErrorPage::new(None, 404, "Not here", "It may have moved.", "https://shop.example");
        assert_eq!((page.status(), page.policy(NOW)), (404, CachePolicy::SharedBriefly));
        let shown = html(&page);
        assert!(shown.contains("id=\"find-here\"") && shown.contains("noindex"));
    }

    #[test]
    fn a_fault_is_a_page_even_without_the_shops_own_document_and_nobody_keeps_it() {
        let page = ErrorPage::new(None, 503, "Back soon", "Try again.", "https://shop.example");
        assert_eq!((page.status(), page.policy(NOW)), (503, CachePolicy::Private));
        let shown = html(&page);
        assert!(shown.contains("<h1") && shown.contains("Back soon"));
        assert!(!shown.contains("find-here"), "searching mends nothing here");
    }

    #[test]
    fn an_error_names_no_canonical_address() {
        let page = ErrorPage::new(None, 404, "Not here", "", "https://shop.example");
        assert!(!html(&page).contains("canonical"));
    }
}
