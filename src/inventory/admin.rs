//! What the merchant asks of stock and does to it: one SKU at a time. Many at once are in `batch.rs`.

use futures_util::future::join_all;
use serde::Deserialize;
use serde_json::Value;

use super::client::{alarm_of, correct_stock, holds, movements, run_alarm, stock_levels};
use super::command::{MAX_UNITS, StockCommand, StockOutcome};
use super::movement::Movement;
use super::object::Corrected;
use super::stock::Levels;
use super::wire::{AdjustmentDraft, CountDraft, HeldStockResource, MovementList, StockResource};
use crate::kernel::{Sku, Timestamp, from_value};
use crate::platform::{Database, Platform, Statement, StoreError, random_hex};
use crate::web::{
    Answer, Body, Context, MAX_BODY_BYTES, Part, Problem, Reply, RequestKey, key_reused, parse_json,
};

/// Longest reason of an adjustment, in bytes.
const MAX_REASON_LENGTH: usize = 200;

pub(super) fn no_such_sku() -> Problem {
    Problem::new(404, "not_found", "Nothing in the catalogue has this SKU.")
}

fn parse_sku(text: &str) -> Result<Sku, Problem> {
    Sku::parse(text).map_err(|error| Problem::invalid_field("sku", error.to_string()))
}

/// Of these SKUs, those that the catalogue has.
pub(super) async fn known_skus(
    database: &Database,
    skus: &[&str],
) -> Result<Vec<String>, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        sku: String,
    }
    let list = serde_json::to_string(skus).unwrap_or_default();
    let statement = Statement::new("SELECT sku FROM json_each(?1) JOIN variants ON sku = value");
    let rows: Vec<Row> = database.rows(statement.bind(list)).await?;
    Ok(rows.into_iter().map(|row| row.sku).collect())
}

async fn require_known(context: &Context, sku: &Sku) -> Result<(), Problem> {
    let known = known_skus(&context.platform.database()?, &[sku.as_str()]).await?;
    if known.is_empty() { Err(no_such_sku()) } else { Ok(()) }
}

/// What the merchant is told of a command that was not carried out.
fn refusal(outcome: &StockOutcome) -> Problem {
    match outcome {
        StockOutcome::CountMismatch { on_hand } => Problem::new(
            409,
            "count_mismatch",
            format!("The stock says {on_hand} on hand there. Look again and count anew."),
        ),
        StockOutcome::CountOutdated => Problem::new(
            409,
            "count_outdated",
            "Somebody counted there later than this count was made.",
        ),
        StockOutcome::IdReused => key_reused(),
        _ => Problem::invalid_field("delta", "Move at most 1,000,000,000 units."),
    }
}

/// A correction that was made, now or when the same came before.
#[derive(Debug)]
pub(super) struct Made {
    pub resource: StockResource,
    pub repeated: bool,
}

/// Carries out commands one after the other, up to the first refusal. The object notes for the audit log
/// what they changed.
pub(super) async fn carry_out(
    platform: &Platform,
    sku: &Sku,
    commands: Vec<StockCommand>,
) -> Result<Made, Problem> {
    let Corrected { after, refused, repeated, .. } = correct_stock(platform, sku, commands).await?;
    if let Some(refused) = refused {
        return Err(refusal(&refused));
    }
    let resource = StockResource { sku: sku.as_str().to_owned(), levels: after };
    Ok(Made { resource, repeated })
}

/// Carries out a correction of each of these SKUs in the name of whoever asked for it, side by side. The objects
/// note them; one that is refused changes nothing.
///
/// # Errors
/// When a SKU's object cannot be asked; the others are corrected.
pub async fn correct_stocks(
    platform: &Platform,
    commands: Vec<(Sku, StockCommand)>,
) -> Result<(), StoreError> {
    let calls = commands.into_iter().map(|(sku, command)| async move {
        correct_stock(platform, &sku, vec![command]).await.map(drop)
    });
    join_all(calls).await.into_iter().collect()
}

/// `GET /api/admin/v1/stock/{sku}`, from the object.
pub async fn get_stock(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    let levels = stock_levels(&context.platform, &sku).await?;
    // What is not sold any more may still lie there.
    if levels == Levels::default() {
        require_known(context, &sku).await?;
    }
    let resource = StockResource { sku: sku.as_str().to_owned(), levels };
    let holds = holds(&context.platform, &sku).await?;
    Ok(Reply::json(200, &HeldStockResource { resource, holds }).into())
}

/// `PUT /api/admin/v1/stock/{sku}`: so many were counted.
pub async fn put_stock(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    let draft: CountDraft = context.body_json().await?;
    if draft.sku.as_ref().is_some_and(|other| *other != sku) {
        return Err(Problem::invalid_field("sku", "The address names another SKU."));
    }
    let commands = draft.commands(None, context.now)?;
    require_known(context, &sku).await?;
    let made = carry_out(&context.platform, &sku, commands).await?;
    Ok(Reply::json(200, &made.resource).into())
}

/// `POST /api/admin/v1/stock/{sku}/adjustments`: units came or went. The key makes it happen once.
pub async fn post_adjustment(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let AdjustmentDraft { location, delta, reason } = parse_json(&bytes)?;
    if delta == 0 || delta.unsigned_abs() > u64::from(MAX_UNITS) {
        let sentence = "Say how many units came, or went: -3.";
        return Err(Problem::invalid_field("delta", sentence));
    }
    let reason = reason.trim().to_owned();
    if reason.is_empty() || reason.len() > MAX_REASON_LENGTH {
        return Err(Problem::invalid_field("reason", "Give a reason of at most 200 bytes."));
    }
    let id = match context.header("Idempotency-Key") {
        Some(key) => RequestKey::new("adjustment", &key, &bytes)?.name,
        None => random_hex::<16>(),
    };
    require_known(context, &sku).await?;
    let command = StockCommand::Adjust { id, location, delta, reason };
    let made = carry_out(&context.platform, &sku, vec![command]).await?;
    Ok(Reply::json(201, &made.resource).replayed(made.repeated).into())
}

/// `GET /api/admin/v1/stock/{sku}/movements`, the newest first.
pub async fn list_movements(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    let part = Part::parse(&context.query)?;
    let before = match part.after()? {
        0 => i64::from(u32::MAX),
        before => before,
    };
    let rows = movements(&context.platform, &sku, before, part.limit()?).await?;
    if rows.is_empty() && part.cursor.is_none() {
        require_known(context, &sku).await?;
    }
    let last = rows.last().and_then(|row| row.get("seq")).and_then(Value::as_i64);
    let next_cursor = part.next(rows.len(), last)?.map(|seq| seq.to_string());
    let movements = rows.into_iter().filter_map(told).collect();
    Ok(Reply::json(200, &MovementList { movements, next_cursor }).into())
}

/// A row of the ledger as it is written in JSON: instants as text, and nothing that is not there.
fn told(row: Value) -> Option<Movement> {
    let Value::Object(row) = row else { return None };
    let fields = row.into_iter().filter(|(_, value)| !value.is_null());
    let fields = fields.map(|(name, value)| match name.as_str() {
        "order_number" => ("order".to_owned(), value),
        "author" => ("by".to_owned(), value),
        _ => match (name.strip_suffix("_ms"), value.as_i64()) {
            (Some(bare), Some(millis)) => {
                (bare.to_owned(), Timestamp::from_millis(millis).to_string().into())
            }
            _ => (name, value),
        },
    });
    from_value(&Value::Object(fields.collect())).ok()
}

/// `GET /__dev/stock/{sku}/alarm`: the instant that the object's alarm is set to, or `null`.
pub async fn show_alarm_for_tests(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    Ok(Reply::json(200, &alarm_of(&context.platform, &sku).await?).into())
}

/// `POST /__dev/stock/{sku}/alarm` with an instant as its body: runs what is due then.
pub async fn run_alarm_for_tests(context: &Context, sku: &str) -> Result<Answer, Problem> {
    let sku = parse_sku(sku)?;
    let at: Timestamp = context.body_json().await?;
    run_alarm(&context.platform, &sku, at).await?;
    Ok(Reply::new(204, Body::Empty).into())
}
