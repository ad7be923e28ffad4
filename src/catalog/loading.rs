//! Documents made from D1, each in one round trip: for the Publisher, and for pages when KV has
//! nothing to say.

use serde::Deserialize;

use super::collection::Candidate;
use super::compose::{compose_preview, compose_product, seo};
use super::index_store::newest_first;
use super::list_rows::StoredLists;
use super::price::EARLIER_PRICE_SECONDS;
use super::rows::{CollectionRow, PictureRow, StoredProduct};
use super::shelves::plain_shelf;
use super::store::{product_statements, read_product};
use super::{Card, CollectionDocument, CollectionLink, ProductDocument};
use crate::content::DOCUMENT_FORMAT;
use crate::content::{Settings, load_settings, render_markdown, settings_statement};
use crate::kernel::{Handle, Money, Timestamp, from_json};
use crate::platform::{Database, Rows, Statement, StoreError};

const RELATED_PRODUCTS: usize = 4;

/// A product's membership in one collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub collection_id: i64,
    pub handle: String,
    pub title: String,
    pub position: i64,
}

/// A product with its document and what publishing it needs to know.
#[derive(Debug)]
pub struct LoadedProduct {
    pub stored: Option<StoredProduct>,
    pub document: Option<ProductDocument>,
    pub memberships: Vec<Membership>,
    /// Handles of the collections that list it so far.
    pub previous_collections: Vec<String>,
    /// The card that lists show of it so far.
    pub previous_card: Option<Card>,
    collections_revision: i64,
}

impl LoadedProduct {
    /// Fails the batch when a collection changed since the product was loaded: its rules, or the
    /// order of its products.
    pub fn collections_expectation(&self) -> Statement {
        Statement::new(format!(
            "INSERT INTO expectations (expected, actual) VALUES (?1, ({COLLECTIONS_REVISION}))"
        ))
        .bind(self.collections_revision)
    }

    pub fn positions(&self) -> Vec<(i64, i64)> {
        let memberships = self.memberships.iter();
        memberships.map(|member| (member.collection_id, member.position)).collect()
    }
}

const COLLECTIONS_REVISION: &str = "SELECT coalesce(sum(revision), 0) FROM collections";
const OWN_ID: &str = "(SELECT id FROM products WHERE handle = ?1)";
// Products of the same type, the next ones first and then from the start again.
const RELATED: &str = "WITH same_type AS (SELECT facet_values.id FROM products JOIN facet_values
    ON facet = 'type' AND facet_values.value = products.type WHERE products.handle = ?1)
  SELECT card FROM (
    SELECT * FROM (SELECT product_id, 0 AS round FROM listing_facets WHERE collection_id = 0
      AND value_id = (SELECT id FROM same_type) AND product_id > $id ORDER BY product_id LIMIT 4)
    UNION ALL
    SELECT * FROM (SELECT product_id, 1 AS round FROM listing_facets WHERE collection_id = 0
      AND value_id = (SELECT id FROM same_type) AND product_id < $id ORDER BY product_id LIMIT 4))
  JOIN cards USING (product_id) ORDER BY round, product_id LIMIT 4";

const LIST_PRICES: &str =
    "SELECT list_prices.*, price_lists.currency FROM variants JOIN list_prices USING (sku)
   JOIN price_lists ON price_lists.id = price_list WHERE product_id = $id";
// As `PRICE_HISTORY` in `store.rs`, only of prices that are reduced: the others need no earlier one
// beside them. What was charged before the list's first price is one of `base`, so that even a
// reduction that always was has 30 days before it; the rows of `base` begin where the first of these
// windows does. Tests compare it with whole histories: in `earlier_tests.rs` what is kept, in
// `tests/worker/prices.test.mjs` this statement.
const LIST_HISTORY: &str =
    "WITH reduced AS (SELECT l.*, currency,
      (SELECT min(from_ms) FROM price_history h WHERE h.sku = l.sku AND h.price_list = l.price_list) AS first_ms,
      (SELECT max(from_ms) FROM price_history h WHERE h.sku = l.sku AND h.price_list = l.price_list) AS last_ms
      FROM variants v JOIN list_prices l USING (sku) JOIN price_lists ON price_lists.id = l.price_list
      WHERE product_id = $id AND coalesce(l.compare_at_minor, l.sale_price_minor) IS NOT NULL),
    changed AS (SELECT r.*,
      CASE WHEN compare_at_minor IS NOT NULL THEN coalesce((SELECT max(from_ms) FROM price_history h
        WHERE h.sku = r.sku AND h.price_list = r.price_list AND (h.price_minor, h.compare_at_minor, h.currency, h.ended)
          IS NOT (r.price_minor, r.compare_at_minor, r.currency, 0)), first_ms) END AS list_ms,
      CASE WHEN sale_price_minor IS NOT NULL THEN (SELECT max(from_ms) FROM price_history h
        WHERE h.sku = r.sku AND h.price_list = r.price_list AND (h.sale_price_minor, h.sale_starts_at_ms, h.sale_ends_at_ms)
          IS NOT (r.sale_price_minor, r.sale_starts_at_ms, r.sale_ends_at_ms)) END AS sale_ms
      FROM reduced r),
    since AS (SELECT sku, price_list, currency, min(last_ms, coalesce(list_ms - ?2, last_ms), coalesce(CASE WHEN sale_ms = last_ms
        THEN sale_starts_at_ms ELSE max(coalesce(sale_ms, first_ms), sale_starts_at_ms) END - ?2, last_ms)) AS since_ms FROM changed),
    asked AS (SELECT sku, price_list, since_ms FROM since UNION ALL
      SELECT sku, 'base', min(since_ms) FROM since
      WHERE currency = coalesce((SELECT document ->> 'currency' FROM settings WHERE id = 1), ?3) GROUP BY sku)
    SELECT h.* FROM asked JOIN price_history h ON h.sku = asked.sku AND h.price_list = asked.price_list
    WHERE from_ms >= coalesce((SELECT max(from_ms) FROM price_history held
      WHERE held.sku = asked.sku AND held.price_list = asked.price_list AND from_ms <= since_ms), 0)
    ORDER BY h.price_list, h.sku, from_ms";

/// Makes the documents lag whose [`RELATED`] shows this product: the ones before it in the circle of
/// its type.
pub fn republish_neighbours(product_id: i64) -> Statement {
    let before = |compare: &str| {
        format!(
            "SELECT * FROM (SELECT product_id FROM listing_facets WHERE collection_id = 0
               AND value_id = (SELECT id FROM own_type) AND product_id {compare} ?1
             ORDER BY product_id DESC LIMIT 4)"
        )
    };
    Statement::new(format!(
        "WITH own_type AS (SELECT facet_values.id FROM products JOIN facet_values
           ON facet = 'type' AND facet_values.value = products.type WHERE products.id = ?1)
         UPDATE publications SET revision = revision + 1 WHERE key IN (
           SELECT 'product:' || handle FROM products WHERE id IN ({} UNION ALL {}))",
        before("<"),
        before(">")
    ))
    .bind(product_id)
}

#[derive(Debug, Deserialize)]
struct MemberRow {
    collection_id: i64,
    handle: String,
    title: String,
    position: i64,
}

#[derive(Debug, Deserialize)]
struct CardRow {
    card: String,
}

#[derive(Debug, Deserialize)]
struct HandleRow {
    handle: String,
}

#[derive(Debug, Deserialize)]
struct CountRow {
    count: i64,
}

pub async fn load_product(
    database: &Database,
    handle: &Handle,
    now: Timestamp,
) -> Result<LoadedProduct, StoreError> {
    load(database, handle, now, Shown::Active).await
}

/// A product of any status as the shop would show it.
pub async fn load_preview(
    database: &Database,
    handle: &Handle,
    now: Timestamp,
) -> Result<LoadedProduct, StoreError> {
    load(database, handle, now, Shown::Any).await
}

/// Which products have a document.
#[derive(Debug, Clone, Copy)]
enum Shown {
    Active,
    Any,
}

async fn load(
    database: &Database,
    handle: &Handle,
    now: Timestamp,
    shown: Shown,
) -> Result<LoadedProduct, StoreError> {
    let of_product = |sql: &str| Statement::new(sql.replace("$id", OWN_ID)).bind(handle.as_str());
    let mut statements = product_statements(handle);
    statements.extend([
        Statement::new("SELECT * FROM collections WHERE rules IS NOT NULL ORDER BY id"),
        of_product(
            "SELECT collection_id, handle, title, position FROM collection_products
             JOIN collections ON id = collection_id WHERE product_id = $id AND rules IS NULL ORDER BY id",
        ),
        of_product(RELATED),
        of_product(
            "SELECT handle FROM listings JOIN collections ON id = collection_id WHERE product_id = $id",
        ),
        of_product("SELECT card FROM cards WHERE product_id = $id"),
        Statement::new(format!("SELECT ({COLLECTIONS_REVISION}) AS count")),
        of_product(LIST_PRICES),
        of_product(LIST_HISTORY)
            .bind(EARLIER_PRICE_SECONDS * 1000)
            .bind(Settings::default().currency.code()),
        of_product("SELECT sku, available, back_orderable FROM variants JOIN stock_levels USING (sku) WHERE product_id = $id"),
    ]);
    let answers = database.batch(statements).await?;
    let (settings, _, mut stored) = read_product(&answers)?;
    let [
        ..,
        ruled,
        manual,
        related,
        previous,
        card,
        collections_revision,
        prices,
        history,
        available,
    ] = answers.as_slice()
    else {
        return Err(StoreError::unavailable("sixteen answers were expected"));
    };
    if let Some(stored) = &mut stored {
        stored.stock = available.read()?;
        stored.lists = StoredLists { prices: prices.read()?, history: history.read()? };
    }
    let count: Option<CountRow> = collections_revision.first()?;
    let mut loaded = LoadedProduct {
        stored,
        document: None,
        memberships: Vec::new(),
        previous_collections: read_handles(previous)?,
        previous_card: read_cards(card)?.into_iter().next(),
        collections_revision: count.map_or(0, |row| row.count),
    };
    if let Some(stored) = &loaded.stored {
        loaded.memberships = memberships(stored, manual, ruled, now)?;
        let links = loaded.memberships.iter().map(|member| CollectionLink {
            handle: member.handle.clone(),
            title: member.title.clone(),
        });
        let mut related = read_cards(related)?;
        related.truncate(RELATED_PRODUCTS);
        loaded.document = match shown {
            Shown::Active => compose_product(stored, &settings, links.collect(), related),
            Shown::Any => Some(compose_preview(stored, &settings, links.collect(), related)),
        };
    }
    Ok(loaded)
}

/// Collections by hand first, then those whose rules hold.
fn memberships(
    stored: &StoredProduct,
    manual: &Rows,
    ruled: &Rows,
    now: Timestamp,
) -> Result<Vec<Membership>, StoreError> {
    let rows: Vec<MemberRow> = manual.read()?;
    let mut memberships: Vec<Membership> = rows
        .into_iter()
        .map(|row| Membership {
            collection_id: row.collection_id,
            handle: row.handle,
            title: row.title,
            position: row.position,
        })
        .collect();
    let prices = stored.draft.variants.iter();
    let lowest =
        prices.map(|variant| variant.price().at(now).unit).min_by_key(|price| price.amount_minor);
    let Some(price) = lowest else {
        return Ok(memberships);
    };
    let candidate = candidate(stored, price);
    for row in ruled.read::<CollectionRow>()? {
        if row.rules().is_some_and(|rules| rules.hold_for(&candidate)) {
            memberships.push(Membership {
                collection_id: row.id,
                handle: row.handle,
                title: row.title,
                position: newest_first(Timestamp::from_millis(stored.row.created_at_ms)),
            });
        }
    }
    Ok(memberships)
}

fn candidate(stored: &StoredProduct, price: Money) -> Candidate<'_> {
    Candidate {
        title: &stored.draft.title,
        vendor: &stored.draft.vendor,
        product_type: &stored.draft.product_type,
        tags: &stored.draft.tags,
        price,
    }
}

fn read_handles(rows: &Rows) -> Result<Vec<String>, StoreError> {
    let rows: Vec<HandleRow> = rows.read()?;
    Ok(rows.into_iter().map(|row| row.handle).collect())
}

/// Cards that do not parse were written by another version; they are left out.
pub(super) fn read_cards(rows: &Rows) -> Result<Vec<Card>, StoreError> {
    let rows: Vec<CardRow> = rows.read()?;
    let cards = rows.iter().filter_map(|row| from_json(row.card.as_bytes()).ok());
    Ok(cards.collect())
}

const COLLECTION_PICTURE: &str = "SELECT hash, media_alt AS alt, width, height, colour FROM collections JOIN media ON hash = media_hash WHERE handle = ?1";

/// The document of a collection; `None` when there is no such collection.
pub async fn load_collection(
    database: &Database,
    handle: &Handle,
) -> Result<Option<CollectionDocument>, StoreError> {
    let of_collection = |sql: &'static str| Statement::new(sql).bind(handle.as_str());
    let answers = database
        .batch(vec![
            settings_statement(),
            of_collection("SELECT * FROM collections WHERE handle = ?1"),
            of_collection(COLLECTION_PICTURE),
        ])
        .await?;
    let [settings, collection, picture] = answers.as_slice() else {
        return Err(StoreError::unavailable("three answers were expected"));
    };
    let Some(row) = collection.first::<CollectionRow>()? else {
        return Ok(None);
    };
    let (settings, _) = load_settings(settings)?;
    let picture: Option<PictureRow> = picture.first()?;
    let shelf = plain_shelf(database, row.id, row.sort).await?;
    Ok(Some(CollectionDocument {
        format: DOCUMENT_FORMAT,
        revision: row.revision,
        seo: seo(&row.seo(), &row.title, &row.description),
        description_html: render_markdown(&row.description),
        handle: row.handle,
        title: row.title,
        picture: picture.map(|picture| picture.to_picture()),
        currency: settings.currency,
        sort: row.sort,
        shelf,
        updated_at: Timestamp::from_millis(row.updated_at_ms),
    }))
}
