//! `GET /api/admin/v1/overview`: what needs somebody, and what was sold.

use super::letter_box::{read_waiting, waiting_statement};
use super::wire::{Attention, Overview, Seen};
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{Answer, Context, GLANCED_AT, Problem, Reply};
use crate::{catalog, inventory, notifications, orders};

/// From copies in D1, in one round trip; they may be a moment old.
pub async fn show_overview(context: &Context) -> Result<Answer, Problem> {
    let may = |leave| context.platform.may(leave);
    let seen = Seen {
        orders: may("orders:read"),
        stock: may("stock:read"),
        catalogue: may("catalogue:read"),
        settings: may("settings:read"),
    };
    let now = context.now;
    let mut statements: Vec<Statement> = Vec::new();
    if seen.orders {
        statements.extend(orders::attention_statements(now));
        statements.extend(orders::month_statements(now));
        statements.push(notifications::undeliverable_statement());
    }
    if seen.stock {
        statements.extend(inventory::attention_statements());
    }
    if seen.catalogue {
        statements.push(catalog::stuck_statement(now, GLANCED_AT));
    }
    if seen.settings {
        statements.push(waiting_statement());
    }
    let answers = context.platform.database()?.batch(statements).await?;
    let mut answers = Answers(&answers);
    let mut overview = Overview {
        at: now,
        time_zone: "UTC".to_owned(),
        attention: Attention::default(),
        month: None,
    };
    let attention = &mut overview.attention;
    if seen.orders {
        let rows = answers.next(orders::ATTENTION_STATEMENTS)?;
        attention.orders = Some(orders::read_attention(rows)?);
        overview.month = Some(orders::read_month(answers.next(2)?, now)?);
        attention.undeliverable_mails = Some(notifications::read_undeliverable(answers.one()?)?);
    }
    if seen.stock {
        let rows = answers.next(inventory::ATTENTION_STATEMENTS)?;
        attention.stock = Some(inventory::read_attention(rows)?);
    }
    if seen.catalogue {
        attention.stuck_publications = Some(catalog::read_stuck(answers.one()?)?);
    }
    if seen.settings {
        attention.dead_letters = Some(read_waiting(answers.one()?)?);
    }
    Ok(Reply::json(200, &overview).into())
}

/// The answers of a batch, taken in the order in which they were asked for.
#[derive(Debug)]
pub(super) struct Answers<'a>(pub &'a [Rows]);

impl<'a> Answers<'a> {
    pub fn next(&mut self, count: usize) -> Result<&'a [Rows], StoreError> {
        let missing = || StoreError::unavailable("an answer is missing");
        let (taken, rest) = self.0.split_at_checked(count).ok_or_else(missing)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn one(&mut self) -> Result<&'a Rows, StoreError> {
        let missing = || StoreError::unavailable("an answer is missing");
        self.next(1)?.first().ok_or_else(missing)
    }
}
