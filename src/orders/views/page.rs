//! The page behind a shopper's link.

use askama::Template;

use super::situation::{Next, Situation};
use crate::cart::Summary;
use crate::content::{Frame, ShopDocument};
use crate::kernel::{Address, Locale, Money, OrderToken, Timestamp};
use crate::orders::{Order, OrderLine, Refund, Shipment};
use crate::payments::{EntryState, RefundState};
use crate::web::style::ORDER;
use crate::web::{CachePolicy, Page};

/// Seconds until a page without scripts looks again, by how often it looked; then it rests.
const REFRESH_SECONDS: [u32; 12] = [2, 2, 3, 4, 5, 8, 10, 15, 20, 30, 60, 60];

/// Money that came or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRow {
    pub label: String,
    pub at: Timestamp,
    pub amount: String,
}

#[derive(Debug, Template)]
#[template(path = "orders/panel.html", whitespace = "minimize")]
pub struct OrderPanel<'a> {
    shop: &'a ShopDocument,
    order: &'a Order,
    situation: Situation,
    summary: Summary,
    payments: Vec<MoneyRow>,
    refunds: Vec<MoneyRow>,
}

impl<'a> OrderPanel<'a> {
    pub fn new(shop: &'a ShopDocument, order: &'a Order, has_returned: bool) -> Self {
        let locale = Locale::new(&order.placement.locale);
        Self {
            shop,
            order,
            situation: Situation::of(order, has_returned),
            summary: Summary::of(&order.placement.quote, locale),
            payments: payments(order, locale),
            refunds: order.refunds.iter().map(|refund| refund_row(refund, locale)).collect(),
        }
    }

    fn locale(&self) -> Locale<'_> {
        Locale::new(&self.order.placement.locale)
    }

    /// Where the next step leads; `None` where there is none.
    fn next_url(&self) -> Option<String> {
        match self.situation.next().0 {
            Next::Nothing => None,
            Next::Pay => self.order.live_attempt()?.redirect_url.clone(),
            Next::Checkout => Some(self.shop.link("/checkout")),
            Next::Cart => Some(self.shop.link("/cart")),
            Next::Shop => Some(self.shop.link("/")),
        }
    }

    /// What the line came to with its promotions, before tax that is added.
    fn cost_of(&self, line: &OrderLine) -> String {
        let quote = &self.order.placement.quote;
        let quoted = quote.lines.iter().find(|quoted| quoted.id == line.id);
        let amount = quoted.map_or(line.gross_minor, |quoted| quoted.discounted_minor);
        Money::new(amount, quote.currency).format(self.locale())
    }

    fn url_of(&self, line: &OrderLine) -> String {
        self.shop.link(&format!("/products/{}", line.product))
    }

    fn title_of(&self, line_id: &str) -> &str {
        self.order.line(line_id).map_or("", |line| &line.title)
    }

    /// Only what is an address of the web becomes a link.
    fn tracking_url(shipment: &Shipment) -> Option<&str> {
        let url = shipment.wish.tracking_url.as_str();
        url.starts_with("https://").then_some(url)
    }

    fn bill(&self) -> Option<&Address> {
        let placement = &self.order.placement;
        placement.billing_address.as_ref()
    }
}

fn payments(order: &Order, locale: Locale<'_>) -> Vec<MoneyRow> {
    let captures = order.ledger.entries().iter().filter(|entry| entry.state == EntryState::Capture);
    let row = |entry: &crate::payments::Entry| {
        let attempt =
            order.attempts.iter().find(|attempt| attempt.session.as_deref() == Some(&entry.of));
        let method = attempt.map_or("payment", |attempt| attempt.method.title());
        MoneyRow {
            label: format!("Paid by {method}"),
            at: entry.booked_at,
            amount: entry.amount.format(locale),
        }
    };
    captures.map(row).collect()
}

fn refund_row(refund: &Refund, locale: Locale<'_>) -> MoneyRow {
    let label = match refund.state {
        RefundState::Succeeded => "Refunded",
        RefundState::Failed | RefundState::Cancelled => {
            "Refund that did not go through; we look after it"
        }
        _ => "Refund on its way",
    };
    let amount = refund.amount.format(locale);
    MoneyRow { label: label.to_owned(), at: refund.requested_at, amount }
}

#[derive(Debug, Template)]
#[template(path = "orders/page.html", whitespace = "minimize")]
pub struct OrderPage<'a> {
    frame: Frame<'a>,
    panel: OrderPanel<'a>,
    /// Seconds and address of the next look, for browsers without scripts.
    refresh: Option<(u32, String)>,
}

impl<'a> OrderPage<'a> {
    /// `looks`: how often this page has looked already.
    pub fn new(
        shop: &'a ShopDocument,
        order: &'a Order,
        origin: &'a str,
        has_returned: bool,
        looks: usize,
    ) -> Self {
        let panel = OrderPanel::new(shop, order, has_returned);
        let title = format!("{} – order {}", panel.situation.heading(), order.number());
        let frame = Frame::new(shop, origin, String::new(), &title, &ORDER).unlisted();
        let (number, secret) = (order.number().clone(), order.placement.secret.clone());
        let token = OrderToken { number, secret };
        let from = if has_returned { "from=payment&" } else { "" };
        let again = |seconds: &u32| (*seconds, format!("/orders/{token}?{from}look={}", looks + 1));
        let is_pending = panel.situation.is_pending();
        let refresh = REFRESH_SECONDS.get(looks).filter(|_| is_pending).map(again);
        Self { frame, panel, refresh }
    }
}

impl Page for OrderPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
