//! Lists of orders for the merchant, from their copies in D1.

use serde::Deserialize;

use super::OrderState;
use super::admin_wire::{ListedOrder, OrderList};
use super::attention::{
    DISPUTED, NEEDS_ATTENTION, NOT_ON_HOLD, ON_HOLD, PAYMENT_FAILED, SILENT, TO_SEND,
    TO_SEND_INDEXED, failed_since, silent_before,
};
use crate::kernel::{Currency, MarketId, Money, OrderNumber, Timestamp, fold, from_json};
use crate::platform::{Database, Parameter, Statement};
use crate::web::{Answer, Context, Part, Problem, Reply, parse_query};

/// The query of `GET /api/admin/v1/orders`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OrderQuery {
    /// One of the order graph; without it everything but expired orders.
    state: Option<String>,
    payment_status: Option<String>,
    fulfilment_status: Option<String>,
    /// Whole, or how it begins.
    email: Option<String>,
    number: Option<OrderNumber>,
    /// Placed at or after, and before.
    from: Option<Timestamp>,
    to: Option<Timestamp>,
    /// A number, how an e-mail address or a name begins, or a gateway's id of a payment.
    q: Option<String>,
    /// `true`: something stands against it.
    on_hold: Option<String>,
    /// One of [`NEEDS`], as the overview counts them.
    needs: Option<String>,
    /// Has a line of this SKU.
    sku: Option<String>,
    /// A market's id, or `default` for the shop's own.
    market: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ListRow {
    number: OrderNumber,
    state: String,
    payment_status: String,
    fulfilment_status: String,
    on_hold: String,
    placed_at_ms: i64,
    updated_at_ms: i64,
    email: String,
    name: String,
    country: Option<String>,
    market: Option<String>,
    units: u32,
    currency: Currency,
    total_minor: i64,
    captured_minor: i64,
    refunded_minor: i64,
}

impl From<ListRow> for ListedOrder {
    fn from(row: ListRow) -> Self {
        let money = |minor| Money::new(minor, row.currency);
        Self {
            id: row.number.clone(),
            state: row.state,
            payment_status: row.payment_status,
            fulfilment_status: row.fulfilment_status,
            on_hold: from_json(row.on_hold.as_bytes()).unwrap_or_default(),
            placed_at: Timestamp::from_millis(row.placed_at_ms),
            updated_at: Timestamp::from_millis(row.updated_at_ms),
            email: row.email,
            name: row.name,
            country: row.country,
            market: row.market,
            units: row.units,
            total: money(row.total_minor),
            captured: money(row.captured_minor),
            refunded: money(row.refunded_minor),
            number: row.number,
        }
    }
}

/// Conditions of a list with their parameters, in order.
#[derive(Debug)]
struct Conditions {
    /// The table, by an index where one is to be used whatever the planner thinks.
    from: &'static str,
    sql: Vec<String>,
    parameters: Vec<Parameter>,
}

impl Conditions {
    /// `?` in the condition is the parameter, as often as it stands there.
    fn add(&mut self, condition: &str, parameter: impl Into<Parameter>) {
        self.parameters.push(parameter.into());
        self.sql.push(condition.replace('?', &format!("?{}", self.parameters.len())));
    }

    /// Texts that begin so; a range, since an index serves it.
    fn begins(&mut self, column: &str, beginning: &str) {
        self.add(&format!("{column} BETWEEN ? AND ? || char(1114111)"), beginning);
    }

    fn statement(self, limit: u32) -> Statement {
        let (from, conditions) = (self.from, self.sql.join(" AND "));
        let sql = format!(
            "SELECT number, state, payment_status, fulfilment_status, on_hold, placed_at_ms, updated_at_ms, email, name,
               country, market, units, currency, total_minor, captured_minor, refunded_minor
             FROM {from} WHERE {conditions} ORDER BY placed_at_ms DESC, number DESC LIMIT {limit}"
        );
        self.parameters.into_iter().fold(Statement::new(sql), Statement::bind)
    }
}

const STATUSES: [&str; 7] =
    ["unpaid", "processing", "paid", "part_refunded", "refunded", "disputed", "over_paid"];
const FULFILMENTS: [&str; 4] = ["not_needed", "unfulfilled", "part_shipped", "shipped"];
pub(super) const NEEDS: [&str; 5] = ["shipping", "attention", "payment", "dispute", "silence"];

fn one_of<'a>(field: &str, value: &'a str, known: &[&str]) -> Result<&'a str, Problem> {
    if known.contains(&value) {
        return Ok(value);
    }
    let sentence = format!("Choose one of {}.", known.join(", "));
    Err(Problem { status: 400, ..Problem::invalid_field(field, sentence) })
}

impl OrderQuery {
    fn conditions(&self, part: &Part, now: Timestamp) -> Result<Conditions, Problem> {
        let mut conditions = Conditions { from: "orders", sql: Vec::new(), parameters: Vec::new() };
        match &self.state {
            Some(state) => {
                let known = OrderState::ALL.map(OrderState::as_str);
                conditions.add("state = ?", one_of("state", state, &known)?);
            }
            // Who asks for an order by name, or for what needs somebody, wants it whatever became of it.
            None if self.number.is_some() || self.q.is_some() || self.needs.is_some() => {}
            None if self.on_hold.as_deref() == Some("true") => {}
            // Rule 4: what nobody paid is not listed as an order.
            None => conditions.add("state <> ?", OrderState::Expired.as_str()),
        }
        if let Some(status) = &self.payment_status {
            conditions.add("payment_status = ?", one_of("payment_status", status, &STATUSES)?);
        }
        if let Some(status) = &self.fulfilment_status {
            let status = one_of("fulfilment_status", status, &FULFILMENTS)?;
            conditions.add("fulfilment_status = ?", status);
        }
        self.narrow(&mut conditions, now)?;
        if let Some(email) = &self.email {
            conditions.begins("email", &email.trim().to_lowercase());
        }
        if let Some(number) = &self.number {
            conditions.add("number = ?", number.as_str());
        }
        if let Some(from) = self.from {
            conditions.add("placed_at_ms >= ?", from.as_millis());
        }
        if let Some(to) = self.to {
            conditions.add("placed_at_ms < ?", to.as_millis());
        }
        if let Some(words) = &self.q {
            conditions.search(words.trim());
        }
        if let Some(cursor) = &part.cursor {
            let (placed_at_ms, number) = read_cursor(cursor)?;
            conditions.parameters.push(placed_at_ms.into());
            let at = conditions.parameters.len();
            conditions.parameters.push(number.as_str().into());
            conditions.sql.push(format!("(placed_at_ms, number) < (?{at}, ?{})", at + 1));
        }
        if conditions.sql.is_empty() {
            conditions.sql.push("true".to_owned());
        }
        Ok(conditions)
    }
}

impl OrderQuery {
    /// What an index of migration 0010 serves each.
    fn narrow(&self, conditions: &mut Conditions, now: Timestamp) -> Result<(), Problem> {
        match self.on_hold.as_deref() {
            None => {}
            Some("true") => conditions.sql.push(ON_HOLD.to_owned()),
            Some("false") => conditions.sql.push(NOT_ON_HOLD.to_owned()),
            Some(other) => {
                one_of("on_hold", other, &["true", "false"])?;
            }
        }
        match self.needs.as_deref() {
            None => {}
            Some("shipping") => {
                conditions.from = TO_SEND_INDEXED;
                conditions.sql.push(TO_SEND.to_owned());
            }
            Some("attention") => conditions.sql.push(format!("({NEEDS_ATTENTION})")),
            Some("payment") => conditions.add(PAYMENT_FAILED, failed_since(now)),
            Some("dispute") => conditions.sql.push(DISPUTED.to_owned()),
            Some("silence") => conditions.add(SILENT, silent_before(now)),
            Some(other) => {
                one_of("needs", other, &NEEDS)?;
            }
        }
        if let Some(sku) = &self.sku {
            conditions.add(
                "number IN (SELECT order_number FROM order_lines WHERE sku = ?)",
                sku.as_str(),
            );
        }
        match self.market.as_deref() {
            None => {}
            Some("default") => conditions.sql.push("market IS NULL".to_owned()),
            Some(id) if MarketId::parse(id).is_some() => conditions.add("market = ?", id),
            Some(_) => {
                let sentence = "Name a market like de or de-ch, or `default`.";
                return Err(Problem { status: 400, ..Problem::invalid_field("market", sentence) });
            }
        }
        Ok(())
    }
}

impl Conditions {
    fn search(&mut self, words: &str) {
        let start = self.sql.len();
        if let Some(number) = OrderNumber::parse(words) {
            self.add("number = ?", number.as_str());
        }
        self.begins("email", &words.to_lowercase());
        self.begins("folded_name", &fold(words));
        self.add("number IN (SELECT order_number FROM order_payments WHERE id = ?)", words);
        let any = self.sql.split_off(start).join(" OR ");
        self.sql.push(format!("({any})"));
    }
}

fn read_cursor(cursor: &str) -> Result<(i64, OrderNumber), Problem> {
    let parts = cursor.split_once('.');
    let read = parts.and_then(|(at, number)| Some((at.parse().ok()?, OrderNumber::parse(number)?)));
    read.ok_or_else(|| {
        let sentence = "Use the `next_cursor` of the answer before.";
        Problem { status: 400, ..Problem::invalid_field("cursor", sentence) }
    })
}

/// `GET /api/admin/v1/orders`, the newest first.
pub async fn list_orders(context: &Context) -> Result<Answer, Problem> {
    let query: OrderQuery = parse_query(&context.query)?;
    let part = Part::new(query.cursor.clone(), query.limit.clone());
    let statement = query.conditions(&part, context.now)?.statement(part.limit()?);
    let database: Database = context.platform.database()?;
    let rows: Vec<ListRow> = database.rows(statement).await?;
    let last = rows.last().map(|row| format!("{}.{}", row.placed_at_ms, row.number));
    let next_cursor = part.next(rows.len(), last)?;
    let orders = rows.into_iter().map(ListedOrder::from).collect();
    Ok(Reply::json(200, &OrderList { orders, next_cursor }).into())
}
