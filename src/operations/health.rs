//! `GET /api/admin/v1/health`: whether everything that works by itself does.

use futures_util::future::join;
use serde::Deserialize;

use super::letter_box::{read_waiting, waiting_statement};
use super::overview::Answers;
use super::queues::QUEUES;
use super::sweeps::{read_sweeps, sweeps_statement};
use super::wire::{Backlog, CircuitState, GatewaySweep, Health, Outbox, Publications, Reconciled};
use crate::kernel::Timestamp;
use crate::payments::{self, Circuit, GatewayId};
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Context, Problem, Reply};
use crate::{catalog, notifications, orders};

/// A round of the clock that is missed three times is missed for a reason, in seconds.
const SWEEP_SECONDS: i64 = 15 * 60;

/// Stuck documents that are told one by one.
const STUCK_LISTED: u32 = 100;

const DEAD: &str = "SELECT queue, count(*) AS dead FROM dead_letters WHERE replayed_at_ms IS NULL AND dismissed_at_ms IS NULL GROUP BY queue";
const MIGRATION: &str = "SELECT name FROM d1_migrations ORDER BY id DESC LIMIT 1";

#[derive(Debug, Deserialize)]
struct DeadRow {
    queue: String,
    dead: u32,
}

/// From copies in D1 and from the circuits' objects.
pub async fn show_health(context: &Context) -> Result<Answer, Problem> {
    let now = context.now;
    let database = context.platform.database()?;
    let mut statements = orders::health_statements(now).to_vec();
    statements.extend([
        catalog::progress_statement(),
        catalog::stuck_statement(now, STUCK_LISTED),
        notifications::undeliverable_statement(),
        waiting_statement(),
        Statement::new(DEAD),
        sweeps_statement(),
    ]);
    let asked = join(database.batch(statements), payments::circuits(&context.platform));
    let (answers, circuits) = asked.await;
    // A database that was made in another way has no such table.
    let migration = database.first(Statement::new(MIGRATION)).await.ok().flatten();
    let mut health = health_of(&answers?, now)?;
    health.migration = migration.map(|Named { name }| name);
    health.circuits = circuits.into_iter().map(circuit_state).collect();
    health.healthy = is_healthy(&health);
    Ok(Reply::json(200, &health).into())
}

#[derive(Debug, Deserialize)]
struct Named {
    name: String,
}

fn health_of(answers: &[Rows], now: Timestamp) -> Result<Health, StoreError> {
    let mut answers = Answers(answers);
    let orders = orders::read_health(answers.next(orders::HEALTH_STATEMENTS)?)?;
    let progress: Option<catalog::PublicationProgress> = answers.one()?.first()?;
    let stuck = catalog::read_stuck(answers.one()?)?;
    let undeliverable = notifications::read_undeliverable(answers.one()?)?.count;
    let dead_letters = read_waiting(answers.one()?)?;
    let dead: Vec<DeadRow> = answers.one()?.read()?;
    let sweeps = read_sweeps(answers.one()?)?;
    let (documents, behind) = progress.map_or((0, 0), |known| (known.documents, known.behind));
    let queues = QUEUES.into_iter().map(|queue| Backlog {
        queue: queue.name.to_owned(),
        waiting: match queue.name {
            "mails" => Some(orders.messages),
            "publications" => u32::try_from(behind).ok(),
            _ => None,
        },
        dead: dead.iter().find(|row| row.queue == queue.name).map_or(0, |row| row.dead),
    });
    Ok(Health {
        at: now,
        healthy: false,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        migration: None,
        reconciliation: Reconciled {
            unmatched_money: orders.unmatched,
            silent_orders: orders.silent,
            unsettled_orders: orders.unsettled,
        },
        outbox: Outbox {
            orders: orders.with_messages,
            messages: orders.messages,
            oldest: orders.oldest_message,
        },
        queues: queues.collect(),
        sweeps,
        gateways: orders.gateways.into_iter().map(GatewaySweep::from).collect(),
        circuits: Vec::new(),
        publications: Publications { documents, behind, stuck },
        dead_letters,
        undeliverable_mails: undeliverable,
    })
}

impl From<orders::GatewayLook> for GatewaySweep {
    fn from(look: orders::GatewayLook) -> Self {
        Self { gateway: look.gateway, begun_at: look.begun_at, ended_at: look.ended_at }
    }
}

fn circuit_state((gateway, circuit): (GatewayId, Option<Circuit>)) -> CircuitState {
    let state = match circuit {
        None => "unknown",
        Some(circuit) if circuit.is_closed() => "closed",
        Some(_) => "open",
    };
    CircuitState {
        gateway: gateway.as_str().to_owned(),
        state: state.to_owned(),
        failures: circuit.map_or(0, Circuit::failures),
        refuses_until: circuit.and_then(Circuit::refuses_until),
    }
}

fn is_healthy(health: &Health) -> bool {
    let latest = health.at.plus_seconds(-SWEEP_SECONDS);
    health.reconciliation.unmatched_money == 0
        && health.reconciliation.silent_orders == 0
        && health.dead_letters.count == 0
        && health.undeliverable_mails == 0
        && health.publications.stuck.count == 0
        && health.circuits.iter().all(|circuit| circuit.state == "closed")
        && health.sweeps.iter().all(|sweep| sweep.failure.is_none() && sweep.ran_at >= latest)
}
