//! The pages of the catalogue: one struct per page with its template beside it.

mod card;
mod collection;
mod collections;
mod home;
mod offer;
mod product;
#[cfg(test)]
pub mod samples;
mod shelf;

pub use card::{
    CardView, CollectionCardView, cards, collection_cards, earliest_boundary, product_tags,
};
pub use collection::CollectionPage;
pub use collections::CollectionsPage;
pub use home::HomePage;
pub use offer::OfferView;
pub use product::ProductPage;
pub use shelf::ShelfView;
