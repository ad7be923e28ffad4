//! Admin endpoints for price lists. A change publishes the products whose prices it changes, and
//! no others.

use std::collections::HashSet;

use serde_json::json;

use super::admin_wire::{ListedPriceList, PriceListResource, PriceLists};
use super::list_rows::ListPriceRow;
use super::price_list::{ListChanges, MAX_PRICE_LISTS, PriceListDraft};
use super::price_list_store::{
    StoredPriceList, find_price_list, list_price_lists, products_with, removal_statements,
    save_statements, unknown_skus,
};
use crate::content::{DocumentKey, write_and_publish_soon};
use crate::kernel::{Currency, Handle, Timestamp};
use crate::markets::BASE_PRICE_LIST;
use crate::platform::{Database, Statement, StoreError};
use crate::web::{
    Answer, Body, Context, FieldError, Part, Problem, Reply, audited, changed_meanwhile,
    check_expected, expect_revision, expect_room, revision_at, too_many, with_revision,
};

const REVISION: &str = "SELECT revision FROM price_lists WHERE id = ?1";

/// Names `MAX_PRICE_LISTS`.
const FULL: &str = "A shop has at most 50 price lists; take one away first.";

fn parse_id(id: &str) -> Result<Handle, Problem> {
    if id == BASE_PRICE_LIST {
        return Err(Problem::invalid_field(
            "id",
            "`base` is the list of the prices that products carry; change them there.",
        ));
    }
    Handle::parse(id).map_err(|error| Problem::invalid_field("id", error.to_string()))
}

/// `GET /api/admin/v1/price-lists`: all by id.
pub async fn list_all(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let after = part.cursor.as_deref().unwrap_or_default();
    let rows = list_price_lists(&context.platform.database()?, after, part.limit()?).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.id.as_str()))?;
    let next_cursor = next_cursor.map(str::to_owned);
    let price_lists = rows.into_iter().map(|row| ListedPriceList {
        id: row.id,
        revision: row.revision,
        updated_at: Timestamp::from_millis(row.updated_at_ms),
        title: row.title,
        currency: row.currency,
        price_count: row.price_count,
    });
    Ok(Reply::json(200, &PriceLists { price_lists: price_lists.collect(), next_cursor }).into())
}

/// `GET /api/admin/v1/price-lists/{id}`
pub async fn get_price_list(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let stored = find_price_list(&context.platform.database()?, &id).await?;
    let stored = stored.ok_or_else(Problem::not_found)?;
    let updated_at = Timestamp::from_millis(stored.row.updated_at_ms);
    Ok(reply(200, &id, stored.row.revision, updated_at, &stored.to_draft()))
}

fn reply(
    status: u16,
    id: &Handle,
    revision: i64,
    updated_at: Timestamp,
    list: &PriceListDraft,
) -> Answer {
    let resource = PriceListResource { id: id.as_str(), revision, updated_at, list };
    with_revision(status, &resource, revision)
}

/// `PUT /api/admin/v1/price-lists/{id}`: creates or replaces the whole list.
pub async fn put_price_list(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let expected = context.expected_revision()?;
    let draft: PriceListDraft = context.body_json().await?;
    let complaints = draft.complaints();
    if !complaints.is_empty() {
        return Err(Problem::invalid(complaints));
    }
    let database = context.platform.database()?;
    let stored = find_price_list(&database, &id).await?;
    let revision = stored.as_ref().map_or(0, |stored| stored.row.revision);
    check_expected(expected, revision)?;
    let before = stored.as_ref().map_or(&[][..], |stored| &stored.prices);
    let rows = draft.rows(id.as_str());
    let changes = ListChanges::between(before, &rows);
    if let Some(stored) = &stored
        && changes == ListChanges::default()
        && (&stored.row.title, stored.row.currency) == (&draft.title, draft.currency)
    {
        let updated_at = Timestamp::from_millis(stored.row.updated_at_ms);
        return Ok(reply(200, &id, revision, updated_at, &draft));
    }
    check(&database, &draft, stored.as_ref(), &changes).await?;
    let keys = documents_with(&database, &changes.skus()).await?;
    let mut statements = Vec::from(expect_revision(REVISION, id.as_str(), revision));
    // A market that names the list at this very moment would sell in another currency.
    let others = format!(
        "SELECT count(*) FROM markets WHERE price_list = ?1 AND document ->> 'currency' <> '{}'",
        draft.currency.code()
    );
    statements.extend(expect_revision(&others, id.as_str(), 0));
    let upsert = statements.len();
    statements.extend(save_statements(&id, &draft, &changes, context.now));
    statements.extend(expect_room("price_lists", MAX_PRICE_LISTS));
    statements.push(note_change(context, &id, stored.as_ref(), &draft, &changes));
    let written = write_and_publish_soon(&context.platform, &keys, statements).await;
    let written = written.map_err(|error| {
        let full = too_many(&error, FULL);
        full.unwrap_or_else(|| changed_meanwhile(expected, error))
    })?;
    let written = revision_at(&written, upsert)?;
    Ok(reply(if revision == 0 { 201 } else { 200 }, &id, written, context.now, &draft))
}

/// Refuses what the rest of the shop does not go together with.
async fn check(
    database: &Database,
    draft: &PriceListDraft,
    stored: Option<&StoredPriceList>,
    changes: &ListChanges<'_>,
) -> Result<(), Problem> {
    let markets = stored.map_or(&[][..], |stored| &stored.markets);
    if let Some(market) = markets.iter().find(|market| market.currency != draft.currency) {
        return Err(Problem::new(
            409,
            "currency_in_use",
            format!(
                "The market `{}` sells at this list, in {}.",
                market.id,
                market.currency.code()
            ),
        ));
    }
    // A variant that is gone keeps its price: only what the list did not know before is looked for.
    let known = stored.map_or(&[][..], |stored| &stored.prices);
    let known: HashSet<&str> = known.iter().map(|row| row.sku.as_str()).collect();
    let new: Vec<&str> = changes
        .written
        .iter()
        .map(|row| row.sku.as_str())
        .filter(|sku| !known.contains(sku))
        .collect();
    let unknown: HashSet<String> = unknown_skus(database, &new).await?.into_iter().collect();
    let errors = draft.prices.iter().enumerate().filter_map(|(index, price)| {
        let sku = price.sku.as_str();
        unknown.contains(sku).then(|| FieldError {
            field: format!("prices[{index}].sku"),
            detail: format!("No product has a variant with the SKU `{sku}`."),
        })
    });
    let errors: Vec<FieldError> = errors.collect();
    if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
}

/// The documents that show a price of one of these SKUs themselves; lists follow by themselves.
async fn documents_with(
    database: &Database,
    skus: &[&str],
) -> Result<Vec<DocumentKey>, StoreError> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let handles = products_with(database, skus).await?;
    Ok(handles.into_iter().map(DocumentKey::Product).collect())
}

/// `DELETE /api/admin/v1/price-lists/{id}`: ends all of its prices. A list that a market sells at stays.
pub async fn delete_price_list(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let expected = context.expected_revision()?;
    let database = context.platform.database()?;
    let stored = find_price_list(&database, &id).await?.ok_or_else(Problem::not_found)?;
    check_expected(expected, stored.row.revision)?;
    if !stored.markets.is_empty() {
        let names: Vec<String> =
            stored.markets.iter().map(|market| format!("`{}`", market.id)).collect();
        return Err(in_use(&names.join(", ")));
    }
    let skus: Vec<&str> = stored.prices.iter().map(|row| row.sku.as_str()).collect();
    let keys = documents_with(&database, &skus).await?;
    let mut statements = Vec::from(expect_revision(REVISION, id.as_str(), stored.row.revision));
    statements.extend(removal_statements(&id, &stored.prices, context.now));
    let before = note_of(&stored.row.title, stored.row.currency, &stored.prices);
    statements.push(audited(&context.platform, "price-list", id.as_str(), Some(&before), None));
    match write_and_publish_soon(&context.platform, &keys, statements).await {
        Ok(_) => Ok(Reply::new(204, Body::Empty).into()),
        Err(error) if error.violates("FOREIGN KEY") => Err(in_use("a market")),
        Err(error) => Err(changed_meanwhile(expected, error)),
    }
}

/// Longest list that the audit log repeats, in bytes of JSON: a row holds two of them.
const MAX_NOTE_BYTES: usize = 500_000;

/// A list with the prices that a change is about; of too many it says no more than how many.
fn note_of(title: &str, currency: Currency, prices: &[ListPriceRow]) -> String {
    let list = PriceListDraft::from_rows(title.to_owned(), currency, prices);
    let whole = serde_json::to_string(&list).unwrap_or_default();
    if whole.len() <= MAX_NOTE_BYTES {
        return whole;
    }
    json!({"title": title, "currency": currency.code(), "price_count": prices.len()}).to_string()
}

/// The prices that differ, before and after.
fn note_change(
    context: &Context,
    id: &Handle,
    stored: Option<&StoredPriceList>,
    draft: &PriceListDraft,
    changes: &ListChanges<'_>,
) -> Statement {
    let touched: HashSet<&str> = changes.skus().into_iter().collect();
    let before = stored.map(|stored| {
        let rows = stored.prices.iter().filter(|row| touched.contains(row.sku.as_str()));
        let rows: Vec<ListPriceRow> = rows.cloned().collect();
        note_of(&stored.row.title, stored.row.currency, &rows)
    });
    let written: Vec<ListPriceRow> = changes.written.iter().map(|row| (*row).clone()).collect();
    let after = note_of(&draft.title, draft.currency, &written);
    audited(&context.platform, "price-list", id.as_str(), before.as_deref(), Some(&after))
}

fn in_use(markets: &str) -> Problem {
    Problem::new(
        409,
        "price_list_in_use",
        format!("This list is what {markets} sells at; give it another one first."),
    )
}
