//! The storefront API's catalogue: the pages' JSON twins.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::pages::{read_collection, read_product, refused_parameter};
use super::rows::VariantRow;
use super::shelves::load_shelf;
use super::window::load_collections;
use super::wire::{
    CollectionList, CollectionResource, ListedCollection, ListedProduct, ListedVariant,
    ProductList, ProductResource,
};
use super::{
    Card, CollectionsDocument, ListPriceRow, ListingQuery, Price, STOCK_COLUMNS, STOCK_JOIN, Shelf,
    StockRow, VariantDraft, brief_policy, cards_in_market, page_after, price_in_market,
};
use crate::content::{DocumentKey, ShopDocument, read_document, read_shop};
use crate::kernel::{Handle, Timestamp, from_json};
use crate::platform::{Statement, StoreError};
use crate::web::{Answer, CachePolicy, Context, Part, Problem, Reply, limit_lists};

fn shared<T: Serialize>(resource: &T, policy: CachePolicy, tags: Vec<String>) -> Answer {
    let mut tags = tags;
    tags.extend(["shop", "catalog"].map(str::to_owned));
    Reply::json(200, resource).policy(policy).tags(tags).into()
}

#[derive(Debug, Deserialize)]
struct ListedRow {
    product_id: i64,
    card: String,
}

/// `GET /api/v1/products`: every active product, the oldest first.
pub async fn list_products(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse_in_market(&context.query)?;
    let (limit, after) = (part.limit()?, part.after()?);
    limit_lists(context).await?;
    let shop = read_shop(context).await?;
    let page = "SELECT product_id FROM listings WHERE collection_id = 0 AND product_id > ?1 ORDER BY product_id LIMIT ?2";
    let price_list = shop.market.price_list.as_str();
    let of_page = |sql: String| Statement::new(sql).bind(after).bind(limit);
    let answers = context
        .platform
        .database()?
        .batch(vec![
            of_page(format!("SELECT product_id, card FROM ({page}) JOIN cards USING (product_id) ORDER BY product_id")),
            of_page(variants_sql(page, "?3")).bind(price_list),
        ])
        .await?;
    let [cards, variants] = answers.as_slice() else {
        return Err(Problem::unavailable());
    };
    let rows: Vec<ListedRow> = cards.read()?;
    let last = rows.last().filter(|_| rows.len() == limit as usize);
    let next_cursor = last.map(|row| row.product_id.to_string());
    let mut cards: Vec<Card> =
        rows.iter().filter_map(|row| from_json(row.card.as_bytes()).ok()).collect();
    cards_in_market(&mut cards, &shop);
    let variants = by_handle(variants.read()?, &shop, context.now);
    let products = assemble(&cards, variants, &site(context, &shop), context.now);
    let policy = ListedProduct::policy(&products, context.now);
    Ok(shared(&ProductList { products, next_cursor }, policy, Vec::new()))
}

/// `price_list` is the parameter with the id of the market's list.
fn variants_sql(product_ids: &str, price_list: &str) -> String {
    format!(
        "SELECT handle, variants.*, {STOCK_COLUMNS}, (
           SELECT json_object('price_list', listed.price_list, 'currency', price_lists.currency, 'sku', listed.sku,
             'price_minor', listed.price_minor, 'compare_at_minor', listed.compare_at_minor,
             'sale_price_minor', listed.sale_price_minor, 'sale_starts_at_ms', listed.sale_starts_at_ms,
             'sale_ends_at_ms', listed.sale_ends_at_ms)
           FROM list_prices AS listed JOIN price_lists ON price_lists.id = listed.price_list
           WHERE listed.sku = variants.sku AND listed.price_list = {price_list}) AS listed
         FROM ({product_ids}) JOIN variants USING (product_id)
         JOIN products ON products.id = product_id {STOCK_JOIN} ORDER BY product_id, position"
    )
}

#[derive(Debug, Deserialize)]
struct ListedVariantRow {
    handle: String,
    /// A [`ListPriceRow`] where the market's list names the variant.
    listed: Option<String>,
    #[serde(flatten)]
    stock: StockRow,
    #[serde(flatten)]
    variant: VariantRow,
}

impl ListedVariantRow {
    /// `None` where the market does not sell it.
    fn price(&self, draft: &VariantDraft, shop: &ShopDocument) -> Option<Price> {
        let explicit = self.listed.as_deref().and_then(|json| {
            from_json::<ListPriceRow>(json.as_bytes()).ok().map(|row| row.price())
        });
        price_in_market(&shop.market, shop.base_currency(), draft.price(), explicit)
    }
}

fn by_handle(
    rows: Vec<ListedVariantRow>,
    shop: &ShopDocument,
    now: Timestamp,
) -> HashMap<String, Vec<ListedVariant>> {
    let mut variants: HashMap<String, Vec<ListedVariant>> = HashMap::new();
    for row in rows {
        if let Some(draft) = row.variant.to_draft(shop.base_currency())
            && let Some(price) = row.price(&draft, shop)
        {
            variants.entry(row.handle).or_default().push(ListedVariant {
                price: price.at(now).unit,
                boundary: price.next_boundary(now),
                sku: row.variant.sku,
                options: draft.options,
                availability: row.stock.availability(draft.availability),
            });
        }
    }
    variants
}

fn assemble(
    cards: &[Card],
    mut variants: HashMap<String, Vec<ListedVariant>>,
    origin: &str,
    now: Timestamp,
) -> Vec<ListedProduct> {
    let products = cards.iter().map(|card| {
        let variants = variants.remove(&card.handle).unwrap_or_default();
        ListedProduct::new(card, variants, origin, now)
    });
    products.collect()
}

/// What addresses of pages begin with in the answers of the API.
fn site(context: &Context, shop: &ShopDocument) -> String {
    format!("{}{}", context.origin, shop.base)
}

/// The products of a shelf, which is in the market, as lists in the API show them.
pub async fn listed_products(
    context: &Context,
    shop: &ShopDocument,
    shelf: &Shelf,
) -> Result<Vec<ListedProduct>, StoreError> {
    let handles: Vec<&str> = shelf.cards.iter().map(|card| card.handle.as_str()).collect();
    let ids = "SELECT products.id AS product_id FROM json_each(?1) CROSS JOIN products ON products.handle = value";
    let handles = serde_json::to_string(&handles).unwrap_or_default();
    let statement = Statement::new(variants_sql(ids, "?2")).bind(handles);
    let price_list = shop.market.price_list.as_str();
    let rows = context.platform.database()?.rows(statement.bind(price_list)).await?;
    let variants = by_handle(rows, shop, context.now);
    Ok(assemble(&shelf.cards, variants, &site(context, shop), context.now))
}

/// `GET /api/v1/products/{handle}`
pub async fn show_product(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = Handle::parse(handle).map_err(|_| Problem::not_found())?;
    let (shop, product) = read_product(context, &handle).await?;
    let product = product.and_then(|product| product.in_market(&shop));
    let product = product.ok_or_else(Problem::not_found)?;
    let resource = ProductResource::new(&product, &site(context, &shop), context.now);
    let policy = ProductResource::policy(&product, context.now);
    Ok(shared(&resource, policy, vec![format!("product:{handle}")]))
}

/// `GET /api/v1/collections`
pub async fn list_collections(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse_in_market(&context.query)?;
    let (limit, after) = (part.limit()? as usize, part.after()?);
    let after = usize::try_from(after).unwrap_or(0);
    let rebuild = async |database| load_collections(&database).await.map(Some);
    let key = DocumentKey::Collections;
    let (shop, document) = read_document::<CollectionsDocument>(context, &key, rebuild).await?;
    let all = document.map(|document| document.collections).unwrap_or_default();
    let end = after.saturating_add(limit);
    let list = CollectionList {
        collections: all
            .iter()
            .skip(after)
            .take(limit)
            .map(|card| ListedCollection::new(card, &site(context, &shop)))
            .collect(),
        next_cursor: (end < all.len()).then(|| end.to_string()),
    };
    Ok(shared(&list, brief_policy(None, context.now), vec!["collections".to_owned()]))
}

/// `GET /api/v1/collections/{handle}`, with the filters of the page; `cursor` turns the pages.
pub async fn show_collection(context: &Context, handle: &str) -> Result<Answer, Problem> {
    let handle = Handle::parse(handle).map_err(|_| Problem::not_found())?;
    let (shop, document) = read_collection(context, &handle).await?;
    let mut document = document.ok_or_else(Problem::not_found)?;
    let listing = ListingQuery::parse_strict(&context.query, shop.currency, &["market"])
        .and_then(|listing| listing.within(shop.base_currency(), shop.currency))
        .map_err(refused_parameter)?;
    limit_lists(context).await?;
    let own_order = document.sort;
    let shelf = if listing.is_plain() {
        std::mem::take(&mut document.shelf)
    } else {
        let database = context.platform.database()?;
        let found = load_shelf(&database, &handle, &listing, own_order).await?;
        found.ok_or_else(Problem::not_found)?
    };
    let shelf = shelf.in_market(&shop);
    let products = listed_products(context, &shop, &shelf).await?;
    let policy = ListedProduct::policy(&products, context.now);
    let resource = CollectionResource {
        handle: &document.handle,
        title: &document.title,
        description_html: &document.description_html,
        url: format!("{}/collections/{handle}", site(context, &shop)),
        product_count: shelf.total,
        products,
        next_cursor: page_after(&listing, shelf.total),
    };
    Ok(shared(&resource, policy, vec![format!("collection:{handle}")]))
}
