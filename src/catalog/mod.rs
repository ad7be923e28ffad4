//! Products, variants, prices and collections.
//!
//! Owns the catalogue tables of D1 and the KV documents made from them. A page shows the document;
//! whoever decides about money reads D1. The `Publisher` object is the only writer of documents.

mod choice;
mod collection;
mod document;
mod listing;
mod price;
mod structured;
pub mod views;

pub use collection::{Condition, Field, Match, Membership, Relation, Rules, SortOrder};
pub use document::{
    Availability, Card, CollectionCard, CollectionDocument, CollectionLink, CollectionsDocument,
    FacetGroup, FacetValue, FeaturedCollection, HomeDocument, PICTURE_WIDTHS, Picture,
    ProductDocument, ProductOption, Safety, Seo, Shelf, UnitPrice, VariantDocument,
};
pub use listing::{Facet, ListingQuery, ListingQueryError, PAGE_SIZE};
pub use price::{Offer, Price, PricePeriod, Sale, lowest_price_before};
