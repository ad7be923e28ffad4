//! The pages of the catalogue.

use super::loading::{load_collection, load_product};
use super::shelves::load_shelf;
use super::views::{CollectionPage, CollectionsPage, HomePage, ProductPage};
use super::window::{load_collections, load_home};
use super::{
    CollectionDocument, CollectionsDocument, HomeDocument, ListingQuery, ListingQueryError,
    ProductDocument, Shelf, SortOrder,
};
use crate::content::{DocumentKey, ShopDocument, read_document, render};
use crate::kernel::Handle;
use crate::web::{Answer, Context, Problem, limit_lists};
use std::rc::Rc;

fn something_there<D>(
    (shop, document): (Rc<ShopDocument>, Option<D>),
) -> Result<(Rc<ShopDocument>, D), Problem> {
    document.map(|document| (shop, document)).ok_or_else(Problem::not_found)
}

/// `GET /`
pub async fn show_home(context: &Context) -> Result<Answer, Problem> {
    let rebuild = async |database| load_home(&database).await.map(Some);
    let read = read_document::<HomeDocument>(context, &DocumentKey::Home, rebuild).await?;
    let (shop, document) = something_there(read)?;
    let document = document.in_market(&shop);
    let page = HomePage::new(&shop, &document, &context.origin, context.now);
    render(context, &page)
}

/// `GET /collections`
pub async fn list_collections(context: &Context) -> Result<Answer, Problem> {
    let rebuild = async |database| load_collections(&database).await.map(Some);
    let key = DocumentKey::Collections;
    let read = read_document::<CollectionsDocument>(context, &key, rebuild).await?;
    let (shop, document) = something_there(read)?;
    let page = CollectionsPage::new(&shop, &document, &context.origin, context.now);
    render(context, &page)
}

/// A product's document with the shop's frame: KV, or D1 when KV has nothing.
pub async fn read_product(
    context: &Context,
    handle: &Handle,
) -> Result<(Rc<ShopDocument>, Option<ProductDocument>), Problem> {
    let key = DocumentKey::Product(handle.clone());
    let rebuild = async |database| {
        let loaded = load_product(&database, handle, context.now).await?;
        Ok(loaded.document)
    };
    read_document(context, &key, rebuild).await
}

/// A collection's document with the shop's frame.
pub async fn read_collection(
    context: &Context,
    handle: &Handle,
) -> Result<(Rc<ShopDocument>, Option<CollectionDocument>), Problem> {
    let key = DocumentKey::Collection(handle.clone());
    let rebuild = async |database| load_collection(&database, handle).await;
    read_document(context, &key, rebuild).await
}

/// `GET /products/{handle}`, with `?variant=SKU` or the form's `?option.size=A3`.
pub async fn show_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = Handle::parse(handle).map_err(|_| Problem::not_found())?;
    let (shop, document) = read_product(context, &handle).await?;
    let document = document.ok_or_else(Problem::not_found)?;
    let document = document.in_market(&shop).ok_or_else(Problem::not_found)?;
    let chosen = document
        .choose(&context.query)
        .map_err(|sentence| Problem::new(404, "not_found", sentence))?;
    let page = ProductPage::new(&shop, &document, chosen, &context.origin, context.now);
    render(context, &page)
}

/// `GET /collections/{handle}`, with filters, order and page.
pub async fn show_collection(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = Handle::parse(handle).map_err(|_| Problem::not_found())?;
    let (shop, document) = read_collection(context, &handle).await?;
    let mut document = document.ok_or_else(Problem::not_found)?;
    let listing = ListingQuery::parse(&context.query, shop.currency)
        .and_then(|listing| listing.within(shop.base_currency(), shop.currency))
        .map_err(refused_parameter)?;
    let own_order = document.sort;
    let shelf = if listing.is_plain() {
        std::mem::take(&mut document.shelf)
    } else {
        narrowed_shelf(context, &handle, own_order, &listing).await?
    };
    // Asked before the market takes away what it does not sell.
    if listing.page > 1 && shelf.cards.is_empty() {
        return Err(Problem::new(
            404,
            "not_found",
            format!("This list ends before page {}.", listing.page),
        ));
    }
    let shelf = shelf.in_market(&shop);
    let page =
        CollectionPage::new(&shop, &document, &shelf, &listing, &context.origin, context.now);
    render(context, &page)
}

async fn narrowed_shelf(
    context: &Context,
    handle: &Handle,
    own_order: SortOrder,
    listing: &ListingQuery,
) -> Result<Shelf, Problem> {
    limit_lists(context).await?;
    let database = context.platform.database()?;
    let shelf = load_shelf(&database, handle, listing, own_order).await?;
    shelf.ok_or_else(Problem::not_found)
}

/// A bad value of a parameter that is ours.
pub fn refused_parameter(error: ListingQueryError) -> Problem {
    let mut problem = Problem::invalid_field(error.parameter, error.sentence);
    problem.status = 400;
    problem
}
