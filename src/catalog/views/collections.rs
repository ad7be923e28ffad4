//! All collections.

use askama::Template;
use serde_json::json;

use super::{CollectionCardView, collection_cards};
use crate::catalog::{CollectionsDocument, Picture};
use crate::content::{Frame, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::COLLECTIONS;
use crate::web::{CachePolicy, Page};

#[derive(Debug, Template)]
#[template(path = "catalog/collections.html", whitespace = "minimize")]
pub struct CollectionsPage<'a> {
    frame: Frame<'a>,
    collections: Vec<CollectionCardView<'a>>,
}

impl<'a> CollectionsPage<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        document: &'a CollectionsDocument,
        origin: &'a str,
        _now: Timestamp,
    ) -> Self {
        let collections = collection_cards(&document.collections, shop, true);
        let entry = |(index, view): (usize, &CollectionCardView<'_>)| {
            json!({
                "@type": "ListItem",
                "position": index + 1,
                "name": view.collection.title,
                "url": format!("{origin}{}", view.url()),
            })
        };
        let entries: Vec<_> = collections.iter().enumerate().map(entry).collect();
        let path = shop.link("/collections");
        let frame = Frame::new(shop, origin, path.clone(), "All collections", &COLLECTIONS)
            .picture(collections.iter().find_map(CollectionCardView::picture).map(Picture::social))
            .breadcrumbs([("Collections".to_owned(), path)])
            .block(json!({ "@type": "ItemList", "itemListElement": entries }));
        Self { frame, collections }
    }
}

impl Page for CollectionsPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Shared { boundary: None }
    }

    fn tags(&self) -> Vec<String> {
        let shown =
            self.collections.iter().map(|view| format!("collection:{}", view.collection.handle));
        ["shop", "collections", "catalog"].map(str::to_owned).into_iter().chain(shown).collect()
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
