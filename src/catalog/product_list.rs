//! Which products the merchant's list shows, as SQL. A list walks an index in its order, or sorts the
//! few products of a narrow filter; how many a filter holds is asked first, and never further than
//! where that stops making a difference.

use std::fmt::Write as _;

use serde::Deserialize;

use super::Status;
use super::index_rows::title_key;
use super::shelf_sql::{ShelfSql, Value};
use super::spelling::words;
use crate::content::DEFAULT_LOW_STOCK_THRESHOLD;
use crate::kernel::{Handle, Timestamp, fold};
use crate::web::{Part, Problem};

/// With so many products in a filter, walking the order until a page is full beats sorting them.
const DENSE: u32 = 2_000;
const MAX_WORDS: usize = 8;
/// The last word is still being typed: from so many letters on, it stands for all that start so.
const MIN_PREFIX_LETTERS: usize = 2;

/// The query of `GET /api/admin/v1/products`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProductListQuery {
    /// Words of the title, or a whole SKU, handle or barcode.
    q: Option<String>,
    /// Without it everything but archived products.
    status: Option<String>,
    vendor: Option<String>,
    #[serde(rename = "type")]
    product_type: Option<String>,
    tag: Option<String>,
    /// A handle.
    collection: Option<String>,
    stock: Option<String>,
    on_sale: Option<String>,
    sort: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    Updated,
    Created,
    Title,
    Price,
}

impl Order {
    const fn column(self) -> &'static str {
        match self {
            Self::Updated => "updated_at_ms",
            Self::Created => "created_at_ms",
            Self::Title => "title_key",
            Self::Price => "lowest_price_minor",
        }
    }

    /// The newest first, names and prices from below; how one is after another, and the direction.
    const fn direction(self) -> (&'static str, &'static str) {
        match self {
            Self::Updated | Self::Created => ("<", "DESC"),
            Self::Title | Self::Price => (">", "ASC"),
        }
    }
}

/// SQL whose parameters are the `?` in it, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Clause {
    sql: String,
    parameters: Vec<Value>,
}

impl Clause {
    fn new(sql: &str, parameters: impl IntoIterator<Item = Value>) -> Self {
        Self { sql: sql.to_owned(), parameters: parameters.into_iter().collect() }
    }

    fn text(sql: &str, text: &str) -> Self {
        Self::new(sql, [Value::Text(text.to_owned())])
    }

    fn add(&mut self, before: &str, other: &Self, after: &str) {
        self.sql.push_str(before);
        self.sql.push_str(&other.sql);
        self.sql.push_str(after);
        self.parameters.extend(other.parameters.iter().cloned());
    }

    fn into_sql(self) -> ShelfSql {
        ShelfSql { text: self.sql, parameters: self.parameters }
    }
}

/// One page of the list.
#[derive(Debug)]
pub struct ProductList {
    /// About columns that every index of an order holds.
    conditions: Vec<Clause>,
    /// Queries for the products that a filter leaves.
    sets: Vec<Clause>,
    order: Order,
    limit: u32,
}

fn refused(field: &str, sentence: &str) -> Problem {
    Problem { status: 400, ..Problem::invalid_field(field, sentence) }
}

impl ProductListQuery {
    pub fn part(&self) -> Part {
        Part::new(self.cursor.clone(), self.limit.clone())
    }

    pub fn read(&self, now: Timestamp) -> Result<ProductList, Problem> {
        let order = match self.sort.as_deref() {
            None | Some("updated") => Order::Updated,
            Some("created") => Order::Created,
            Some("title") => Order::Title,
            Some("price") => Order::Price,
            Some(_) => return Err(refused("sort", "Sort by updated, created, title or price.")),
        };
        let mut list = ProductList {
            conditions: self.conditions()?,
            sets: self.sets(now)?,
            order,
            limit: self.part().limit()?,
        };
        if let Some(cursor) = &self.cursor {
            list.conditions.push(after(cursor, order)?);
        }
        Ok(list)
    }

    fn conditions(&self) -> Result<Vec<Clause>, Problem> {
        let status = match self.status.as_deref() {
            None => Clause::text("status <> ?", Status::Archived.as_str()),
            Some(status @ ("draft" | "active" | "archived")) => Clause::text("status = ?", status),
            Some(_) => return Err(refused("status", "Choose one of draft, active or archived.")),
        };
        let own = [("vendor = ?", &self.vendor), ("type = ?", &self.product_type)];
        let own = own.into_iter().filter_map(|(sql, value)| Some((sql, value.as_deref()?)));
        let own = own.map(|(sql, value)| Clause::text(sql, value));
        Ok(std::iter::once(status).chain(own).collect())
    }

    fn sets(&self, now: Timestamp) -> Result<Vec<Clause>, Problem> {
        let mut sets = Vec::new();
        if let Some(typed) = &self.q {
            sets.push(searched(typed.trim()));
        }
        if let Some(tag) = &self.tag {
            sets.push(Clause::text("SELECT product_id FROM product_tags WHERE tag = ?", tag));
        }
        if let Some(collection) = &self.collection {
            let handle = Handle::parse(collection)
                .map_err(|error| refused("collection", &error.to_string()))?;
            sets.push(collected(handle.as_str()));
        }
        if let Some(stock) = &self.stock {
            sets.push(stocked(stock)?);
        }
        match self.on_sale.as_deref() {
            None => {}
            Some("true") => sets.push(reduced(now)),
            Some(_) => return Err(refused("on_sale", "Say true, or leave it away.")),
        }
        Ok(sets)
    }
}

/// Products by the words of their titles, and by what names exactly one.
fn searched(typed: &str) -> Clause {
    let folded = fold(typed);
    let searched: Vec<&str> = words(&folded).take(MAX_WORDS).collect();
    let expression = searched.iter().enumerate().map(|(place, word)| {
        let last = place + 1 == searched.len();
        let star = last && word.chars().count() >= MIN_PREFIX_LETTERS;
        format!("\"{word}\"{}", if star { "*" } else { "" })
    });
    let expression = expression.collect::<Vec<_>>().join(" ");
    // An empty phrase, where there are no words to look for, matches nothing.
    let expression = if expression.is_empty() { "\"\"".to_owned() } else { expression };
    let named = ["variants WHERE sku", "variants WHERE barcode"]
        .map(|of| format!("UNION ALL SELECT product_id FROM {of} = ?"))
        .join(" ");
    let exact = std::iter::repeat_n(Value::Text(typed.to_owned()), 3);
    Clause::new(
        &format!(
            "SELECT rowid FROM product_words WHERE product_words MATCH ? {named}
             UNION ALL SELECT id FROM products WHERE handle = ?"
        ),
        std::iter::once(Value::Text(expression)).chain(exact),
    )
}

/// What a collection lists, and what it would list if it were active.
fn collected(handle: &str) -> Clause {
    let own = "collection_id = (SELECT id FROM collections WHERE handle = ?)";
    Clause::new(
        &format!(
            "SELECT product_id FROM collection_products WHERE {own}
             UNION ALL SELECT product_id FROM listings WHERE {own}"
        ),
        std::iter::repeat_n(Value::Text(handle.to_owned()), 2),
    )
}

fn stocked(stock: &str) -> Result<Clause, Problem> {
    let threshold = "available BETWEEN 1 AND coalesce((SELECT document ->> 'low_stock_threshold' FROM settings), ?)";
    let (condition, parameter) = match stock {
        "low" => (threshold, Some(i64::from(DEFAULT_LOW_STOCK_THRESHOLD))),
        "sold_out" => ("available = 0", None),
        "oversold" => ("oversold > 0", None),
        _ => return Err(refused("stock", "Choose one of low, sold_out or oversold.")),
    };
    Ok(Clause::new(
        &format!("SELECT product_id FROM stock_levels JOIN variants USING (sku) WHERE {condition}"),
        parameter.map(Value::Integer),
    ))
}

/// While a sale runs; a price to compare with is a reduction at any time.
fn reduced(now: Timestamp) -> Clause {
    Clause::new(
        "SELECT product_id FROM variants WHERE (compare_at_minor IS NOT NULL OR sale_price_minor IS NOT NULL)
           AND (compare_at_minor IS NOT NULL OR (sale_starts_at_ms <= ? AND ? < sale_ends_at_ms))",
        std::iter::repeat_n(Value::Integer(now.as_millis()), 2),
    )
}

/// What comes after the product that a page ended with.
fn after(cursor: &str, order: Order) -> Result<Clause, Problem> {
    let wrong = || refused("cursor", "Use the `next_cursor` of the answer before.");
    let (id, key) = cursor.split_once('.').ok_or_else(wrong)?;
    let id = id.parse().map_err(|_| wrong())?;
    let key = match order {
        Order::Title => Value::Text(title_key(key)),
        _ => Value::Integer(key.parse().map_err(|_| wrong())?),
    };
    let (sign, _) = order.direction();
    let sql = format!("({}, id) {sign} (?, ?)", order.column());
    Ok(Clause::new(&sql, [key, Value::Integer(id)]))
}

impl ProductList {
    /// How many products each filter holds, up to where it makes no difference any more; `None` without
    /// filters to ask about. Answers one column, `counts`, a list in JSON.
    pub fn counts(&self) -> Option<ShelfSql> {
        let mut clause = Clause::default();
        for set in &self.sets {
            let before = if clause.sql.is_empty() { "SELECT json_array(" } else { ", " };
            clause.add(
                &format!("{before}(SELECT count(*) FROM (SELECT 1 FROM ("),
                set,
                &format!(") LIMIT {DENSE}))"),
            );
        }
        clause.sql.push_str(") AS counts");
        (!self.sets.is_empty()).then(|| clause.into_sql())
    }

    /// The page, as `counts` suggest to find it.
    pub fn page(&self, counts: &[u32]) -> ShelfSql {
        let sparse = counts.iter().enumerate().filter(|(_, count)| **count < DENSE);
        let sparsest = sparse.min_by_key(|(_, count)| **count).map(|(place, _)| place);
        let (column, (_, direction)) = (self.order.column(), self.order.direction());
        let mut clause = Clause::new("WITH page AS (SELECT id FROM products WHERE true", []);
        for condition in &self.conditions {
            clause.add(" AND ", condition, "");
        }
        for (place, set) in self.sets.iter().enumerate() {
            // A plus keeps the set from leading: it is only asked.
            let asked = if sparsest == Some(place) { "" } else { "+" };
            clause.add(&format!(" AND {asked}id IN ("), set, ")");
        }
        let limit = self.limit;
        let _ = write!(
            clause.sql,
            " ORDER BY {column} {direction}, id {direction} LIMIT {limit})
            SELECT handle, title, status, vendor, type, revision, created_at_ms, updated_at_ms,
              p.id || '.' || p.{column} AS cursor,
              (SELECT json_group_array(tag ORDER BY position) FROM product_tags WHERE product_id = p.id) AS tags,
              (SELECT json_object('count', count(*), 'lowest_minor', min(price_minor), 'highest_minor', max(price_minor),
                 'available', sum(available)) FROM variants LEFT JOIN stock_levels USING (sku) WHERE product_id = p.id) AS offer,
              (SELECT json_object('hash', hash, 'alt', alt, 'width', width, 'height', height, 'colour', colour)
                 FROM product_media JOIN media USING (hash) WHERE product_id = p.id ORDER BY position LIMIT 1) AS picture
            FROM page CROSS JOIN products p ON p.id = page.id ORDER BY p.{column} {direction}, p.id {direction}"
        );
        clause.into_sql()
    }
}

#[cfg(test)]
#[path = "product_list_tests.rs"]
mod tests;
