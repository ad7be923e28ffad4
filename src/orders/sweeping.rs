//! The daily look at what happened at each gateway (rule 18): refunds of its dashboard, disputes of
//! closed orders, and money without an order.

use futures_util::future::join_all;
use serde::Deserialize;

use super::delivering::deliver_report;
use super::gateways::OwnGateways;
use super::hooks::keep_for_later;

use crate::kernel::Timestamp;
use crate::payments::{self, Gateway, GatewayId, Notice, Report};
use crate::platform::{Database, Platform, Statement, StoreError};

/// How long after the end of one look the next one begins, in seconds.
const EVERY_SECONDS: i64 = 24 * 3600;
/// How far a look reaches back at first, in seconds.
const FIRST_REACH_SECONDS: i64 = 7 * 24 * 3600;
/// How much of what is known each look reads again: gateways list some things late, in seconds.
const OVERLAP_SECONDS: i64 = 3600;
/// Most parts of one run; the next run goes on.
const MAX_PARTS: u32 = 20;

#[derive(Debug, Deserialize)]
struct SweepRow {
    since_ms: i64,
    part: Option<String>,
    begun_at_ms: Option<i64>,
    ended_at_ms: i64,
}

/// Looks at every gateway whose turn it is.
pub async fn sweep_gateways(platform: &Platform, now: Timestamp) -> Result<(), StoreError> {
    let gateways = OwnGateways::of(platform);
    let mut outcome = Ok(());
    for gateway in gateways.all() {
        if let Err(error) = sweep_gateway(platform, &gateways, gateway, now).await {
            // One that is down keeps no other from its turn.
            outcome = Err(error);
        }
    }
    outcome
}

async fn sweep_gateway(
    platform: &Platform,
    gateways: &OwnGateways,
    gateway: &dyn Gateway,
    now: Timestamp,
) -> Result<(), StoreError> {
    let database = platform.database()?;
    let id = gateway.id();
    let row = read_row(&database, id, now).await?;
    let is_due = Timestamp::from_millis(row.ended_at_ms).plus_seconds(EVERY_SECONDS) <= now;
    if row.begun_at_ms.is_none() && !is_due {
        return Ok(());
    }
    let begun_at = row.begun_at_ms.map_or(now, Timestamp::from_millis);
    let since = Timestamp::from_millis(row.since_ms);
    let mut part = row.part;
    for _ in 0..MAX_PARTS {
        let call = gateway.sweep(since, part.as_deref());
        let delivered = payments::send(platform, gateways.configured(), id, &call).await;
        let swept = gateway.read_sweep(since, &delivered).ok_or_else(|| {
            StoreError::Unavailable(format!("{} did not say what happened there", id.as_str()))
        })?;
        let reports = swept.reports.iter().map(|report| tell_or_keep(platform, gateways, report));
        join_all(reports).await.into_iter().collect::<Result<Vec<()>, _>>()?;
        let Some(next) = swept.next else {
            return note_end(&database, id, begun_at, now).await;
        };
        note_part(&database, id, &next, begun_at).await?;
        part = Some(next);
    }
    Ok(())
}

/// One report that cannot be told must not keep all that follow it waiting.
async fn tell_or_keep(
    platform: &Platform,
    gateways: &OwnGateways,
    report: &Report,
) -> Result<(), StoreError> {
    match deliver_report(platform, gateways, report).await {
        Ok(()) => Ok(()),
        Err(_) => keep_for_later(platform, &Notice::Facts(report.clone())).await,
    }
}

async fn read_row(
    database: &Database,
    gateway: GatewayId,
    now: Timestamp,
) -> Result<SweepRow, StoreError> {
    let statement = Statement::new(
        "SELECT since_ms, part, begun_at_ms, ended_at_ms FROM gateway_sweeps WHERE gateway = ?1",
    );
    let row = database.first(statement.bind(gateway.as_str())).await?;
    Ok(row.unwrap_or_else(|| SweepRow {
        since_ms: now.plus_seconds(-FIRST_REACH_SECONDS).as_millis(),
        part: None,
        begun_at_ms: None,
        ended_at_ms: 0,
    }))
}

async fn note_part(
    database: &Database,
    gateway: GatewayId,
    part: &str,
    begun_at: Timestamp,
) -> Result<(), StoreError> {
    let first = begun_at.plus_seconds(-FIRST_REACH_SECONDS).as_millis();
    let statement = Statement::new(
        "INSERT INTO gateway_sweeps (gateway, since_ms, part, begun_at_ms, ended_at_ms) VALUES (?1, ?2, ?3, ?4, 0)
         ON CONFLICT (gateway) DO UPDATE SET part = ?3, begun_at_ms = ?4",
    )
    .bind(gateway.as_str())
    .bind(first)
    .bind(part)
    .bind(begun_at.as_millis());
    database.batch(vec![statement]).await.map(|_| ())
}

async fn note_end(
    database: &Database,
    gateway: GatewayId,
    begun_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let statement = Statement::new(
        "INSERT INTO gateway_sweeps (gateway, since_ms, part, begun_at_ms, ended_at_ms) VALUES (?1, ?2, NULL, NULL, ?3)
         ON CONFLICT (gateway) DO UPDATE SET since_ms = ?2, part = NULL, begun_at_ms = NULL, ended_at_ms = ?3",
    )
    .bind(gateway.as_str())
    .bind(begun_at.plus_seconds(-OVERLAP_SECONDS).as_millis())
    .bind(now.as_millis());
    database.batch(vec![statement]).await.map(|_| ())
}
