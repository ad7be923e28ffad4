//! Products, variants, prices and collections.
//!
//! Owns the catalogue tables of D1 and the KV documents made from them. A page shows the document;
//! whoever decides about money reads D1. The `Publisher` object is the only writer of documents.

#[cfg(target_arch = "wasm32")]
pub mod admin;
mod admin_wire;
#[cfg(target_arch = "wasm32")]
pub mod api;
mod choice;
mod collection;
#[cfg(target_arch = "wasm32")]
pub mod collection_admin;
#[cfg(target_arch = "wasm32")]
pub mod collection_list_admin;
#[cfg(target_arch = "wasm32")]
mod commands;
mod compose;
mod document;
mod earlier;
mod feed;
#[cfg(target_arch = "wasm32")]
pub mod feeds;
mod goods;
#[cfg(target_arch = "wasm32")]
mod goods_store;
mod in_market;
mod index_rows;
#[cfg(target_arch = "wasm32")]
mod index_store;
#[cfg(target_arch = "wasm32")]
mod lags;
mod list_rows;
mod listing;
#[cfg(target_arch = "wasm32")]
mod loading;
#[cfg(target_arch = "wasm32")]
mod many;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
pub mod pages;
#[cfg(target_arch = "wasm32")]
pub mod preview;
mod price;
mod price_list;
#[cfg(target_arch = "wasm32")]
pub mod price_list_admin;
#[cfg(target_arch = "wasm32")]
mod price_list_store;
mod product;
mod product_batch;
#[cfg(target_arch = "wasm32")]
pub mod product_batch_admin;
#[cfg(target_arch = "wasm32")]
pub mod product_lines;
mod product_list;
#[cfg(target_arch = "wasm32")]
pub mod product_list_admin;
#[cfg(target_arch = "wasm32")]
mod publication;
#[cfg(target_arch = "wasm32")]
pub mod publications_admin;
#[cfg(target_arch = "wasm32")]
pub mod publisher;
mod rows;
mod search_sql;
mod shelf_answer;
mod shelf_sql;
#[cfg(target_arch = "wasm32")]
mod shelves;
mod spelling;
mod stock_display;
#[cfg(target_arch = "wasm32")]
mod store;
mod structured;
#[cfg(target_arch = "wasm32")]
mod sync;
pub mod views;
#[cfg(target_arch = "wasm32")]
mod window;
mod wire;

pub use admin_wire::{
    ChangeResult, ChangeResults, CollectionEntries, CollectionEntry, FacetCount, MembershipKind,
    ProductEntries, ProductEntry, ProductFacets, PublicationProgress, Thumbnail,
};
#[cfg(target_arch = "wasm32")]
pub use api::listed_products;
pub use collection::{Condition, Field, Match, Membership, Relation, Rules, SortOrder};
pub use compose::seo;
pub use document::{
    Availability, Card, CollectionCard, CollectionDocument, CollectionLink, CollectionsDocument,
    FacetGroup, FacetValue, FeaturedCollection, HomeDocument, Picture, ProductDocument,
    ProductOption, Safety, Seo, Shelf, UnitPrice, VariantDocument,
};
pub use goods::Goods;
#[cfg(target_arch = "wasm32")]
pub use goods_store::load_goods;
pub use in_market::{cards_in_market, price_in_market};
pub use index_rows::IndexRows;
#[cfg(target_arch = "wasm32")]
pub use lags::{note_lags, read_stuck, stuck_statement};
pub use list_rows::ListPriceRow;
pub use listing::{Facet, ListingQuery, ListingQueryError, PAGE_SIZE, page_after};
#[cfg(target_arch = "wasm32")]
pub use many::{Change, load_products, put_products};
#[cfg(not(target_arch = "wasm32"))]
pub use openapi::narrowed;
#[cfg(target_arch = "wasm32")]
pub use pages::refused_parameter;
pub use price::{Offer, Price, PricePeriod, Sale, brief_policy, lowest_price_before};
pub use product::{
    MAX_VARIANTS, MediaReference, OptionDraft, Product, ProductDraft, Status, UNITS, VariantDraft,
};
pub use product_batch::{PriceChange, ProductBatch, ProductChange, SaleChange};
pub use product_list::{ProductList, ProductListQuery};
#[cfg(target_arch = "wasm32")]
pub use publications_admin::progress_statement;
pub use rows::StoredProduct;
pub use search_sql::SearchTerms;
pub use shelf_answer::ShelfAnswer;
pub use shelf_sql::{CollectionKey, ShelfSql, Source, Value, cards_sql, shelf_page_sql};
#[cfg(target_arch = "wasm32")]
pub use shelves::{load_shelf, plain_shelf, shelf_statement};
pub use spelling::{MAX_TERM_LETTERS, MIN_TERM_LETTERS, spelling_keys, words};
pub use stock_display::{STOCK_COLUMNS, STOCK_JOIN, StockDisplay, StockRow};
#[cfg(test)]
pub use views::samples;
pub use views::{
    CardView, CollectionCardView, ShelfView, cards, collection_cards, earliest_boundary,
};
pub use wire::{ListedCollection, ListedProduct, StuckPublication};
