//! What shoppers are told.

use super::content::{Content, Link, Words, paid_by, refunded_to};
use super::sender::one_line;
use crate::cart::Row;
use crate::kernel::Timestamp;
use crate::orders::{EndReason, Event, Order, Refund, RefundCause, Shipment, What};
use crate::payments::{EntryKind, RefundState};

/// `None` when the order does not have what the event is about.
pub fn content(order: &Order, event: &Event) -> Option<Content> {
    let words = Words { order };
    let mut content = match &event.what {
        What::Confirmed => confirmed(words),
        What::PaymentFailed => payment_failed(words),
        What::Shipped { shipment } => shipped(words, shipment, event.at)?,
        What::Refunded { refund } => refunded(words, find_refund(order, refund)?),
        What::RefundFailed { refund } => refund_failed(words, find_refund(order, refund)?),
        What::Cancelled { refunded } => cancelled(words, *refunded, event.at),
        _ => return None,
    };
    content.order_url = Some(words.url());
    let placed = Row::new("Placed on".to_owned(), order.placed_at.long_date());
    let number = Row::new("Order".to_owned(), words.number().to_owned());
    content.facts.splice(0..0, [number, placed]);
    Some(content)
}

pub(super) fn find_refund<'a>(order: &'a Order, id: &str) -> Option<&'a Refund> {
    order.refunds.iter().find(|refund| refund.id == id)
}

fn see_order(words: Words<'_>) -> Link {
    Link { label: "See your order", url: words.url() }
}

fn confirmed(words: Words<'_>) -> Content {
    let order = words.order;
    let number = words.number();
    let paid = match words.payment() {
        Some(attempt) => format!(
            "We have received {} {}, and your order {number} is confirmed.",
            words.money(attempt.amount),
            paid_by(attempt.method)
        ),
        None => format!("Your order {number} is confirmed."),
    };
    let next = if order.placement.quote.requires_shipping {
        "We are getting it ready, and write again when it is on its way."
    } else {
        "Nothing of it has to be delivered."
    };
    let mut content = Content {
        subject: format!("Your order {number} is confirmed"),
        heading: "Thank you for your order".to_owned(),
        paragraphs: vec![paid, next.to_owned()],
        link: Some(see_order(words)),
        facts: words.delivery().into_iter().collect(),
        ..Content::default()
    };
    words.fill_bill(&mut content);
    words.fill_places(&mut content);
    content
}

fn payment_failed(words: Words<'_>) -> Content {
    let number = words.number();
    let mut content = Content {
        subject: format!("The payment for your order {number} did not go through"),
        heading: "Your payment did not go through".to_owned(),
        paragraphs: vec![
            "You have not been charged, and the order is not confirmed.".to_owned(),
            "Do you still want these goods? Your order’s page tells you how to go on, as long as \
             they are in stock."
                .to_owned(),
        ],
        link: Some(Link { label: "Try again", url: words.url() }),
        ..Content::default()
    };
    words.fill_bill(&mut content);
    content
}

fn shipped(words: Words<'_>, id: &str, at: Timestamp) -> Option<Content> {
    let order = words.order;
    let number = words.number();
    let place = order.shipments.iter().position(|shipment| shipment.id == id)?;
    let shipment = order.shipments.get(place)?;
    let sent = order.shipments.get(..=place)?;
    let (subject, heading, next) = if is_all(order, sent, at) {
        (format!("Your order {number} is on its way"), "Your order is on its way", None)
    } else {
        let next = "The rest follows, and we write again when it does.".to_owned();
        let subject = format!("A part of your order {number} is on its way");
        (subject, "A part of your order is on its way", Some(next))
    };
    let wish = &shipment.wish;
    let carrier = one_line(&wish.carrier);
    let handed = if carrier.is_empty() {
        "We have handed a parcel over for you.".to_owned()
    } else {
        format!("We have handed a parcel for you over to {carrier}.")
    };
    let tracking = one_line(&wish.tracking_number);
    let known = !tracking.is_empty();
    let button = if is_web_address(&wish.tracking_url) {
        Link { label: "Follow the parcel", url: wish.tracking_url.clone() }
    } else {
        see_order(words)
    };
    let lines = wish.lines.iter().filter_map(|part| {
        let line = order.line(&part.line_id)?;
        Some(words.line(line, part.quantity, None))
    });
    let mut content = Content {
        subject,
        heading: heading.to_owned(),
        paragraphs: std::iter::once(handed).chain(next).collect(),
        link: Some(button),
        facts: known
            .then(|| Row::new("Tracking number".to_owned(), tracking))
            .into_iter()
            .collect(),
        lines: lines.collect(),
        ..Content::default()
    };
    words.fill_delivery_place(&mut content);
    Some(content)
}

/// Whether everything that is delivered was sent with these shipments, or had been refunded by then.
fn is_all(order: &Order, sent: &[Shipment], at: Timestamp) -> bool {
    let delivered = order.placement.lines.iter().filter(|line| line.requires_shipping);
    delivered.into_iter().all(|line| {
        let of_line = sent.iter().flat_map(|shipment| &shipment.wish.lines);
        let shipped = of_line.filter(|part| part.line_id == line.id).map(|part| part.quantity);
        let refunds = order.refunds.iter().filter(|refund| {
            refund.requested_at <= at
                && !matches!(refund.state, RefundState::Failed | RefundState::Cancelled)
        });
        let parts = refunds.flat_map(|refund| &refund.lines);
        let refunded = parts.filter(|part| part.line_id == line.id).map(|part| part.quantity);
        shipped.chain(refunded).fold(0_u32, u32::saturating_add) >= line.quantity
    })
}

/// Whether a button may lead there.
fn is_web_address(url: &str) -> bool {
    let starts = url.starts_with("https://") || url.starts_with("http://");
    let unsafe_letter =
        |letter: char| letter.is_whitespace() || letter.is_control() || "<>\"'`\\".contains(letter);
    starts && url.len() <= 2000 && !url.contains(unsafe_letter)
}

/// Lines, delivery and what is neither, as they sum to the refund.
pub(super) fn fill_refund(words: Words<'_>, refund: &Refund, content: &mut Content) {
    let named: i64 = refund.lines.iter().map(|line| line.amount_minor).sum();
    content.lines = refund
        .lines
        .iter()
        .filter_map(|part| {
            let line = words.order.line(&part.line_id)?;
            Some(words.line(line, part.quantity, Some(words.amount(part.amount_minor))))
        })
        .collect();
    let mut row = |label: &str, minor: i64| {
        if minor != 0 {
            content.sums.push(Row::new(label.to_owned(), words.amount(minor)));
        }
    };
    row("Delivery", refund.shipping_minor);
    if named + refund.shipping_minor > 0 {
        row("Further amount", refund.amount.amount_minor - named - refund.shipping_minor);
    }
    content.total = Some(Row::new("Refund".to_owned(), words.money(refund.amount)));
}

fn refunded(words: Words<'_>, refund: &Refund) -> Content {
    let number = words.number();
    let amount = words.money(refund.amount);
    let method = words.attempt(refund.attempt).map(|attempt| attempt.method);
    let why = match refund.cause {
        RefundCause::Asked => None,
        RefundCause::Duplicate => Some("Your order had been paid twice; this is the second one."),
        RefundCause::GoodsGone => Some("The goods had been sold out when your payment arrived."),
        RefundCause::Cancelled => Some("Your order was cancelled."),
    };
    let how = format!(
        "We have sent {amount} back to {}. Depending on your bank it takes a few days until you \
         see it.",
        refunded_to(method)
    );
    let mut content = Content {
        subject: format!("We have refunded {amount} of your order {number}"),
        heading: format!("We have refunded {amount}"),
        paragraphs: std::iter::once(how).chain(why.map(str::to_owned)).collect(),
        link: Some(see_order(words)),
        ..Content::default()
    };
    fill_refund(words, refund, &mut content);
    content
}

fn refund_failed(words: Words<'_>, refund: &Refund) -> Content {
    let number = words.number();
    let amount = words.money(refund.amount);
    let method = words.attempt(refund.attempt).map(|attempt| attempt.method);
    let mut content = Content {
        subject: format!("A refund for your order {number} did not go through"),
        heading: "A refund did not go through".to_owned(),
        paragraphs: vec![
            format!(
                "We wanted to send {amount} back to {}, and it could not be delivered.",
                refunded_to(method)
            ),
            "You do not have to do anything: we know of it and will find another way. If one would \
             suit you best, answer this mail."
                .to_owned(),
        ],
        link: Some(see_order(words)),
        ..Content::default()
    };
    content.total = Some(Row::new("Refund".to_owned(), amount));
    content
}

fn cancelled(words: Words<'_>, refunded: bool, at: Timestamp) -> Content {
    let order = words.order;
    let number = words.number();
    let was_charged = order
        .ledger
        .entries()
        .iter()
        .any(|entry| entry.state.kind() == EntryKind::Capture && entry.booked_at <= at);
    let money = match (refunded, was_charged) {
        (true, _) => "We send back what you have paid, and write again when that is done.",
        (false, true) => "Nothing is left to be refunded.",
        (false, false) => "You have not been charged.",
    };
    let why = match &order.end {
        Some(EndReason::GoodsGone { .. }) => {
            "We are sorry: goods of your order were sold out when your payment arrived, so we had \
             to cancel it."
        }
        _ => "Your order was cancelled, and nothing of it will be sent.",
    };
    let mut content = Content {
        subject: format!("Your order {number} was cancelled"),
        heading: "Your order was cancelled".to_owned(),
        paragraphs: vec![why.to_owned(), money.to_owned()],
        link: Some(see_order(words)),
        ..Content::default()
    };
    words.fill_bill(&mut content);
    content
}
