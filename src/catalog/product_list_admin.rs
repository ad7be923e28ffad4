//! The merchant's list of products, and what it can be narrowed by.

use serde::Deserialize;

use super::admin_wire::{FacetCount, ProductEntries, ProductEntry, ProductFacets, Thumbnail};
use super::product_list::{ProductList, ProductListQuery};
use super::shelves::shelf_statement;
use super::{Picture, Status};
use crate::content::{load_settings, settings_statement};
use crate::kernel::{Currency, Money, Timestamp, from_json};
use crate::platform::{Database, Rows, Statement, StoreError};
use crate::web::{Answer, Context, Problem, Reply, parse_query};

#[derive(Debug, Deserialize)]
struct ListRow {
    handle: String,
    title: String,
    status: Status,
    vendor: String,
    #[serde(rename = "type")]
    product_type: String,
    revision: i64,
    created_at_ms: i64,
    updated_at_ms: i64,
    cursor: String,
    tags: String,
    offer: String,
    picture: Option<String>,
}

#[derive(Debug, Deserialize)]
struct OfferRow {
    count: u32,
    lowest_minor: Option<i64>,
    highest_minor: Option<i64>,
    available: Option<i64>,
}

#[derive(Debug, Deserialize)]
struct CountsRow {
    counts: String,
}

impl ListRow {
    fn into_entry(self, currency: Currency) -> Result<ProductEntry, StoreError> {
        let offer: OfferRow = read(&self.offer)?;
        let picture: Option<Picture> = self.picture.as_deref().map(read).transpose()?;
        let money = |minor: Option<i64>| minor.map(|minor| Money::new(minor, currency));
        Ok(ProductEntry {
            handle: self.handle,
            title: self.title,
            status: self.status,
            vendor: self.vendor,
            product_type: self.product_type,
            tags: read(&self.tags)?,
            revision: self.revision,
            variant_count: offer.count,
            price_from: money(offer.lowest_minor),
            price_to: money(offer.highest_minor),
            picture: picture.as_ref().map(Thumbnail::new),
            available: offer.available,
            created_at: Timestamp::from_millis(self.created_at_ms),
            updated_at: Timestamp::from_millis(self.updated_at_ms),
        })
    }
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    from_json(text.as_bytes()).map_err(StoreError::unavailable)
}

/// `GET /api/admin/v1/products`
pub async fn list_products(context: &Context) -> Result<Answer, Problem> {
    let query: ProductListQuery = parse_query(&context.query)?;
    let database = context.platform.database()?;
    let list = query.read(context.now)?;
    let counts = count(&database, &list).await?;
    let page = shelf_statement(list.page(&counts));
    let answers = database.batch(vec![settings_statement(), page]).await?;
    let [settings, page] = answers.as_slice() else {
        return Err(Problem::unavailable());
    };
    let (settings, _) = load_settings(settings)?;
    let rows: Vec<ListRow> = page.read()?;
    let next_cursor = query.part().next(rows.len(), rows.last().map(|row| row.cursor.clone()))?;
    let products = rows.into_iter().map(|row| row.into_entry(settings.currency));
    let products = products.collect::<Result<_, _>>()?;
    Ok(Reply::json(200, &ProductEntries { products, next_cursor }).into())
}

async fn count(database: &Database, list: &ProductList) -> Result<Vec<u32>, StoreError> {
    let Some(sql) = list.counts() else { return Ok(Vec::new()) };
    let row: Option<CountsRow> = database.first(shelf_statement(sql)).await?;
    row.map_or_else(|| Ok(Vec::new()), |row| read(&row.counts))
}

/// Values that are offered of each facet.
const MAX_FACET_VALUES: u32 = 200;

// Active products are counted where shoppers' lists count them, and drafts one by one.
const FACET: &str = "WITH counted AS (
    SELECT facet_values.value, products FROM facet_values CROSS JOIN facet_counts ON value_id = facet_values.id
    WHERE facet = ?1 AND collection_id = 0
    UNION ALL SELECT $value, count(*) FROM products $of WHERE status = 'draft' AND $value <> '' GROUP BY $value)
  SELECT value, sum(products) AS products FROM counted GROUP BY value ORDER BY products DESC, value LIMIT ?2";

/// `GET /api/admin/v1/product-facets`: vendors, types and tags by how many products have them, but for
/// archived ones.
pub async fn show_facets(context: &Context) -> Result<Answer, Problem> {
    let most = |facet: &str, of: &str| {
        let sql = FACET.replace("$value", facet).replace("$of", of);
        Statement::new(sql).bind(facet).bind(MAX_FACET_VALUES)
    };
    let tags = "JOIN product_tags ON product_id = products.id";
    let answers = context
        .platform
        .database()?
        .batch(vec![most("vendor", ""), most("type", ""), most("tag", tags)])
        .await?;
    let facets: Vec<Vec<FacetCount>> =
        answers.iter().map(Rows::read).collect::<Result<_, StoreError>>()?;
    let [vendors, types, tags] =
        facets.try_into().map_err(|_| StoreError::unavailable("three answers were expected"))?;
    Ok(Reply::json(200, &ProductFacets { vendors, types, tags }).into())
}
