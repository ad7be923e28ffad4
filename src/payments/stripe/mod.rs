//! Stripe: Checkout Sessions, refunds, disputes, webhooks.
//!
//! The API version is pinned to the last one that takes `payment_method_types` on Checkout Sessions:
//! 2026-09-30.endive replaces it with `allowed_payment_method_types`, of which Stripe had published no
//! machine-readable description when this was written.

mod amounts;
mod facts;

use serde_json::Value;

use super::lines::lines_of;
use super::reading::{Read, at, items, text};
use super::signing::check_stamp;
use super::{
    Call, Delivered, Fact, Gateway, GatewayId, Hook, Manner, Notice, Opening, PaymentMethod,
    RefundRequest, Refunding, Report, SessionRequest, Swept, Unsuitable, Unverified, attempt_key,
};
use crate::kernel::{Country, Currency, Money, OrderNumber, Timestamp, parse_value};
use facts::{charge_fact, dispute_fact, order_in, refund_fact, refund_state, session_facts};

pub const API_VERSION: &str = "2026-08-26.dahlia";
pub const DEFAULT_BASE: &str = "https://api.stripe.com";

/// A page must live for 30 minutes when Stripe hears of it; five more leave room to ask twice.
const PAGE_SECONDS: i64 = 35 * 60;
const MIN_PAGE_SECONDS: i64 = 31 * 60;
const MAX_PAGE_SECONDS: i64 = 24 * 3600 - 60;

/// What its page speaks.
const LOCALES: &str = "bg cs da de el en en-GB es es-419 et fi fil fr fr-CA hr hu id it ja ko lt lv ms \
    mt nb nl pl pt pt-BR ro ru sk sl sv th tr vi zh zh-HK zh-TW";

/// What a sweep asks for.
const EVENTS: [&str; 14] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "charge.succeeded",
    "charge.captured",
    "charge.refunded",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_reinstated",
];

#[derive(Debug, Clone)]
pub struct Stripe {
    base: String,
    secret_key: String,
    /// Of webhooks; two while they are changed.
    webhook_secrets: Vec<String>,
}

/// Names and values of a form, in order.
type Fields<'a> = Vec<(String, std::borrow::Cow<'a, str>)>;

impl Stripe {
    /// `webhook_secrets` are set apart by commas. A base may end in `/v1` or not.
    pub fn new(base: Option<&str>, secret_key: &str, webhook_secrets: &str) -> Self {
        let base = base.unwrap_or(DEFAULT_BASE).trim_end_matches('/');
        let secrets = webhook_secrets.split(',').map(str::trim).filter(|text| !text.is_empty());
        Self {
            base: base.strip_suffix("/v1").unwrap_or(base).to_owned(),
            secret_key: secret_key.to_owned(),
            webhook_secrets: secrets.map(str::to_owned).collect(),
        }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// Whether the key moves real money; `None` where it does not say.
    fn is_live(&self) -> Option<bool> {
        match self.secret_key.split('_').nth(1) {
            Some("live") => Some(true),
            Some("test") => Some(false),
            _ => None,
        }
    }

    fn get(&self, path: &str, query: &Fields<'_>) -> Call {
        let query = if query.is_empty() { String::new() } else { format!("?{}", encode(query)) };
        Call {
            method: "GET".to_owned(),
            url: format!("{}/v1/{path}{query}", self.base),
            headers: vec![version()],
            body: String::new(),
        }
    }

    fn post(&self, path: &str, key: &str, body: &Fields<'_>) -> Call {
        let headers =
            [("Content-Type", "application/x-www-form-urlencoded"), ("Idempotency-Key", key)];
        let named = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
        Call {
            method: "POST".to_owned(),
            url: format!("{}/v1/{path}", self.base),
            headers: [version()].into_iter().chain(named).collect(),
            body: encode(body),
        }
    }
}

fn version() -> (String, String) {
    ("Stripe-Version".to_owned(), API_VERSION.to_owned())
}

fn encode(fields: &Fields<'_>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn name_of(method: PaymentMethod) -> Option<&'static str> {
    match method {
        PaymentMethod::Card => Some("card"),
        PaymentMethod::Ideal => Some("ideal"),
        PaymentMethod::Bancontact => Some("bancontact"),
        PaymentMethod::Paypal | PaymentMethod::BankTransfer => None,
    }
}

/// The page's language for a locale like `de-DE`.
fn locale_of(locale: &str) -> &str {
    let known = |tag: &str| LOCALES.split_ascii_whitespace().any(|known| known == tag);
    match locale.split('-').next().unwrap_or_default() {
        _ if known(locale) => locale,
        "no" => "nb",
        language if known(language) => language,
        _ => "auto",
    }
}

fn page_fields<'a>(asked: &'a SessionRequest<'a>) -> Fields<'a> {
    let life = asked.now.seconds_until(asked.expires_at).clamp(MIN_PAGE_SECONDS, MAX_PAGE_SECONDS);
    let expires_at = asked.now.plus_seconds(life).as_millis().div_euclid(1000);
    let currency = asked.amount.currency;
    let order = asked.order.as_str();
    let mut fields: Fields<'a> = Vec::new();
    let mut add = |name: &str, value: String| fields.push((name.to_owned(), value.into()));
    add("mode", "payment".to_owned());
    add("client_reference_id", order.to_owned());
    add("payment_method_types[0]", name_of(asked.method).unwrap_or("card").to_owned());
    add("adaptive_pricing[enabled]", "false".to_owned());
    add("customer_email", asked.email.as_str().to_owned());
    add("locale", locale_of(asked.locale).to_owned());
    add("success_url", asked.return_url.to_owned());
    add("cancel_url", asked.cancel_url.to_owned());
    add("expires_at", expires_at.to_string());
    for place in ["metadata", "payment_intent_data[metadata]"] {
        add(&format!("{place}[order]"), order.to_owned());
        add(&format!("{place}[attempt]"), asked.attempt.to_string());
    }
    let units = |minor| amounts::units_of(Money::new(minor, currency));
    for (at, line) in lines_of(asked, |minor| units(minor).is_some()).into_iter().enumerate() {
        let price = format!("line_items[{at}][price_data]");
        add(&format!("line_items[{at}][quantity]"), "1".to_owned());
        add(&format!("{price}[currency]"), currency.code().to_ascii_lowercase());
        add(&format!("{price}[product_data][name]"), line.title);
        // An amount that cannot be charged was not accepted; Stripe refuses 0.
        let units = units(line.amount_minor).unwrap_or_default();
        add(&format!("{price}[unit_amount]"), units.to_string());
    }
    fields
}

impl Gateway for Stripe {
    fn id(&self) -> GatewayId {
        GatewayId::Stripe
    }

    fn manner(&self, method: PaymentMethod) -> Option<Manner> {
        name_of(method).map(|_| Manner::Immediate)
    }

    fn accepts(
        &self,
        method: PaymentMethod,
        amount: Money,
        country: Country,
    ) -> Result<(), Unsuitable> {
        name_of(method).ok_or(Unsuitable::Method)?;
        check_local(method, amount.currency, country)?;
        amounts::check(amount)
    }

    fn page_seconds(&self, _method: PaymentMethod) -> i64 {
        PAGE_SECONDS
    }

    fn secret_headers(&self) -> Vec<(String, String)> {
        vec![("Authorization".to_owned(), format!("Bearer {}", self.secret_key))]
    }

    fn open(&self, asked: &SessionRequest<'_>) -> Call {
        let key = attempt_key(asked.order, asked.attempt, "open");
        self.post("checkout/sessions", &key, &page_fields(asked))
    }

    fn read_opened(&self, delivered: &Delivered) -> Opening {
        Read::from(delivered).opening(|session| {
            Some((text(session, "id")?.to_owned(), text(session, "url")?.to_owned()))
        })
    }

    fn look(&self, session: &str) -> Call {
        let expand = [
            ("expand[0]", "payment_intent"),
            ("expand[1]", "payment_intent.latest_charge.refunds"),
        ];
        let query = expand.map(|(name, value)| (name.to_owned(), value.into()));
        self.get(&format!("checkout/sessions/{session}"), &query.into())
    }

    fn read_look(&self, session: &str, delivered: &Delivered) -> Option<Vec<Fact>> {
        let answer = Read::from(delivered).good()?;
        (text(&answer, "id") == Some(session)).then(|| session_facts(&answer))?
    }

    fn close(&self, session: &str, key: &str) -> Option<Call> {
        Some(self.post(&format!("checkout/sessions/{session}/expire"), key, &Vec::new()))
    }

    fn capture(&self, _session: &str, _amount: Money, _key: &str) -> Option<Call> {
        None
    }

    fn refund(&self, asked: &RefundRequest<'_>) -> Call {
        let of = if asked.capture.starts_with("pi_") { "payment_intent" } else { "charge" };
        let units = amounts::units_of(asked.amount).unwrap_or_default().to_string();
        let fields = [
            (of, asked.capture),
            ("amount", &units),
            ("metadata[order]", asked.order.as_str()),
            ("metadata[refund_id]", asked.refund_id),
        ];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.into()));
        self.post("refunds", asked.key, &fields.into())
    }

    fn read_refund(&self, delivered: &Delivered) -> Refunding {
        Read::from(delivered).refunding(|refund| {
            let state = refund_state(refund)?;
            Some(Refunding::Accepted { id: text(refund, "id")?.to_owned(), state })
        })
    }

    fn verify(&self, hook: &Hook<'_>) -> Result<Notice, Unverified> {
        check_stamp(&self.webhook_secrets, hook.signature, hook.body, hook.now)?;
        let event = parse_value(hook.body).map_err(|_| Unverified::Unreadable)?;
        let live = at(&event, "livemode").and_then(Value::as_bool).unwrap_or_default();
        if self.is_live().is_some_and(|expected| expected != live) {
            return Err(Unverified::WrongMode);
        }
        let kind = text(&event, "type").ok_or(Unverified::Unreadable)?;
        // Money that is none of ours is found by the sweep.
        Ok(match report_of(&event) {
            Some(Report { order: None, .. })
                if kind.starts_with("charge.") && !is_dispute(kind) =>
            {
                Notice::Nothing
            }
            Some(Report { gateway, order: Some(order), facts }) if facts.is_empty() => {
                Notice::Look { gateway, order }
            }
            Some(report) => Notice::Facts(report),
            None => Notice::Nothing,
        })
    }

    fn sweep(&self, since: Timestamp, part: Option<&str>) -> Call {
        let seconds = since.as_millis().div_euclid(1000);
        let mut query: Fields<'_> = vec![
            ("created[gte]".to_owned(), seconds.to_string().into()),
            ("limit".to_owned(), "100".into()),
        ];
        let types = EVENTS.iter().enumerate();
        query.extend(types.map(|(at, kind)| (format!("types[{at}]"), (*kind).into())));
        query.extend(part.map(|part| ("starting_after".to_owned(), part.into())));
        self.get("events", &query)
    }

    fn read_sweep(&self, _since: Timestamp, delivered: &Delivered) -> Option<Swept> {
        let answer = Read::from(delivered).good()?;
        let has_more = at(&answer, "has_more")?.as_bool()?;
        let events = items(&answer, "data");
        let last = events.last().and_then(|event| text(event, "id")).map(str::to_owned);
        let reports = events.iter().filter_map(report_of).collect();
        Some(Swept { reports, next: last.filter(|_| has_more) })
    }

    fn owner(&self, of: &str) -> Option<Call> {
        let list = match of.split('_').next()? {
            "pi" => "payment_intents",
            "ch" | "py" => "charges",
            _ => return None,
        };
        Some(self.get(&format!("{list}/{of}"), &Vec::new()))
    }

    fn read_owner(&self, delivered: &Delivered) -> Option<OrderNumber> {
        order_in(&Read::from(delivered).good()?)
    }
}

/// Methods of one country and one currency are offered there alone.
pub(super) fn check_local(
    method: PaymentMethod,
    currency: Currency,
    country: Country,
) -> Result<(), Unsuitable> {
    let home = match method {
        PaymentMethod::Ideal => "NL",
        PaymentMethod::Bancontact => "BE",
        _ => return Ok(()),
    };
    if country.as_str() != home {
        Err(Unsuitable::Country)
    } else if currency != Currency::EUR {
        Err(Unsuitable::Currency)
    } else {
        Ok(())
    }
}

fn is_dispute(kind: &str) -> bool {
    kind.starts_with("charge.dispute.")
}

/// What an event says; `None` where it is about nothing that matters here.
fn report_of(event: &Value) -> Option<Report> {
    let object = at(event, "data.object")?;
    let order = order_in(object);
    let facts = match text(event, "type")? {
        "checkout.session.async_payment_failed" => vec![Fact::Session {
            session: text(object, "id")?.to_owned(),
            state: super::SessionState::Failed,
        }],
        kind if kind.starts_with("checkout.session.") => session_facts(object)?,
        kind if kind.starts_with("refund.") || kind == "charge.refund.updated" => {
            vec![refund_fact(object)?]
        }
        kind if is_dispute(kind) => vec![dispute_fact(object)?],
        // What it says of an order of ours the session says better.
        kind if kind.starts_with("charge.") && order.is_some() => Vec::new(),
        "charge.succeeded" | "charge.captured" => vec![charge_fact(object)?],
        _ => return None,
    };
    Some(Report { gateway: GatewayId::Stripe, order, facts })
}
