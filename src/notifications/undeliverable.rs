//! Mails that nobody takes, in D1: what trying again would not change.

use serde::Deserialize;

use super::Letter;
use super::wire::{Undeliverable, UndeliverableList};
use crate::kernel::Timestamp;
use crate::orders::MailDue;
use crate::platform::{Database, Rows, Statement, StoreError};
use crate::web::{GLANCED_AT, Glance};

/// Most that are shown; more have one cause, and the count tells how many.
const LISTED: u32 = 100;
const LIST: &str = "SELECT order_number, sequence, receiver, subject, reason, given_up_at_ms, count(*) OVER () AS total
   FROM undeliverable_mails ORDER BY given_up_at_ms DESC, order_number, sequence LIMIT ?1";

#[derive(Debug, Deserialize)]
struct Row {
    order_number: String,
    sequence: u32,
    receiver: String,
    subject: String,
    reason: String,
    given_up_at_ms: i64,
    total: u32,
}

pub async fn list(database: &Database) -> Result<UndeliverableList, StoreError> {
    let statement = Statement::new(LIST);
    let Glance { count: total, first: mails } = read(database.rows(statement.bind(LISTED)).await?);
    Ok(UndeliverableList { total, mails })
}

/// How many there are, with the newest.
pub fn undeliverable_statement() -> Statement {
    Statement::new(LIST).bind(GLANCED_AT)
}

pub fn read_undeliverable(rows: &Rows) -> Result<Glance<Undeliverable>, StoreError> {
    rows.read().map(read)
}

fn read(rows: Vec<Row>) -> Glance<Undeliverable> {
    let count = rows.first().map_or(0, |row| row.total);
    let first = rows.into_iter().map(|row| Undeliverable {
        order: row.order_number,
        sequence: row.sequence,
        receiver: row.receiver,
        subject: row.subject,
        reason: row.reason,
        given_up_at: Timestamp::from_millis(row.given_up_at_ms),
    });
    Glance { count, first: first.collect() }
}

/// `told` is the number of the event that the letter tells.
pub fn keep(due: &MailDue, told: u32, letter: &Letter, reason: &str, now: Timestamp) -> Statement {
    Statement::new(
        "INSERT OR REPLACE INTO undeliverable_mails
           (order_number, sequence, receiver, subject, reason, given_up_at_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )
    .bind(due.order.as_str())
    .bind(told)
    .bind(due.to.as_str())
    .bind(letter.subject.as_str())
    .bind(reason)
    .bind(now.as_millis())
}

pub fn forget(due: &MailDue, told: u32) -> Statement {
    Statement::new(
        "DELETE FROM undeliverable_mails WHERE order_number = ?1 AND sequence = ?2 AND receiver = ?3",
    )
    .bind(due.order.as_str())
    .bind(told)
    .bind(due.to.as_str())
}
