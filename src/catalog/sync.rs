//! Finding the products of a collection again after the merchant changed it. A list by hand is
//! compared in one step; rules are asked about the catalogue page by page, with a cursor that
//! survives, so that a catalogue of any size is gone through without holding anything up.

use serde::Deserialize;

use super::Rules;
use super::collection::Candidate;
use super::index_store::newest_first;
use super::rows::CollectionRow;
use crate::content::{load_settings, settings_statement};
use crate::kernel::{Currency, Handle, Money, Timestamp, from_json};
use crate::platform::{Database, Statement, StoreError};

/// Products looked at in one round trip.
const PAGE_PRODUCTS: u32 = 500;
/// Pages looked at in one go; the rest follows with the next alarm.
const MAX_PAGES: u32 = 4;

/// How far it came.
#[derive(Debug, Clone, Copy)]
pub struct Sync {
    /// Whether any products were looked at.
    pub changed: bool,
    /// Whether all of them were.
    pub complete: bool,
}

pub async fn sync_collection(database: &Database, handle: &Handle) -> Result<Sync, StoreError> {
    let find = Statement::new("SELECT * FROM collections WHERE handle = ?1").bind(handle.as_str());
    let answers = database.batch(vec![settings_statement(), find]).await?;
    let [settings, collection] = answers.as_slice() else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let (settings, _) = load_settings(settings)?;
    let unchanged = Sync { changed: false, complete: true };
    let Some(mut row) = collection.first::<CollectionRow>()? else {
        return Ok(unchanged);
    };
    if row.sync_cursor.is_none() {
        return Ok(unchanged);
    }
    let Some(rules) = row.rules() else {
        database.batch(manual_statements(&row)).await?;
        return Ok(Sync { changed: true, complete: true });
    };
    for _ in 0..MAX_PAGES {
        row.sync_cursor = sync_page(database, &row, &rules, settings.currency).await?;
        if row.sync_cursor.is_none() {
            break;
        }
    }
    Ok(Sync { changed: true, complete: row.sync_cursor.is_none() })
}

const LISTED_BY_HAND: &str =
    "(SELECT product_id FROM collection_products WHERE collection_id = ?1)";

// Products that come or go: their own pages name the collections that they are in.
const REPUBLISH: &str = "UPDATE publications SET revision = revision + 1
  WHERE key IN (SELECT 'product:' || handle FROM products WHERE id IN ($changed))";

fn manual_statements(row: &CollectionRow) -> Vec<Statement> {
    let of_collection =
        |sql: &str| Statement::new(sql.replace("$listed", LISTED_BY_HAND)).bind(row.id);
    let republish = REPUBLISH.replace(
        "$changed",
        "SELECT product_id FROM listings WHERE collection_id = ?1 AND product_id NOT IN $listed
         UNION SELECT product_id FROM cards WHERE product_id IN $listed
           AND product_id NOT IN (SELECT product_id FROM listings WHERE collection_id = ?1)",
    );
    vec![
        of_collection(&republish),
        of_collection("DELETE FROM listings WHERE collection_id = ?1 AND product_id NOT IN $listed"),
        of_collection(
            "INSERT INTO listings (collection_id, product_id, position, title_key, price_minor, created_at_ms)
             SELECT ?1, product_id, position, title_key, price_minor, created_at_ms
             FROM collection_products JOIN cards USING (product_id) WHERE collection_id = ?1
             ON CONFLICT DO UPDATE SET position = excluded.position",
        ),
        of_collection("UPDATE collections SET sync_cursor = NULL WHERE id = ?1 AND revision = ?2")
            .bind(row.revision),
    ]
}

#[derive(Debug, Deserialize)]
struct CandidateRow {
    id: i64,
    card_revision: i64,
    title: String,
    vendor: String,
    #[serde(rename = "type")]
    product_type: String,
    tags: String,
    price_minor: i64,
    created_at_ms: i64,
}

/// Decides about one page of products; the answer is the next cursor, `None` at the end.
async fn sync_page(
    database: &Database,
    row: &CollectionRow,
    rules: &Rules,
    currency: Currency,
) -> Result<Option<i64>, StoreError> {
    let page = Statement::new(
        "SELECT p.id, c.revision AS card_revision, p.title, p.vendor, p.type, c.price_minor, c.created_at_ms,
           (SELECT json_group_array(tag) FROM product_tags WHERE product_id = p.id) AS tags
         FROM cards c JOIN products p ON p.id = c.product_id WHERE c.product_id > ?1 ORDER BY c.product_id LIMIT ?2",
    )
    .bind(row.sync_cursor)
    .bind(PAGE_PRODUCTS);
    let candidates: Vec<CandidateRow> = database.rows(page).await?;
    let next = candidates
        .last()
        .filter(|_| candidates.len() == PAGE_PRODUCTS as usize)
        .map(|last| last.id);
    let (mut members, mut others) = (Vec::new(), Vec::new());
    for candidate in &candidates {
        if holds(rules, candidate, currency) {
            let position = newest_first(Timestamp::from_millis(candidate.created_at_ms));
            members.push([candidate.id, candidate.card_revision, candidate.price_minor, position]);
        } else {
            others.push([candidate.id, candidate.card_revision, candidate.price_minor]);
        }
    }
    let json = |rows| serde_json::to_string(rows).unwrap_or_default();
    let (members, others) = (json(&members), serde_json::to_string(&others).unwrap_or_default());
    database.batch(page_statements(row, next, &members, &others)).await?;
    Ok(next)
}

fn holds(rules: &Rules, row: &CandidateRow, currency: Currency) -> bool {
    let tags: Vec<String> = from_json(row.tags.as_bytes()).unwrap_or_default();
    rules.hold_for(&Candidate {
        title: &row.title,
        vendor: &row.vendor,
        product_type: &row.product_type,
        tags: &tags,
        price: Money::new(row.price_minor, currency),
    })
}

// A product that was published meanwhile has decided for itself: its card's revision is another, or
// its price where a sale began or ended, which is no new revision.
const STILL_THE_SAME: &str =
    "SELECT product_id FROM cards JOIN json_each(?2) ON product_id = value ->> 0
  WHERE cards.revision = value ->> 1 AND cards.price_minor = value ->> 2";

fn page_statements(
    row: &CollectionRow,
    next: Option<i64>,
    members: &str,
    others: &str,
) -> Vec<Statement> {
    let of_page = |sql: &str, rows: &str| {
        Statement::new(sql.replace("$same", STILL_THE_SAME)).bind(row.id).bind(rows)
    };
    let listed = "(SELECT product_id FROM listings WHERE collection_id = ?1)";
    let leaving = format!("SELECT * FROM ($same) WHERE product_id IN {listed}");
    let coming = format!("SELECT * FROM ($same) WHERE product_id NOT IN {listed}");
    vec![
        of_page(&REPUBLISH.replace("$changed", &leaving), others),
        of_page(&REPUBLISH.replace("$changed", &coming), members),
        of_page("DELETE FROM listings WHERE collection_id = ?1 AND product_id IN ($same)", others),
        of_page(
            "INSERT INTO listings (collection_id, product_id, position, title_key, price_minor, created_at_ms)
             SELECT ?1, product_id, value ->> 3, title_key, price_minor, created_at_ms
             FROM cards JOIN json_each(?2) ON product_id = value ->> 0
             WHERE cards.revision = value ->> 1 AND cards.price_minor = value ->> 2
             ON CONFLICT DO UPDATE SET position = excluded.position",
            members,
        ),
        Statement::new("UPDATE collections SET sync_cursor = ?2 WHERE id = ?1 AND revision = ?3")
            .bind(row.id)
            .bind(next)
            .bind(row.revision),
    ]
}
