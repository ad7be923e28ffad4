//! Many products at once, for imports: read in a few statements, and written several to a transaction by
//! the same decisions as one alone.

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Product;
use super::commands::{new_prices, note, put_product_soon};
use super::list_rows::StoredLists;
use super::rows::{PictureRow, PriceHistoryRow, ProductRow, StoredProduct, VariantRow};
use super::store::{expectation, forget_expectations, save_statements};
use crate::content::{
    DocumentKey, Settings, load_settings, settings_statement, write_and_announce,
};
use crate::kernel::{Handle, Timestamp, from_value};
use crate::platform::{Database, Platform, Rows, Statement, StoreError};
use crate::web::Problem;

/// Products written in one transaction. One that is refused lets each be tried by itself.
const WRITTEN_AT_ONCE: usize = 25;

const THESE: &str =
    "product_id IN (SELECT id FROM products WHERE handle IN (SELECT value FROM json_each(?1)))";
// Of each SKU's prices the last that was noted: what a change is compared with.
const LAST_PRICES: &str = "SELECT v.product_id, h.sku, h.from_ms, h.price_minor, h.compare_at_minor, h.sale_price_minor, h.sale_starts_at_ms, h.sale_ends_at_ms
   FROM variants v JOIN price_history h USING (sku) WHERE $these AND h.price_list = 'base'
     AND h.from_ms = (SELECT max(from_ms) FROM price_history last WHERE last.sku = v.sku AND last.price_list = 'base')";

#[derive(Debug, Deserialize)]
struct TextRow {
    text: String,
}

/// Rows by the product that they belong to.
fn by_product<T: DeserializeOwned>(rows: &Rows) -> Result<HashMap<i64, Vec<T>>, StoreError> {
    #[derive(Deserialize)]
    struct Owner {
        product_id: i64,
    }
    let mut grouped: HashMap<i64, Vec<T>> = HashMap::new();
    for row in rows.read::<Value>()? {
        let Owner { product_id } = from_value(&row).map_err(StoreError::unavailable)?;
        let row = from_value(&row).map_err(StoreError::unavailable)?;
        grouped.entry(product_id).or_default().push(row);
    }
    Ok(grouped)
}

/// The settings, and those of these products that there are, by their handles. Of prices only the last is
/// known of them, and nothing of other lists and of stock.
pub async fn load_products(
    database: &Database,
    handles: &[&str],
) -> Result<(Settings, HashMap<String, StoredProduct>), StoreError> {
    let list = serde_json::to_string(handles).unwrap_or_default();
    let of_these = |sql: &str| Statement::new(sql.replace("$these", THESE)).bind(list.as_str());
    let answers = database
        .batch(vec![
            settings_statement(),
            of_these("SELECT * FROM products WHERE handle IN (SELECT value FROM json_each(?1))"),
            of_these("SELECT product_id, tag AS text FROM product_tags WHERE $these ORDER BY product_id, position"),
            of_these("SELECT product_id, name AS text FROM product_options WHERE $these ORDER BY product_id, position"),
            of_these(
                "SELECT product_id, media.hash, alt, width, height, colour FROM product_media JOIN media USING (hash)
                 WHERE $these ORDER BY product_id, position",
            ),
            of_these("SELECT * FROM variants WHERE $these ORDER BY product_id, position"),
            of_these(LAST_PRICES),
        ])
        .await?;
    let [settings, products, tags, options, media, variants, history] = answers.as_slice() else {
        return Err(StoreError::unavailable("seven answers were expected"));
    };
    let (settings, _) = load_settings(settings)?;
    let mut tags: HashMap<i64, Vec<TextRow>> = by_product(tags)?;
    let mut options: HashMap<i64, Vec<TextRow>> = by_product(options)?;
    let mut media: HashMap<i64, Vec<PictureRow>> = by_product(media)?;
    let mut variants: HashMap<i64, Vec<VariantRow>> = by_product(variants)?;
    let mut history: HashMap<i64, Vec<PriceHistoryRow>> = by_product(history)?;
    let texts = |rows: &mut HashMap<i64, Vec<TextRow>>, id: i64| -> Vec<String> {
        rows.remove(&id).unwrap_or_default().into_iter().map(|row| row.text).collect()
    };
    let mut found = HashMap::new();
    for row in products.read::<ProductRow>()? {
        let pictures = media.remove(&row.id).unwrap_or_default();
        let (tags, options) = (texts(&mut tags, row.id), texts(&mut options, row.id));
        let variants = variants.remove(&row.id).unwrap_or_default();
        let draft = row.to_draft(tags, options, &pictures, &variants, settings.currency);
        let history = history.remove(&row.id).unwrap_or_default();
        let handle = row.handle.clone();
        let product = StoredProduct {
            row,
            draft,
            pictures,
            history,
            lists: StoredLists::default(),
            stock: Vec::new(),
        };
        found.insert(handle, product);
    }
    Ok((settings, found))
}

/// A product as it shall be, with what it was decided on. Its pictures are known to be there.
#[derive(Debug)]
pub struct Change {
    pub handle: Handle,
    pub stored: Option<StoredProduct>,
    pub product: Product,
}

impl Change {
    fn statements(&self, platform: &Platform, now: Timestamp) -> Vec<Statement> {
        let draft = self.product.as_draft();
        let revision = self.stored.as_ref().map_or(0, |stored| stored.row.revision);
        let prices = new_prices(draft, self.stored.as_ref(), now);
        let mut statements = vec![expectation("products", &self.handle, revision)];
        statements.extend(save_statements(&self.handle, draft, &prices, now));
        let stored = self.stored.as_ref();
        statements.push(note(platform, &self.handle, &self.handle, stored, draft));
        statements
    }
}

/// Writes products whose documents follow within seconds. Each has an answer of its own, in their order;
/// one that is refused leaves the others as they shall be.
pub async fn put_products(
    platform: &Platform,
    changes: Vec<Change>,
    now: Timestamp,
) -> Result<Vec<Result<(), Problem>>, StoreError> {
    let mut answers = Vec::with_capacity(changes.len());
    for some in changes.chunks(WRITTEN_AT_ONCE) {
        let keys: Vec<DocumentKey> =
            some.iter().map(|change| DocumentKey::Product(change.handle.clone())).collect();
        let mut statements: Vec<Statement> =
            some.iter().flat_map(|change| change.statements(platform, now)).collect();
        statements.push(forget_expectations());
        match write_and_announce(platform, &keys, statements).await {
            Ok(_) => answers.extend(some.iter().map(|_| Ok(()))),
            Err(StoreError::Constraint(_)) => {
                for change in some {
                    answers.push(put_alone(platform, change, now).await?);
                }
            }
            Err(error) => return Err(error),
        }
    }
    Ok(answers)
}

/// By the command of the API, which says what stands against it.
async fn put_alone(
    platform: &Platform,
    change: &Change,
    now: Timestamp,
) -> Result<Result<(), Problem>, StoreError> {
    let draft = change.product.as_draft().clone();
    // Made from what was there: somebody's change meanwhile is not undone.
    let expected = change.stored.as_ref().map_or(0, |stored| stored.row.revision);
    match put_product_soon(platform, &change.handle, draft, expected, now).await {
        Ok(_) => Ok(Ok(())),
        Err(problem) if problem.status >= 500 => Err(StoreError::unavailable(problem.detail)),
        Err(problem) => Ok(Err(problem)),
    }
}
