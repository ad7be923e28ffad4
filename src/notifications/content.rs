//! What a letter says, for both of its twins, and the parts that several letters have.

use super::sender::one_line;
use crate::cart::{Row, Summary, working_days};
use crate::kernel::{Address, Locale, Money, OrderToken};
use crate::orders::{Order, OrderLine};
use crate::payments::{Attempt, AttemptState, GatewayId, PaymentMethod};

/// Width of a line's picture in pixels, twice of what is shown.
const PICTURE_WIDTH: u32 = 160;

#[derive(Debug, Default)]
pub struct Content {
    pub subject: String,
    pub heading: String,
    /// The first one is also what programs show beside the subject.
    pub paragraphs: Vec<String>,
    pub link: Option<Link>,
    pub facts: Vec<Row>,
    pub lines: Vec<LineView>,
    pub sums: Vec<Row>,
    pub total: Option<Row>,
    /// Tax that is within the total.
    pub included: Vec<Row>,
    pub places: Vec<Place>,
    /// The shopper's page of the order; the merchant gets no key to it.
    pub order_url: Option<String>,
}

impl Content {
    /// The way to the order where the button leads somewhere else.
    pub fn further_order_url(&self) -> Option<&str> {
        let url = self.order_url.as_deref()?;
        let is_shown = self.link.as_ref().is_some_and(|link| link.url == url);
        (!is_shown).then_some(url)
    }
}

#[derive(Debug)]
pub struct Link {
    pub label: &'static str,
    pub url: String,
}

#[derive(Debug)]
pub struct LineView {
    pub quantity: u32,
    pub title: String,
    /// Joined by commas; empty when there are none.
    pub options: String,
    pub amount: Option<String>,
    pub picture: Option<PictureView>,
}

#[derive(Debug)]
pub struct PictureView {
    pub url: String,
    pub colour: String,
}

/// An address with what it is for.
#[derive(Debug)]
pub struct Place {
    pub title: &'static str,
    pub lines: Vec<String>,
}

/// An order as letters speak of it.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    pub order: &'a Order,
}

impl<'a> Words<'a> {
    pub fn number(self) -> &'a str {
        self.order.number().as_str()
    }

    pub fn locale(self) -> Locale<'a> {
        Locale::new(&self.order.placement.locale)
    }

    pub fn money(self, amount: Money) -> String {
        amount.format(self.locale())
    }

    /// In the order's currency.
    pub fn amount(self, minor: i64) -> String {
        self.money(Money::new(minor, self.order.placement.quote.currency))
    }

    /// The shopper's own page.
    pub fn url(self) -> String {
        let placement = &self.order.placement;
        let token =
            OrderToken { number: placement.number.clone(), secret: placement.secret.clone() };
        format!("{}/orders/{token}", placement.origin)
    }

    pub fn line(self, line: &OrderLine, quantity: u32, amount: Option<String>) -> LineView {
        let options: Vec<String> = line.options.iter().map(|option| one_line(option)).collect();
        let picture = line.picture.as_ref().map(|picture| PictureView {
            url: format!("{}{}", self.order.placement.origin, picture.src(PICTURE_WIDTH)),
            colour: picture.colour.clone(),
        });
        LineView {
            quantity,
            title: one_line(&line.title),
            options: options.join(", "),
            amount,
            picture,
        }
    }

    /// Everything that was bought, with the way from the goods to the total.
    pub fn fill_bill(self, content: &mut Content) {
        let placement = &self.order.placement;
        let quote = &placement.quote;
        let price_of = |line: &OrderLine| {
            quote.lines.iter().find(|quoted| quoted.id == line.id).map(|line| line.list_minor)
        };
        content.lines = placement
            .lines
            .iter()
            .map(|line| {
                let minor = price_of(line).unwrap_or(line.gross_minor);
                self.line(line, line.quantity, Some(self.amount(minor)))
            })
            .collect();
        let summary = Summary::of(quote, self.locale());
        content.sums = summary.rows.into_iter().map(flat).collect();
        content.total = Some(Row::new("Total".to_owned(), summary.total));
        content.included = summary.included.into_iter().map(flat).collect();
    }

    pub fn fill_delivery_place(self, content: &mut Content) {
        if let Some(address) = &self.order.placement.address {
            content.places.push(place("Delivery address", address, None));
        }
    }

    pub fn fill_places(self, content: &mut Content) {
        self.fill_delivery_place(content);
        let placement = &self.order.placement;
        let vat_id = placement.vat_id.as_deref();
        match (&placement.billing_address, &placement.address) {
            (Some(address), _) => content.places.push(place("Billing address", address, vat_id)),
            (None, Some(address)) if vat_id.is_some() => {
                content.places.push(place("Billing address", address, vat_id));
            }
            (None, _) => {}
        }
    }

    /// "Standard, 2–3 working days".
    pub fn delivery(self) -> Option<Row> {
        let shipping = self.order.placement.quote.shipping.as_ref()?;
        let days = working_days(shipping.days_min, shipping.days_max);
        let way = format!("{}, {}", one_line(&shipping.title), days.to_lowercase());
        Some(Row::new("Delivery".to_owned(), way))
    }

    /// The attempt that paid for the order.
    pub fn payment(self) -> Option<&'a Attempt> {
        self.order.attempts.iter().find(|attempt| attempt.state == AttemptState::Captured)
    }

    pub fn attempt(self, number: u32) -> Option<&'a Attempt> {
        self.order.attempts.iter().find(|attempt| attempt.number == number)
    }
}

/// Titles of promotions and taxes are the merchant's, and stand on one line.
fn flat(row: Row) -> Row {
    Row::new(one_line(&row.label), row.amount)
}

fn place(title: &'static str, address: &Address, vat_id: Option<&str>) -> Place {
    let town = [address.postal_code.as_str(), address.city.as_str()].join(" ");
    let vat = vat_id.map(|id| format!("VAT {id}")).unwrap_or_default();
    let country = address.country.name();
    let parts = [
        address.name.as_str(),
        &address.line1,
        &address.line2,
        &town,
        &address.region,
        country,
        &address.phone,
        &vat,
    ];
    let lines = parts.into_iter().map(one_line).filter(|line| !line.is_empty()).collect();
    Place { title, lines }
}

/// "by card", "with iDEAL".
pub const fn paid_by(method: PaymentMethod) -> &'static str {
    match method {
        PaymentMethod::Card => "by card",
        PaymentMethod::Ideal => "with iDEAL",
        PaymentMethod::Bancontact => "with Bancontact",
        PaymentMethod::Paypal => "with PayPal",
        PaymentMethod::BankTransfer => "by bank transfer",
    }
}

/// Where a refund goes, as "the …".
pub const fn refunded_to(method: Option<PaymentMethod>) -> &'static str {
    match method {
        Some(PaymentMethod::Card) => "the card that was paid with",
        Some(PaymentMethod::Paypal) => "the PayPal account that was paid from",
        Some(PaymentMethod::Ideal | PaymentMethod::Bancontact | PaymentMethod::BankTransfer) => {
            "the bank account that was paid from"
        }
        None => "the account that was paid from",
    }
}

pub const fn gateway_name(gateway: GatewayId) -> &'static str {
    match gateway {
        GatewayId::Stripe => "Stripe",
        GatewayId::Mollie => "Mollie",
        GatewayId::Test => "the test gateway",
    }
}

/// "1 article", "3 articles".
pub fn counted(quantity: u32) -> String {
    if quantity == 1 { "1 article".to_owned() } else { format!("{quantity} articles") }
}
