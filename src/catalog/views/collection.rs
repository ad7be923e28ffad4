//! One collection.

use askama::Template;
use serde_json::{Value, json};

use super::{CardView, ShelfView};
use crate::catalog::{CollectionDocument, ListingQuery, Picture, Shelf};
use crate::content::{Frame, ShopDocument};
use crate::kernel::Timestamp;
use crate::web::style::LISTING;
use crate::web::{CachePolicy, Page};

#[derive(Debug, Template)]
#[template(path = "catalog/collection.html", whitespace = "minimize")]
pub struct CollectionPage<'a> {
    frame: Frame<'a>,
    collection: &'a CollectionDocument,
    shelf: ShelfView<'a>,
}

impl<'a> CollectionPage<'a> {
    /// `shelf` is the document's own for the plain list, else what was found for `listing`.
    pub fn new(
        shop: &'a ShopDocument,
        collection: &'a CollectionDocument,
        shelf: &'a Shelf,
        listing: &'a ListingQuery,
        origin: &'a str,
        now: Timestamp,
    ) -> Self {
        let path = shop.link(&format!("/collections/{}", collection.handle));
        let own_order = (collection.sort.label(), Some(collection.sort));
        let shelf = ShelfView::new(shop, path.clone(), None, (shelf, listing), own_order, now);
        let title = match collection.seo.title.as_str() {
            "" => &collection.title,
            title => title,
        };
        let title = match listing.page {
            1 => title.to_owned(),
            page => format!("{title}, page {page}"),
        };
        let picture = collection.picture.as_ref();
        let first = shelf.cards.iter().find_map(|view| view.card.picture.as_ref());
        let mut frame = Frame::new(shop, origin, shelf.canonical_path(), &title, &LISTING)
            .description(&collection.seo.description)
            .picture(picture.or(first).map(Picture::social))
            .breadcrumbs([
                ("Collections".to_owned(), shop.link("/collections")),
                (collection.title.clone(), path),
            ])
            .block(item_list(&shelf, origin));
        if !shelf.is_plain_page() {
            frame = frame.unlisted();
        }
        frame.previous.clone_from(&shelf.previous);
        frame.next.clone_from(&shelf.next);
        Self { frame, collection, shelf }
    }
}

/// The products of this page of the list for search engines.
fn item_list(shelf: &ShelfView<'_>, origin: &str) -> Value {
    let first = shelf.first_number() as usize;
    let entry = |(index, view): (usize, &CardView<'_>)| {
        json!({
            "@type": "ListItem",
            "position": first + index,
            "url": format!("{origin}{}", view.url()),
        })
    };
    let entries: Vec<Value> = shelf.cards.iter().enumerate().map(entry).collect();
    json!({ "@type": "ItemList", "numberOfItems": shelf.total, "itemListElement": entries })
}

impl Page for CollectionPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Shared { boundary: self.shelf.boundary() }
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = vec!["shop".to_owned(), format!("collection:{}", self.collection.handle)];
        tags.extend(self.shelf.tags());
        tags
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
