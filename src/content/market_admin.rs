//! Admin endpoints for markets. Each change publishes the shop's frame, in which they travel.

use serde::Deserialize;

use super::admin::SETTINGS_REVISION;
use super::market_store::{
    StoredMarket, market_removal, market_upsert, markets_after, markets_statement,
};
use super::resource::note;
use super::wire::{MarketList, MarketResource};
use super::{DocumentKey, Settings, load_settings, settings_statement, write_and_publish};
use crate::kernel::{Currency, MarketId};
use crate::markets::{MAX_MARKETS, MarketDraft};
use crate::platform::{Statement, StoreError};
use crate::web::{
    Answer, Body, Context, FieldError, Part, Problem, Reply, changed_meanwhile, check_expected,
    conflict, expect_revision, expect_room, revision_at, too_many, with_revision,
};

const MARKET_REVISION: &str = "SELECT revision FROM markets WHERE id = ?1";
const LIST_REVISION: &str = "SELECT revision FROM price_lists WHERE id = ?1";

/// Names `MAX_MARKETS`.
const FULL: &str = "A shop has at most 50 markets besides its own; take one away first.";

#[derive(Debug, Deserialize)]
struct ListRow {
    revision: i64,
    currency: Currency,
}

/// What a market is decided on.
#[derive(Debug)]
struct Neighbours {
    settings: Settings,
    settings_revision: i64,
    markets: Vec<StoredMarket>,
    /// The price list that the market names, if it exists.
    list: Option<ListRow>,
}

fn parse_id(id: &str) -> Result<MarketId, Problem> {
    MarketId::parse(id).ok_or_else(|| {
        Problem::invalid_field(
            "id",
            "A market is called by two letters, or two pairs, like de or de-ch.",
        )
    })
}

async fn stored_markets(context: &Context) -> Result<Vec<StoredMarket>, Problem> {
    Ok(context.platform.database()?.rows(markets_statement()).await?)
}

/// `GET /api/admin/v1/markets`: all by id but the default one, which is the settings.
pub async fn list_markets(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let statement = markets_after(part.cursor.as_deref().unwrap_or_default(), part.limit()?);
    let stored: Vec<StoredMarket> = context.platform.database()?.rows(statement).await?;
    let drafts =
        stored.iter().map(StoredMarket::to_draft).collect::<Result<Vec<_>, StoreError>>()?;
    let rows = stored.iter().zip(&drafts);
    let markets =
        rows.map(|(row, market)| MarketResource { id: &row.id, revision: row.revision, market });
    let next_cursor = part.next(stored.len(), stored.last().map(|row| row.id.as_str()))?;
    Ok(Reply::json(200, &MarketList { markets: markets.collect(), next_cursor }).into())
}

/// `GET /api/admin/v1/markets/{id}`
pub async fn get_market(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let stored = stored_markets(context).await?;
    let row = stored.iter().find(|row| row.id == id.as_str()).ok_or_else(Problem::not_found)?;
    let resource = MarketResource { id: &row.id, revision: row.revision, market: &row.to_draft()? };
    Ok(with_revision(200, &resource, row.revision))
}

/// `PUT /api/admin/v1/markets/{id}`: creates or replaces the whole market.
pub async fn put_market(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let expected = context.expected_revision()?;
    let draft: MarketDraft = context.body_json().await?;
    let complaints = draft.complaints();
    if !complaints.is_empty() {
        return Err(Problem::invalid(complaints));
    }
    let neighbours = read_neighbours(context, &draft).await?;
    let stored = neighbours.markets.iter().find(|row| row.id == id.as_str());
    let revision = stored.map_or(0, |row| row.revision);
    check_expected(expected, revision)?;
    if let Some(row) = stored
        && row.to_draft()? == draft
    {
        let resource = MarketResource { id: id.as_str(), revision, market: &draft };
        return Ok(with_revision(200, &resource, revision));
    }
    neighbours.accept(&id, &draft)?;
    let mut statements = Vec::from(expect_revision(MARKET_REVISION, id.as_str(), revision));
    statements.extend(expect_revision(SETTINGS_REVISION, "", neighbours.settings_revision));
    if let Some(list) = &neighbours.list {
        statements.extend(expect_revision(LIST_REVISION, &draft.price_list, list.revision));
    }
    let upsert = statements.len();
    statements.extend(market_upsert(&id, &draft));
    statements.extend(expect_room("markets", MAX_MARKETS));
    let before = stored.map(StoredMarket::to_draft).transpose()?;
    statements.push(note(context, "market", id.as_str(), before.as_ref(), Some(&draft)));
    let (rows, _) = write_and_publish(&context.platform, &[DocumentKey::Shop], statements)
        .await
        .map_err(|error| refusal(expected, error))?;
    let written = revision_at(&rows, upsert)?;
    let resource = MarketResource { id: id.as_str(), revision: written, market: &draft };
    Ok(with_revision(if revision == 0 { 201 } else { 200 }, &resource, written))
}

/// `DELETE /api/admin/v1/markets/{id}`: its addresses are gone from now on.
pub async fn delete_market(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id(id)?;
    let expected = context.expected_revision()?;
    let stored = stored_markets(context).await?;
    let row = stored.iter().find(|row| row.id == id.as_str()).ok_or_else(Problem::not_found)?;
    check_expected(expected, row.revision)?;
    let mut statements = Vec::from(expect_revision(MARKET_REVISION, id.as_str(), row.revision));
    statements.extend(market_removal(&id));
    statements.push(note(context, "market", id.as_str(), Some(&row.to_draft()?), None));
    write_and_publish(&context.platform, &[DocumentKey::Shop], statements)
        .await
        .map_err(|error| refusal(expected, error))?;
    Ok(Reply::new(204, Body::Empty).into())
}

/// Another market may have taken a country at the same moment, or the list may have gone: that is no
/// other revision of this one.
fn refusal(expected: Option<i64>, error: StoreError) -> Problem {
    if error.violates("market_countries.country") || error.violates("FOREIGN KEY") {
        conflict()
    } else {
        too_many(&error, FULL).unwrap_or_else(|| changed_meanwhile(expected, error))
    }
}

async fn read_neighbours(context: &Context, draft: &MarketDraft) -> Result<Neighbours, Problem> {
    let list = Statement::new("SELECT revision, currency FROM price_lists WHERE id = ?1");
    let answers = context
        .platform
        .database()?
        .batch(vec![
            settings_statement(),
            markets_statement(),
            list.bind(draft.price_list.as_str()),
        ])
        .await?;
    let [settings, markets, list] = answers.as_slice() else {
        return Err(Problem::unavailable());
    };
    let (settings, settings_revision) = load_settings(settings)?;
    Ok(Neighbours { settings, settings_revision, markets: markets.read()?, list: list.first()? })
}

impl Neighbours {
    /// Refuses what the rest of the shop does not go together with.
    fn accept(&self, id: &MarketId, draft: &MarketDraft) -> Result<(), Problem> {
        let mut errors = self.taken_countries(id, draft)?;
        let currency = if draft.sells_at_base_prices() {
            Some(self.settings.currency)
        } else {
            self.list.as_ref().map(|list| list.currency)
        };
        match currency {
            None => errors.push(FieldError {
                field: "price_list".to_owned(),
                detail: format!(
                    "There is no price list `{0}`; make it first: PUT /api/admin/v1/price-lists/{0}.",
                    draft.price_list
                ),
            }),
            Some(currency) if currency != draft.currency => errors.push(FieldError {
                field: "currency".to_owned(),
                detail: format!(
                    "The prices of `{}` are in {}.",
                    draft.price_list,
                    currency.code()
                ),
            }),
            Some(_) => {}
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
    }

    fn taken_countries(
        &self,
        id: &MarketId,
        draft: &MarketDraft,
    ) -> Result<Vec<FieldError>, Problem> {
        let mut errors = Vec::new();
        for (index, country) in draft.countries.iter().enumerate() {
            let mut taken = (self.settings.country == country.as_str())
                .then(|| "the shop's own market".to_owned());
            for other in self.markets.iter().filter(|other| other.id != id.as_str()) {
                if other.to_draft()?.countries.contains(country) {
                    taken = Some(format!("the market `{}`", other.id));
                }
            }
            errors.extend(taken.map(|other| FieldError {
                field: format!("countries[{index}]"),
                detail: format!("{country} belongs to {other} already."),
            }));
        }
        Ok(errors)
    }
}
