//! An order that the tests write letters about: two prints on sale with a discount and a throw, paid by
//! card, delivered to Cork.

use crate::catalog::Picture;
use crate::kernel::{
    Address, Country, Currency, Destination, Email, Handle, Money, OrderNumber, Rate, Sku,
    Timestamp,
};
use crate::notifications::{House, Sender};
use crate::orders::{
    CartSource, Event, Order, OrderLine, OrderState, Placement, Refund, RefundCause, RefundLine,
    Retry, Shipment, ShipmentLine, ShipmentWish, What,
};
use crate::payments::{Attempt, AttemptState, Call, GatewayId, PaymentMethod, RefundState};
use crate::pricing::{Discount, Quote, QuotedLine, QuotedShipping, Tax};

pub const PLACED: Timestamp = Timestamp::from_millis(1_795_687_200_000);
pub const SECRET: &str = "0123456789abcdef0123456789abcdef";

pub fn euro(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

pub fn house() -> House {
    let name = "Headland & Sons";
    House {
        name: name.to_owned(),
        email: Email::parse("hello@headland.example"),
        phone: "+353 21 555 0100".to_owned(),
        address: "4 Quay Street, Cork, Ireland".to_owned(),
        sender: Sender::parse("orders@headland.example", name).unwrap(),
    }
}

pub fn event(what: What) -> Event {
    Event { sequence: 4, at: PLACED.plus_seconds(60), what, by: None }
}

fn line(
    id: &str,
    title: &str,
    options: &[&str],
    quantity: u32,
    unit: i64,
    gross: i64,
) -> OrderLine {
    OrderLine {
        id: id.to_owned(),
        sku: Sku::parse(&format!("SKU-{id}")).unwrap(),
        product: Handle::parse("headland-evening").unwrap(),
        title: title.to_owned(),
        options: options.iter().map(|&option| option.to_owned()).collect(),
        picture: Some(Picture {
            hash: "a".repeat(64),
            alt: "A print".to_owned(),
            width: 1600,
            height: 1600,
            colour: "#8a9a8f".to_owned(),
        }),
        quantity,
        unit_minor: unit,
        gross_minor: gross,
        tax_minor: gross * 23 / 123,
        requires_shipping: true,
    }
}

fn quoted(line: &OrderLine, list_unit: i64, discounts: Vec<Discount>) -> QuotedLine {
    let quantity = i64::from(line.quantity);
    QuotedLine {
        id: line.id.clone(),
        sku: line.sku.as_str().to_owned(),
        quantity: line.quantity,
        list_unit_minor: list_unit,
        unit_minor: line.unit_minor,
        list_minor: list_unit * quantity,
        subtotal_minor: line.unit_minor * quantity,
        discounts,
        discounted_minor: line.gross_minor,
        tax: None,
        net_minor: line.gross_minor - line.tax_minor,
        tax_minor: line.tax_minor,
        gross_minor: line.gross_minor,
    }
}

fn shipping() -> QuotedShipping {
    QuotedShipping {
        rate: "ireland.standard".to_owned(),
        title: "Standard".to_owned(),
        price_minor: 650,
        discounts: Vec::new(),
        discounted_minor: 650,
        taxes: Vec::new(),
        net_minor: 528,
        tax_minor: 122,
        gross_minor: 650,
        days_min: 2,
        days_max: 3,
        chosen: true,
    }
}

fn quote(lines: &[OrderLine], address: &Address) -> Quote {
    let spring = Discount {
        promotion: "spring".to_owned(),
        title: "Spring: 10% off prints".to_owned(),
        amount_minor: 400,
    };
    let vat = Tax {
        zone: "ireland".to_owned(),
        title: "VAT".to_owned(),
        rate_ppm: Rate::from_ppm(230_000).unwrap(),
        net_minor: 10_772,
        tax_minor: 2478,
    };
    Quote {
        currency: Currency::EUR,
        prices_include_tax: true,
        lines: vec![quoted(&lines[0], 2500, vec![spring.clone()]), quoted(&lines[1], 9000, vec![])],
        codes: Vec::new(),
        not_applied: Vec::new(),
        discounts: vec![spring],
        destination: Destination { ..address.destination() },
        destination_is_assumed: false,
        requires_shipping: true,
        shipping_zone: Some("ireland".to_owned()),
        shipping_options: Vec::new(),
        shipping: Some(shipping()),
        taxes: vec![vat],
        list_minor: 14_000,
        subtotal_minor: 13_000,
        discounted_minor: 12_600,
        net_minor: 10_772,
        tax_minor: 2478,
        total_minor: 13_250,
    }
}

fn attempt() -> Attempt {
    let call = Call {
        method: "POST".to_owned(),
        url: "https://api.stripe.com/v1/checkout/sessions".to_owned(),
        headers: Vec::new(),
        body: String::new(),
    };
    Attempt {
        number: 1,
        gateway: GatewayId::Stripe,
        method: PaymentMethod::Card,
        amount: euro(13_250),
        state: AttemptState::Captured,
        call,
        session: Some("cs_1".to_owned()),
        redirect_url: None,
        created_at: PLACED,
        expires_at: PLACED.plus_seconds(1800),
        shown: true,
        superseded: false,
        closes_sent: 0,
        acted: false,
        looks: 0,
        opens_sent: 1,
        news: false,
        next_look_at: PLACED,
    }
}

pub fn refund(id: &str, lines: &[(&str, u32, i64)], shipping_minor: i64, amount: i64) -> Refund {
    let part = |(line, quantity, amount): &(&str, u32, i64)| RefundLine {
        line_id: (*line).to_owned(),
        quantity: *quantity,
        amount_minor: *amount,
        tax_minor: amount * 23 / 123,
        restock: false,
        location: None,
    };
    Refund {
        id: id.to_owned(),
        request: None,
        cause: RefundCause::Asked,
        reason: "for our books only".to_owned(),
        lines: lines.iter().map(part).collect(),
        shipping_minor,
        amount: euro(amount),
        state: RefundState::Succeeded,
        gateway: GatewayId::Stripe,
        attempt: 1,
        session: "cs_1".to_owned(),
        capture: "pi_1".to_owned(),
        provider_id: Some("re_1".to_owned()),
        call: None,
        first_sent_at: Some(PLACED),
        sends: 1,
        requested_at: PLACED,
        by: None,
        retry: Retry::default(),
    }
}

pub fn shipment(id: &str, lines: &[(&str, u32)]) -> Shipment {
    let part = |(line, quantity): &(&str, u32)| ShipmentLine {
        line_id: (*line).to_owned(),
        quantity: *quantity,
        location: None,
    };
    Shipment {
        id: id.to_owned(),
        request: None,
        wish: ShipmentWish {
            lines: lines.iter().map(part).collect(),
            carrier: "An Post".to_owned(),
            tracking_number: "CE123456789IE".to_owned(),
            tracking_url: "https://track.example/CE123456789IE".to_owned(),
        },
        shipped_at: PLACED,
        by: None,
    }
}

fn placement() -> Placement {
    let address = Address {
        name: "Ada Lovelace".to_owned(),
        line1: "12 Main Street".to_owned(),
        line2: String::new(),
        city: "Cork".to_owned(),
        region: "Munster".to_owned(),
        postal_code: "T12 AB34".to_owned(),
        country: Country::parse("IE").unwrap(),
        phone: "+353 21 555 0199".to_owned(),
    };
    let lines = vec![
        line("1", "Headland evening", &["A3", "Oak frame"], 2, 2000, 3600),
        line("2", "Linen throw", &[], 1, 9000, 9000),
    ];
    Placement {
        number: OrderNumber::parse("01ABCDEFGH").unwrap(),
        secret: SECRET.to_owned(),
        cart: CartSource { id: "c".repeat(32), revision: 3 },
        digest: "d".repeat(64),
        supersedes: None,
        origin: "https://headland.example".to_owned(),
        is_public: true,
        delayed_hold_days: 14,
        market: None,
        locale: "en-IE".to_owned(),
        email: Email::parse("ada@example.com").unwrap(),
        quote: quote(&lines, &address),
        address: Some(address),
        billing_address: None,
        vat_id: None,
        note: "Please ring twice.".to_owned(),
        lines,
        uses: Vec::new(),
        payment: None,
    }
}

/// Confirmed, nothing sent yet.
pub fn order() -> Order {
    Order {
        state: OrderState::Confirmed,
        attempts: vec![attempt()],
        events: Vec::new(),
        outbox: Vec::new(),
        ..Order::place(placement(), PLACED)
    }
}
