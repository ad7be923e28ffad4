//! Mollie: payments with iDEAL, Bancontact and cards, refunds, chargebacks.
//!
//! Its webhook is an unsigned id, so the webhook's address carries the order and a MAC, and the truth
//! is asked for (rule 19). Its pages live as long as Mollie decides; most cannot be closed.

mod facts;

use serde_json::{Value, json};

use super::lines::lines_of;
use super::reading::{Read, items, text};
use super::signing::{is_same, sign};
use super::stripe::check_local;
use super::{
    Call, ChargeLine, Delivered, Fact, Gateway, GatewayId, Hook, Manner, Notice, Opening,
    PaymentMethod, RefundRequest, Refunding, Report, SessionRequest, Swept, Unsuitable, Unverified,
    attempt_key,
};
use crate::kernel::{Country, Money, OrderNumber, Timestamp};
use facts::{chargeback_fact, order_in, payment_facts, refund_fact, refund_state};

pub const DEFAULT_BASE: &str = "https://api.mollie.com";

/// Currencies of cards; the other methods know euros alone.
/// Source: <https://docs.mollie.com/docs/multicurrency>, read in November 2026.
const CURRENCIES: &str = "AED AUD BGN BRL CAD CHF CZK DKK EUR GBP HKD HUF ILS ISK JPY MXN MYR NOK NZD \
    PHP PLN RON SEK SGD THB TWD USD ZAR";
/// What its page speaks.
const LOCALES: &str = "ca_ES cs_CZ da_DK de_AT de_CH de_DE de_LU en_BE en_GB en_NL en_US es_ES fi_FI \
    fr_BE fr_FR fr_LU hu_HU is_IS it_IT lt_LT lv_LV nb_NO nl_BE nl_NL pl_PL pt_PT sk_SK sv_SE";
/// Most by one payment, in cents: cards, and transfers such as iDEAL.
const MOST_BY_CARD: i64 = 1_000_000;
const MOST_BY_TRANSFER: i64 = 5_000_000;
/// How far back a sweep reads beyond its instant, in seconds: payments that take a night, refunds and
/// chargebacks that change their mind. Lists are sorted by when things were made, not changed.
const PAYMENTS_BACK_SECONDS: i64 = 2 * 24 * 3600;
const REFUNDS_BACK_SECONDS: i64 = 14 * 24 * 3600;
const CHARGEBACKS_BACK_SECONDS: i64 = 120 * 24 * 3600;
/// Hexadecimal digits of the MAC in a webhook's address: 128 bits.
const MAC_LENGTH: usize = 32;

#[derive(Debug, Clone)]
pub struct Mollie {
    base: String,
    key: String,
}

impl Mollie {
    /// A base may end in `/v2` or not.
    pub fn new(base: Option<&str>, key: &str) -> Self {
        let base = base.unwrap_or(DEFAULT_BASE).trim_end_matches('/');
        Self { base: base.strip_suffix("/v2").unwrap_or(base).to_owned(), key: key.to_owned() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    fn call(&self, method: &str, path: &str, key: Option<&str>, body: String) -> Call {
        let key = key.map(|key| ("Idempotency-Key".to_owned(), key.to_owned()));
        let kind = ("Content-Type".to_owned(), "application/json".to_owned());
        let headers = key.into_iter().chain((!body.is_empty()).then_some(kind)).collect();
        Call { method: method.to_owned(), url: format!("{}/v2/{path}", self.base), headers, body }
    }

    /// What stands in the address of an order's webhooks beside its number.
    fn mac(&self, order: &str) -> String {
        let mut mac = sign(&self.key, &[b"mollie webhook ", order.as_bytes()]);
        mac.truncate(MAC_LENGTH);
        mac
    }
}

fn name_of(method: PaymentMethod) -> Option<&'static str> {
    match method {
        PaymentMethod::Card => Some("creditcard"),
        PaymentMethod::Ideal => Some("ideal"),
        PaymentMethod::Bancontact => Some("bancontact"),
        PaymentMethod::Paypal | PaymentMethod::BankTransfer => None,
    }
}

/// The page's language for a locale like `de-DE`; another region's where it does not know this one.
fn locale_of(locale: &str) -> Option<&'static str> {
    let mut known = LOCALES.split_ascii_whitespace();
    let wanted = locale.replace('-', "_");
    if let Some(exact) = known.clone().find(|tag| *tag == wanted) {
        return Some(exact);
    }
    let language = locale.split('-').next().unwrap_or_default();
    match language {
        "en" => Some("en_GB"),
        "de" => Some("de_DE"),
        "fr" => Some("fr_FR"),
        "nl" => Some("nl_NL"),
        language => known.find(|tag| tag.split('_').next() == Some(language)),
    }
}

fn amount(money: Money) -> Value {
    json!({"currency": money.currency.code(), "value": money.decimal()})
}

impl Gateway for Mollie {
    fn id(&self) -> GatewayId {
        GatewayId::Mollie
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
        if !CURRENCIES.split_ascii_whitespace().any(|code| code == amount.currency.code()) {
            return Err(Unsuitable::Currency);
        }
        let most = if method == PaymentMethod::Card { MOST_BY_CARD } else { MOST_BY_TRANSFER };
        // The most is one in euros; in other currencies Mollie says no by itself.
        let is_euro = amount.currency == crate::kernel::Currency::EUR;
        match amount.amount_minor {
            ..1 => Err(Unsuitable::TooSmall),
            minor if is_euro && minor > most => Err(Unsuitable::TooLarge),
            _ => Ok(()),
        }
    }

    /// As Mollie has it; there is no way to ask for another.
    fn page_seconds(&self, method: PaymentMethod) -> i64 {
        match method {
            PaymentMethod::Ideal => 15 * 60,
            PaymentMethod::Bancontact => 3600,
            _ => 30 * 60,
        }
    }

    fn secret_headers(&self) -> Vec<(String, String)> {
        vec![("Authorization".to_owned(), format!("Bearer {}", self.key))]
    }

    fn open(&self, asked: &SessionRequest<'_>) -> Call {
        let money = |minor| amount(Money::new(minor, asked.amount.currency));
        let line = |line: ChargeLine| {
            json!({
                "description": line.title,
                "quantity": 1,
                "unitPrice": money(line.amount_minor),
                "totalAmount": money(line.amount_minor),
            })
        };
        let lines: Vec<Value> = lines_of(asked, |_| true).into_iter().map(line).collect();
        let mut body = json!({
            "amount": amount(asked.amount),
            "description": format!("Order {}", asked.order),
            "method": name_of(asked.method),
            "redirectUrl": asked.return_url,
            "cancelUrl": asked.cancel_url,
            "lines": lines,
            "billingAddress": {"email": asked.email},
            "metadata": {"order": asked.order, "attempt": asked.attempt},
        });
        if let Some(fields) = body.as_object_mut() {
            if let Some(locale) = locale_of(asked.locale) {
                fields.insert("locale".to_owned(), locale.into());
            }
            // Mollie refuses a payment with an address that it cannot reach.
            if let Some(origin) =
                asked.public_origin.filter(|origin| origin.starts_with("https://"))
            {
                let (order, mac) = (asked.order, self.mac(asked.order.as_str()));
                let url = format!("{origin}/hooks/payments/mollie/{order}/{mac}");
                fields.insert("webhookUrl".to_owned(), url.into());
            }
        }
        let key = attempt_key(asked.order, asked.attempt, "open");
        self.call("POST", "payments", Some(&key), body.to_string())
    }

    fn read_opened(&self, delivered: &Delivered) -> Opening {
        Read::from(delivered).opening(|payment| {
            let page = text(payment, "_links.checkout.href")?;
            Some((text(payment, "id")?.to_owned(), page.to_owned()))
        })
    }

    fn look(&self, session: &str) -> Call {
        let path = format!("payments/{session}?embed=refunds,chargebacks");
        self.call("GET", &path, None, String::new())
    }

    fn read_look(&self, session: &str, delivered: &Delivered) -> Option<Vec<Fact>> {
        let answer = Read::from(delivered).good()?;
        (text(&answer, "id") == Some(session)).then(|| payment_facts(&answer))?
    }

    /// Refused where `isCancelable` is false.
    fn close(&self, session: &str, key: &str) -> Option<Call> {
        Some(self.call("DELETE", &format!("payments/{session}"), Some(key), String::new()))
    }

    fn capture(&self, _session: &str, _amount: Money, _key: &str) -> Option<Call> {
        None
    }

    fn refund(&self, asked: &RefundRequest<'_>) -> Call {
        let body = json!({
            "amount": amount(asked.amount),
            "description": format!("Order {}", asked.order),
            "metadata": {"order": asked.order, "refund_id": asked.refund_id},
        });
        let path = format!("payments/{}/refunds", asked.capture);
        self.call("POST", &path, Some(asked.key), body.to_string())
    }

    fn read_refund(&self, delivered: &Delivered) -> Refunding {
        Read::from(delivered).refunding(|refund| {
            let state = refund_state(refund)?;
            Some(Refunding::Accepted { id: text(refund, "id")?.to_owned(), state })
        })
    }

    fn verify(&self, hook: &Hook<'_>) -> Result<Notice, Unverified> {
        let [order, mac] = hook.path else { return Err(Unverified::NoSignature) };
        let is_good = is_same(mac, &self.mac(order));
        match OrderNumber::parse(order).filter(|_| is_good) {
            Some(order) => Ok(Notice::Look { gateway: GatewayId::Mollie, order }),
            None => Err(Unverified::BadSignature),
        }
    }

    /// From the newest on: the lists know no instant to begin at.
    fn sweep(&self, _since: Timestamp, part: Option<&str>) -> Call {
        let (list, from) = part.and_then(|part| part.split_once(':')).unwrap_or(("payments", ""));
        let embed = if list == "payments" { "" } else { "&embed=payment" };
        let from = if from.is_empty() { String::new() } else { format!("&from={from}") };
        self.call("GET", &format!("{list}?limit=250{embed}{from}"), None, String::new())
    }

    fn read_sweep(&self, since: Timestamp, delivered: &Delivered) -> Option<Swept> {
        let answer = Read::from(delivered).good()?;
        let lists = answer.get("_embedded")?.as_object()?;
        let (list, back_seconds, then) = match lists.keys().next()?.as_str() {
            "payments" => ("payments", PAYMENTS_BACK_SECONDS, Some("refunds:")),
            "refunds" => ("refunds", REFUNDS_BACK_SECONDS, Some("chargebacks:")),
            "chargebacks" => ("chargebacks", CHARGEBACKS_BACK_SECONDS, None),
            _ => return None,
        };
        let earliest = since.plus_seconds(-back_seconds);
        let made = items(&answer, &format!("_embedded.{list}"));
        let is_new = |entry: &&Value| {
            text(entry, "createdAt").and_then(Timestamp::parse).is_none_or(|at| at >= earliest)
        };
        let fresh: Vec<&Value> = made.iter().filter(is_new).collect();
        let is_whole = fresh.len() == made.len();
        let next = text(&answer, "_links.next.href").and_then(from_of).filter(|_| is_whole);
        Some(Swept {
            reports: fresh.into_iter().filter_map(|entry| report_of(list, entry)).collect(),
            next: match next {
                Some(from) => Some(format!("{list}:{from}")),
                None => then.map(str::to_owned),
            },
        })
    }

    fn owner(&self, of: &str) -> Option<Call> {
        of.starts_with("tr_").then(|| self.look(of))
    }

    fn read_owner(&self, delivered: &Delivered) -> Option<OrderNumber> {
        order_in(&Read::from(delivered).good()?)
    }
}

/// The parameter `from` of the address of a list's next part.
fn from_of(href: &str) -> Option<String> {
    let (_, query) = href.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "from").map(|(_, from)| from.into_owned())
}

/// What an entry of a list says. Payments that are not paid and not ours say nothing.
fn report_of(list: &str, entry: &Value) -> Option<Report> {
    let (order, facts) = match list {
        "payments" => (order_in(entry), payment_facts(entry)?),
        "refunds" => (order_beside(entry), vec![refund_fact(entry)?]),
        _ => (order_beside(entry), vec![chargeback_fact(entry)?]),
    };
    let has_money = facts.iter().any(|fact| !matches!(fact, Fact::Session { .. }));
    (order.is_some() || has_money).then_some(Report { gateway: GatewayId::Mollie, order, facts })
}

/// The order of the payment that a refund or chargeback is about.
fn order_beside(entry: &Value) -> Option<OrderNumber> {
    order_in(entry.get("_embedded")?.get("payment")?)
}
