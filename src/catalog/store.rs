//! Products in D1: rows in, nouns out, and the statements of a change.

use serde::{Deserialize, Serialize};

use super::ProductDraft;
use super::index_rows::title_key;
use super::list_rows::StoredLists;
use super::price::EARLIER_PRICE_SECONDS;
use super::rows::{PictureRow, PriceHistoryRow, ProductRow, StoredProduct, VariantRow};
use crate::content::{
    REDIRECT_UPSERT, REDIRECTS_FOLLOW, Settings, load_settings, settings_statement,
};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Database, Rows, Statement, StoreError};

#[derive(Debug, Deserialize)]
struct TextRow {
    text: String,
}

const OWN_ID: &str = "(SELECT id FROM products WHERE handle = ?1)";

/// The statements whose answers [`read_product`] puts together; seven of them.
pub fn product_statements(handle: &Handle) -> Vec<Statement> {
    let of_product = |sql: &str| Statement::new(sql.replace("$id", OWN_ID)).bind(handle.as_str());
    vec![
        settings_statement(),
        of_product("SELECT * FROM products WHERE handle = ?1"),
        of_product("SELECT tag AS text FROM product_tags WHERE product_id = $id ORDER BY position"),
        of_product("SELECT name AS text FROM product_options WHERE product_id = $id ORDER BY position"),
        of_product(
            "SELECT media.hash, alt, width, height, colour FROM product_media JOIN media USING (hash)
             WHERE product_id = $id ORDER BY position",
        ),
        of_product("SELECT * FROM variants WHERE product_id = $id ORDER BY position"),
        of_product(PRICE_HISTORY).bind(EARLIER_PRICE_SECONDS * 1000),
    ]
}

// Of each SKU's history what a reduction is measured from, and its latest row: without a reduction
// that is one row, however often the price changed. A reduction was announced after the last row
// that says another one (`changed`), or begins with its sale; the 30 days before either begin with
// the row that held at their start. Tests compare it with the whole history: in `compose.rs` what
// is kept, in `tests/worker/prices.test.mjs` this statement.
const PRICE_HISTORY: &str =
    "WITH latest AS (SELECT v.*, (SELECT max(from_ms) FROM price_history h WHERE h.sku = v.sku AND price_list = 'base') AS last_ms
      FROM variants v WHERE product_id = $id),
    changed AS (SELECT latest.*,
      CASE WHEN compare_at_minor IS NOT NULL THEN (SELECT max(from_ms) FROM price_history h
        WHERE h.sku = latest.sku AND price_list = 'base' AND (h.price_minor, h.compare_at_minor)
          IS NOT (latest.price_minor, latest.compare_at_minor)) END AS list_ms,
      CASE WHEN sale_price_minor IS NOT NULL THEN (SELECT max(from_ms) FROM price_history h
        WHERE h.sku = latest.sku AND price_list = 'base' AND (h.sale_price_minor, h.sale_starts_at_ms, h.sale_ends_at_ms)
          IS NOT (latest.sale_price_minor, latest.sale_starts_at_ms, latest.sale_ends_at_ms)) END AS sale_ms
      FROM latest),
    reduced AS (SELECT sku, min(last_ms, coalesce(list_ms - ?2, last_ms), coalesce(CASE WHEN sale_ms < last_ms
        THEN max(sale_ms, sale_starts_at_ms) ELSE sale_starts_at_ms END - ?2, last_ms)) AS since_ms FROM changed)
    SELECT sku, from_ms, h.price_minor, h.compare_at_minor, h.sale_price_minor, h.sale_starts_at_ms, h.sale_ends_at_ms
    FROM reduced JOIN price_history h USING (sku)
    WHERE price_list = 'base' AND from_ms >= coalesce(
      (SELECT max(from_ms) FROM price_history held WHERE held.sku = reduced.sku AND price_list = 'base' AND from_ms <= since_ms), 0)
    ORDER BY sku, from_ms";

/// Settings and, if it exists, the product from the answers to [`product_statements`].
pub fn read_product(
    answers: &[Rows],
) -> Result<(Settings, i64, Option<StoredProduct>), StoreError> {
    let [settings, product, tags, options, media, variants, history, ..] = answers else {
        return Err(StoreError::unavailable("seven answers were expected"));
    };
    let (settings, settings_revision) = load_settings(settings)?;
    let Some(row) = product.first::<ProductRow>()? else {
        return Ok((settings, settings_revision, None));
    };
    let texts = |rows: &Rows| -> Result<Vec<String>, StoreError> {
        let rows: Vec<TextRow> = rows.read()?;
        Ok(rows.into_iter().map(|row| row.text).collect())
    };
    let pictures: Vec<PictureRow> = media.read()?;
    let variants: Vec<VariantRow> = variants.read()?;
    let draft =
        row.to_draft(texts(tags)?, texts(options)?, &pictures, &variants, settings.currency);
    let product = StoredProduct {
        row,
        draft,
        pictures,
        history: history.read()?,
        lists: StoredLists::default(),
        stock: Vec::new(),
    };
    Ok((settings, settings_revision, Some(product)))
}

pub async fn find_product(
    database: &Database,
    handle: &Handle,
) -> Result<(Settings, Option<StoredProduct>), StoreError> {
    let answers = database.batch(product_statements(handle)).await?;
    let (settings, _, product) = read_product(&answers)?;
    Ok((settings, product))
}

/// Fails the batch unless the row is still as the change was decided on; 0 means that it is new.
pub fn expectation(table: &'static str, handle: &Handle, revision: i64) -> Statement {
    Statement::new(format!(
        "INSERT INTO expectations (expected, actual)
         VALUES (?2, coalesce((SELECT revision FROM {table} WHERE handle = ?1), 0))"
    ))
    .bind(handle.as_str())
    .bind(revision)
}

pub fn forget_expectations() -> Statement {
    Statement::new("DELETE FROM expectations")
}

fn json<T: Serialize + ?Sized>(rows: &T) -> String {
    serde_json::to_string(rows).unwrap_or_default()
}

/// Writes the whole product under `handle`, in place of what was there; `new_prices` are the price
/// history's additions.
pub fn save_statements(
    handle: &Handle,
    product: &ProductDraft,
    new_prices: &[PriceHistoryRow],
    now: Timestamp,
) -> Vec<Statement> {
    let media: Vec<(&str, &str)> =
        product.media.iter().map(|media| (media.hash.as_str(), media.alt.as_str())).collect();
    let options: Vec<&str> = product.options.iter().map(|option| option.name.as_str()).collect();
    let variants: Vec<VariantRow> = product
        .variants
        .iter()
        .enumerate()
        .map(|(position, variant)| VariantRow::new(position, variant))
        .collect();
    let mut statements = vec![upsert(handle, product, now)];
    for (table, insert, rows) in [
        ("variants", INSERT_VARIANTS, json(&variants)),
        ("product_tags", INSERT_TAGS, json(&product.tags)),
        ("product_options", INSERT_OPTIONS, json(&options)),
        ("product_media", INSERT_MEDIA, json(&media)),
    ] {
        let delete = format!("DELETE FROM {table} WHERE product_id = {OWN_ID}");
        statements.push(Statement::new(delete).bind(handle.as_str()));
        let insert = insert.replace("$id", OWN_ID);
        statements.push(Statement::new(insert).bind(handle.as_str()).bind(rows));
    }
    if !new_prices.is_empty() {
        statements.push(Statement::new(INSERT_HISTORY).bind(json(new_prices)));
    }
    statements
}

const INSERT_TAGS: &str = "INSERT INTO product_tags (product_id, position, tag)
   SELECT $id, key, value FROM json_each(?2)";
const INSERT_OPTIONS: &str = "INSERT INTO product_options (product_id, position, name)
   SELECT $id, key, value FROM json_each(?2)";
const INSERT_MEDIA: &str = "INSERT INTO product_media (product_id, position, hash, alt)
   SELECT $id, key, value ->> 0, value ->> 1 FROM json_each(?2)";
const INSERT_VARIANTS: &str = "INSERT INTO variants (product_id, sku, position, barcode, option1, option2, option3,
     price_minor, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms, weight_grams,
     requires_shipping, media_hash, unit_quantity, unit, unit_reference_quantity, availability)
   SELECT $id, value ->> 'sku', value ->> 'position', value ->> 'barcode', value ->> 'option1',
     value ->> 'option2', value ->> 'option3', value ->> 'price_minor', value ->> 'compare_at_minor',
     value ->> 'sale_price_minor', value ->> 'sale_starts_at_ms', value ->> 'sale_ends_at_ms',
     value ->> 'weight_grams', value ->> 'requires_shipping', value ->> 'media_hash',
     value ->> 'unit_quantity', value ->> 'unit', value ->> 'unit_reference_quantity', value ->> 'availability'
   FROM json_each(?2)";
// Two changes within one millisecond leave the later price.
const INSERT_HISTORY: &str = "INSERT OR REPLACE INTO price_history
     (sku, price_list, from_ms, price_minor, compare_at_minor, sale_price_minor, sale_starts_at_ms, sale_ends_at_ms)
   SELECT value ->> 'sku', 'base', value ->> 'from_ms', value ->> 'price_minor', value ->> 'compare_at_minor', value ->> 'sale_price_minor',
     value ->> 'sale_starts_at_ms', value ->> 'sale_ends_at_ms'
   FROM json_each(?1)";

fn upsert(handle: &Handle, product: &ProductDraft, now: Timestamp) -> Statement {
    let lowest_price = product.variants.iter().map(|variant| variant.price.amount_minor).min();
    Statement::new(
        "INSERT INTO products (handle, revision, title, description, vendor, type, status, tax_class, seo_title,
           seo_description, manufacturer, responsible_person, warnings, created_at_ms, updated_at_ms, title_key,
           lowest_price_minor)
         VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13, ?14, ?15)
         ON CONFLICT (handle) DO UPDATE SET revision = revision + 1, title = ?2, description = ?3, vendor = ?4,
           type = ?5, status = ?6, tax_class = ?7, seo_title = ?8, seo_description = ?9, manufacturer = ?10,
           responsible_person = ?11, warnings = ?12, updated_at_ms = ?13, title_key = ?14, lowest_price_minor = ?15",
    )
    .bind(handle.as_str())
    .bind(product.title.as_str())
    .bind(product.description.as_str())
    .bind(product.vendor.as_str())
    .bind(product.product_type.as_str())
    .bind(product.status.as_str())
    .bind(product.tax_class.as_str())
    .bind(product.seo.title.as_str())
    .bind(product.seo.description.as_str())
    .bind(product.safety.manufacturer.as_str())
    .bind(product.safety.responsible_person.as_str())
    .bind(product.safety.warnings.as_str())
    .bind(now.as_millis())
    .bind(title_key(&product.title))
    .bind(lowest_price.unwrap_or_default())
}

/// Gives the row at `old` its new handle, and leaves a redirect from every handle it ever had.
pub fn rename_statements(
    table: &'static str,
    folder: &'static str,
    old: &Handle,
    new: &Handle,
) -> Vec<Statement> {
    let path = |handle: &Handle| format!("/{folder}/{handle}");
    vec![
        Statement::new(format!("UPDATE {table} SET handle = ?2 WHERE handle = ?1"))
            .bind(old.as_str())
            .bind(new.as_str()),
        Statement::new("DELETE FROM redirects WHERE path = ?1").bind(path(new)),
        Statement::new(REDIRECTS_FOLLOW).bind(path(old)).bind(path(new)),
        // The handle may have led elsewhere before this row took it over.
        Statement::new(REDIRECT_UPSERT).bind(path(old)).bind(path(new)),
    ]
}
