//! The one SQL statement behind a page of products: its cards, how many there are in all, and what
//! each filter would leave.
//!
//! What is not narrowed is never counted: triggers keep the counts. What is narrowed is found by
//! the numbered values of `listing_facets`, and the values of the products found are counted. Each
//! chosen facet is counted with its own choice lifted, so that one more value can be chosen. The
//! work is bounded: past a number of products their values are counted in a sample.

use std::fmt::Write as _;

use serde_json::json;

use super::search_sql::{SearchTerms, search_sql};
use super::{Facet, ListingQuery, PAGE_SIZE, SortOrder};

/// With so many products found, walking the order until a page is full beats sorting them.
const DENSE: u32 = 2_000;
/// Of more results the newest are ranked; no page reaches further than half of them.
const MAX_RANKED: u32 = 20_000;
/// How much a word counts in title, vendor, type, tags, SKUs and description.
const WEIGHTS: &str = "10, 4, 4, 3, 8, 1";
/// An empty phrase, where there is nothing to search for, matches nothing.
const SEARCHED: &str = "(SELECT coalesce(max(expression), '\"\"') FROM search)";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Integer(i64),
    Text(String),
}

/// SQL with its parameters, `?1` being the first. Answers one row with one column, `answer`; none
/// where a collection's handle leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShelfSql {
    pub text: String,
    pub parameters: Vec<Value>,
}

/// A collection by what is known of it.
#[derive(Debug, Clone, Copy)]
pub enum CollectionKey<'a> {
    /// 0 holds every product.
    Id(i64),
    /// Found by the statement itself, which answers no row when there is no such collection.
    Handle(&'a str),
}

/// What a page shows a part of.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A collection and the order that it has by itself.
    Collection(CollectionKey<'a>, SortOrder),
    /// Products that a query of FTS5 matches, best first.
    Search(&'a SearchTerms),
}

/// The statement for one page of a shelf.
pub fn shelf_page_sql(source: Source<'_>, listing: &ListingQuery) -> ShelfSql {
    shelf_sql_of(source, listing, PAGE_SIZE, true)
}

/// The statement for the first cards alone.
pub fn cards_sql(source: Source<'_>, count: u32) -> ShelfSql {
    shelf_sql_of(source, &ListingQuery::default(), count, false)
}

fn shelf_sql_of(source: Source<'_>, listing: &ListingQuery, limit: u32, facets: bool) -> ShelfSql {
    let mut writer = Writer::new(source, listing);
    writer.search();
    writer.chosen();
    writer.matched();
    writer.page(limit);
    if facets {
        writer.counted();
    }
    writer.answer(facets);
    ShelfSql { text: writer.text, parameters: writer.parameters }
}

/// Writes common table expressions one after another; each method adds its own.
struct Writer<'a> {
    source: Source<'a>,
    listing: &'a ListingQuery,
    /// The facets that are narrowed, each once, with its values.
    chosen: Vec<(&'a Facet, Vec<&'a str>)>,
    text: String,
    parameters: Vec<Value>,
    /// An expression for the collection's number.
    collection: String,
}

impl<'a> Writer<'a> {
    fn new(source: Source<'a>, listing: &'a ListingQuery) -> Self {
        let mut chosen: Vec<(&Facet, Vec<&str>)> = Vec::new();
        for (facet, value) in &listing.filters {
            match chosen.iter_mut().find(|(known, _)| *known == facet) {
                Some((_, values)) => values.push(value),
                None => chosen.push((facet, vec![value])),
            }
        }
        let mut writer = Self {
            source,
            listing,
            chosen,
            text: "WITH ".to_owned(),
            parameters: Vec::new(),
            collection: String::new(),
        };
        writer.collection = match source {
            Source::Collection(CollectionKey::Handle(handle), _) => {
                let handle = writer.bind(Value::Text(handle.to_owned()));
                format!("(SELECT id FROM collections WHERE handle = {handle})")
            }
            Source::Collection(CollectionKey::Id(id), _) => writer.bind(Value::Integer(id)),
            Source::Search(_) => writer.bind(Value::Integer(0)),
        };
        writer
    }

    fn bind(&mut self, value: Value) -> String {
        self.parameters.push(value);
        format!("?{}", self.parameters.len())
    }

    fn add(&mut self, name: &str, select: &str) {
        let _ = write!(self.text, "{name} AS MATERIALIZED (\n{select}\n),\n");
    }

    fn is_narrowed(&self) -> bool {
        self.listing.is_narrowed() || matches!(self.source, Source::Search(_))
    }

    /// `search (expression, corrected)`, where products are searched.
    fn search(&mut self) {
        let Source::Search(terms) = self.source else { return };
        let typed = self.bind(Value::Text(terms.expression.clone()));
        let words = self.bind(Value::Text(terms.words.clone()));
        self.text.push_str(&search_sql(&typed, &words));
    }

    /// `chosen_0`, `chosen_1` …: the numbers of each facet's chosen values.
    fn chosen(&mut self) {
        for place in 0..self.chosen.len() {
            let Some((facet, values)) = self.chosen.get(place) else { continue };
            let (facet, values) = (facet.key(), json!(values).to_string());
            let facet = self.bind(Value::Text(facet));
            let values = self.bind(Value::Text(values));
            self.add(
                &format!("chosen_{place} (id)"),
                &format!("SELECT id FROM facet_values WHERE facet = {facet} AND value IN (SELECT value FROM json_each({values}))"),
            );
        }
    }

    /// What a product must meet besides what drives its search, all but the facet `lifted`. Each is a
    /// look-up for the product at hand: SQLite would turn `EXISTS` into a join and start from there.
    fn conditions(
        &mut self,
        product: &str,
        lifted: Option<usize>,
        driver: Option<usize>,
    ) -> String {
        let collection = self.collection.clone();
        let mut conditions = String::new();
        for place in
            (0..self.chosen.len()).filter(|place| ![lifted, driver].contains(&Some(*place)))
        {
            let _ = write!(
                conditions,
                "\n  AND 1 = (SELECT 1 FROM listing_facets AS other WHERE other.collection_id = {collection} AND other.value_id IN chosen_{place} AND other.product_id = {product})"
            );
        }
        if let Some(range) = self.price_range() {
            let _ = write!(
                conditions,
                "\n  AND 1 = (SELECT 1 FROM listings AS priced WHERE priced.collection_id = {collection} AND priced.product_id = {product} AND priced.price_minor {range})"
            );
        }
        conditions
    }

    fn price_range(&mut self) -> Option<String> {
        let (min, max) = (self.listing.price_min, self.listing.price_max);
        if min.is_none() && max.is_none() {
            return None;
        }
        let min = self.bind(Value::Integer(min.map_or(0, |money| money.amount_minor)));
        // Beyond any price, and exact as a double.
        let max = self.bind(Value::Integer(max.map_or(1 << 52, |money| money.amount_minor)));
        Some(format!("BETWEEN {min} AND {max}"))
    }

    /// The chosen facet that is likely to hold the fewest products: the others are then looked up
    /// for these alone.
    fn driver(&self, lifted: Option<usize>) -> Option<usize> {
        let breadth = |(_, (facet, values)): &(usize, &(&Facet, Vec<&str>))| {
            let kind = match facet {
                Facet::Vendor => 0,
                Facet::Tag => 1,
                Facet::Type => 2,
                Facet::Option(_) => 3,
                Facet::Availability => 4,
            };
            (kind, values.len())
        };
        let facets = self.chosen.iter().enumerate().filter(|(place, _)| Some(*place) != lifted);
        facets.min_by_key(breadth).map(|(place, _)| place)
    }

    /// A select of the products that meet everything but the facet `lifted`; `None` when nothing
    /// else narrows, so that it is the whole collection.
    fn products(&mut self, lifted: Option<usize>) -> Option<String> {
        let collection = self.collection.clone();
        if matches!(self.source, Source::Search(_)) {
            let conditions = self.conditions("search_index.rowid", lifted, None);
            return Some(format!(
                "SELECT search_index.rowid FROM search_index WHERE search_index MATCH {SEARCHED}{conditions}"
            ));
        }
        if let Some(driver) = self.driver(lifted) {
            let several = self.chosen.get(driver).is_some_and(|(_, values)| values.len() > 1);
            let distinct = if several { "DISTINCT " } else { "" };
            let conditions = self.conditions("found.product_id", lifted, Some(driver));
            return Some(format!(
                "SELECT {distinct}found.product_id FROM listing_facets AS found WHERE found.collection_id = {collection} AND found.value_id IN chosen_{driver}{conditions}"
            ));
        }
        let range = self.price_range()?;
        Some(format!(
            "SELECT product_id FROM listings INDEXED BY listings_by_price WHERE collection_id = {collection} AND price_minor {range}"
        ))
    }

    /// `matched (product_id)` where anything narrows, and `total (products)`.
    fn matched(&mut self) {
        let collection = self.collection.clone();
        match self.products(None) {
            Some(products) => {
                self.add("matched (product_id)", &products);
                self.add("total (products)", "SELECT count(*) FROM matched");
            }
            None => self.add(
                "total (products)",
                &format!("SELECT coalesce(sum(products), 0) FROM listing_counts WHERE collection_id = {collection}"),
            ),
        }
    }

    /// `page (product_id, sort_key)`: the products of the page, in order.
    fn page(&mut self, limit: u32) {
        let offset = i64::from(limit) * i64::from(self.listing.page.saturating_sub(1));
        let limit = self.bind(Value::Integer(i64::from(limit)));
        let offset = self.bind(Value::Integer(offset));
        let order = match (self.listing.sort, self.source) {
            (Some(order), _) | (None, Source::Collection(_, order)) => order,
            (None, Source::Search(_)) => {
                let conditions = self.conditions("search_index.rowid", None, None);
                return self.add(
                    "page (product_id, sort_key)",
                    &format!(
                        "SELECT product_id, rank FROM (SELECT search_index.rowid AS product_id, bm25(search_index, {WEIGHTS}) AS rank FROM search_index WHERE search_index MATCH {SEARCHED}{conditions}
  ORDER BY search_index.rowid DESC LIMIT {MAX_RANKED})
ORDER BY rank, product_id LIMIT {limit} OFFSET {offset}"
                    ),
                );
            }
        };
        let collection = self.collection.clone();
        let (index, key, direction) = order_of(order);
        let in_order = format!("ORDER BY listed.{key} {direction}, listed.product_id {direction}");
        let walk = |conditions: &str| {
            format!(
                "SELECT listed.product_id, listed.{key} FROM listings AS listed INDEXED BY {index}
  WHERE listed.collection_id = {collection}{conditions}\n{in_order}"
            )
        };
        let sort = format!(
            "SELECT listed.product_id, listed.{key} FROM matched CROSS JOIN listings AS listed
  ON listed.collection_id = {collection} AND listed.product_id = matched.product_id\n{in_order}"
        );
        // A limit of 0 leaves the way that is not taken before its first row.
        let when = |dense: &str| {
            format!(
                "LIMIT (SELECT iif(products {dense} {DENSE}, {limit}, 0) FROM total) OFFSET {offset}"
            )
        };
        let select = match self.source {
            Source::Search(_) => format!("{sort} LIMIT {limit} OFFSET {offset}"),
            Source::Collection(..) if !self.is_narrowed() => {
                format!("{} LIMIT {limit} OFFSET {offset}", walk(""))
            }
            Source::Collection(..) => {
                let walked = walk(&self.conditions("listed.product_id", None, None));
                format!(
                    "SELECT * FROM ({walked} {})\nUNION ALL\nSELECT * FROM ({sort} {})",
                    when(">"),
                    when("<=")
                )
            }
        };
        self.add("page (product_id, sort_key)", &select);
    }

    fn answer(&mut self, facets: bool) {
        let cards = "(SELECT json_group_array(json(card) ORDER BY place) FROM (SELECT product_id, row_number() OVER () AS place FROM page) AS page CROSS JOIN cards ON cards.product_id = page.product_id)";
        let facets = if facets {
            "(SELECT json_group_array(json_array(facet, value, products)) FROM counted)"
        } else {
            "json_array()"
        };
        let corrected = match self.source {
            Source::Search(_) => "(SELECT corrected FROM search)",
            Source::Collection(..) => "NULL",
        };
        self.text.truncate(self.text.trim_end_matches(",\n").len());
        let _ = write!(
            self.text,
            "\nSELECT json_object('cards', {cards}, 'total', (SELECT products FROM total), 'facets', {facets}, 'corrected', {corrected}) AS answer WHERE {} IS NOT NULL",
            self.collection
        );
    }
}

/// Index, column and direction of an order.
const fn order_of(order: SortOrder) -> (&'static str, &'static str, &'static str) {
    match order {
        SortOrder::Manual => ("listings_by_position", "position", "ASC"),
        SortOrder::Newest => ("listings_by_age", "created_at_ms", "DESC"),
        SortOrder::Title => ("listings_by_title", "title_key", "ASC"),
        SortOrder::PriceAscending => ("listings_by_price", "price_minor", "ASC"),
        SortOrder::PriceDescending => ("listings_by_price", "price_minor", "DESC"),
    }
}

#[path = "shelf_counts.rs"]
mod counts;

#[cfg(test)]
#[path = "shelf_sql_tests.rs"]
mod tests;
