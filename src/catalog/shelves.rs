//! Pages of products from the index, each in one round trip.

use serde::Deserialize;

use super::{
    CollectionKey, ListingQuery, Shelf, ShelfAnswer, ShelfSql, SortOrder, Source, Value,
    shelf_page_sql,
};
use crate::kernel::{Handle, from_json};
use crate::platform::{Database, Parameter, Statement, StoreError};

/// One page of a collection as the address asks for it; `None` when there is no such collection.
pub async fn load_shelf(
    database: &Database,
    collection: &Handle,
    listing: &ListingQuery,
    own_order: SortOrder,
) -> Result<Option<Shelf>, StoreError> {
    let collection = CollectionKey::Handle(collection.as_str());
    let sql = shelf_page_sql(Source::Collection(collection, own_order), listing);
    match database.first(shelf_statement(sql)).await? {
        None => Ok(None),
        row => Ok(Some(ShelfAnswer::read(row)?.into_shelf(listing))),
    }
}

/// The first page of a collection, 0 for all products, as it comes: what its document holds.
pub async fn plain_shelf(
    database: &Database,
    collection_id: i64,
    own_order: SortOrder,
) -> Result<Shelf, StoreError> {
    let listing = ListingQuery::default();
    let collection = CollectionKey::Id(collection_id);
    let sql = shelf_page_sql(Source::Collection(collection, own_order), &listing);
    let row = database.first(shelf_statement(sql)).await?;
    Ok(ShelfAnswer::read(row)?.into_shelf(&listing))
}

pub fn shelf_statement(sql: ShelfSql) -> Statement {
    sql.parameters.into_iter().fold(Statement::new(sql.text), |statement, value| {
        statement.bind(match value {
            Value::Integer(integer) => Parameter::from(integer),
            Value::Text(text) => Parameter::from(text),
        })
    })
}

/// The one row that a shelf's statement answers.
#[derive(Debug, Deserialize)]
pub struct ShelfRow {
    answer: String,
}

impl ShelfAnswer {
    pub fn read(row: Option<ShelfRow>) -> Result<Self, StoreError> {
        let row = row.ok_or_else(|| StoreError::unavailable("a shelf has no answer"))?;
        from_json(row.answer.as_bytes()).map_err(StoreError::unavailable)
    }
}
