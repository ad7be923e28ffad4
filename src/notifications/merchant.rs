//! What the merchant is told.

use super::content::{Content, Words, counted, gateway_name, paid_by, refunded_to};
use super::sender::one_line;
use super::shopper::{fill_refund, find_refund};
use crate::cart::Row;
use crate::kernel::Money;
use crate::orders::{Event, Order, Refund, What};

/// `None` when the order does not have what the event is about.
pub fn content(order: &Order, event: &Event) -> Option<Content> {
    let words = Words { order };
    let mut content = match &event.what {
        What::Confirmed => confirmed(words),
        What::RefundFailed { refund } => refund_failed(words, find_refund(order, refund)?),
        What::MoneyUnmatched { amount, .. } => money_unmatched(words, *amount),
        What::DisputeOpened { amount } => dispute_opened(words, *amount),
        _ => return None,
    };
    let fact = |label: &str, value: String| Row::new(label.to_owned(), value);
    let own = [
        fact("Order", words.number().to_owned()),
        fact("Placed on", order.placed_at.long_date()),
        fact("Shopper", order.placement.email.to_string()),
    ];
    content.facts.splice(0..0, own);
    Some(content)
}

fn gateway(words: Words<'_>) -> &'static str {
    words.payment().map_or("the gateway", |attempt| gateway_name(attempt.gateway))
}

fn confirmed(words: Words<'_>) -> Content {
    let placement = &words.order.placement;
    let number = words.number();
    let total = words.money(placement.total());
    let quantities = placement.lines.iter().map(|line| line.quantity);
    let bought = counted(quantities.fold(0, u32::saturating_add));
    let paid = match words.payment() {
        Some(attempt) => format!(
            "{bought} for {total}, paid {} through {}.",
            paid_by(attempt.method),
            gateway_name(attempt.gateway)
        ),
        None => format!("{bought} for {total}: there was nothing to pay."),
    };
    let note = one_line(&placement.note);
    let noted = !note.is_empty();
    let mut content = Content {
        subject: format!("New order {number}: {total}"),
        heading: format!("New order {number}"),
        paragraphs: vec![paid],
        facts: words.delivery().into_iter().collect(),
        ..Content::default()
    };
    if noted {
        content.facts.push(Row::new("Note".to_owned(), note));
    }
    words.fill_bill(&mut content);
    words.fill_places(&mut content);
    content
}

fn refund_failed(words: Words<'_>, refund: &Refund) -> Content {
    let number = words.number();
    let amount = words.money(refund.amount);
    let method = words.attempt(refund.attempt).map(|attempt| attempt.method);
    let gateway = gateway_name(refund.gateway);
    let known = refund.provider_id.as_deref().map(one_line).filter(|id| !id.is_empty());
    let mut content = Content {
        subject: format!("Refund failed: {amount} of order {number}"),
        heading: "A refund failed".to_owned(),
        paragraphs: vec![
            format!(
                "{amount} did not reach {}: the refund failed at {gateway}. The sum can be refunded \
                 again, or be sent in another way.",
                refunded_to(method)
            ),
            "The order is on hold, and the shopper was told.".to_owned(),
        ],
        facts: known.map(|id| Row::new(format!("Refund at {gateway}"), id)).into_iter().collect(),
        ..Content::default()
    };
    fill_refund(words, refund, &mut content);
    content
}

fn money_unmatched(words: Words<'_>, amount: Money) -> Content {
    let number = words.number();
    let came = words.money(amount);
    let total = words.money(words.order.total());
    Content {
        subject: format!("Unexpected payment for order {number}: {came}"),
        heading: "A payment does not match its order".to_owned(),
        paragraphs: vec![
            format!("{came} arrived for an order of {total}."),
            "The money is booked as unmatched and pays for nothing, and the order is on hold. \
             Exactly that sum can be refunded."
                .to_owned(),
        ],
        sums: vec![Row::new("Order".to_owned(), total), Row::new("Arrived".to_owned(), came)],
        ..Content::default()
    }
}

fn dispute_opened(words: Words<'_>, amount: Money) -> Content {
    let number = words.number();
    let sum = words.money(amount);
    let gateway = gateway(words);
    let mut content = Content {
        subject: format!("Dispute about order {number}: {sum}"),
        heading: "A payment is disputed".to_owned(),
        paragraphs: vec![
            format!("The shopper’s bank asks {sum} back. Answer at {gateway} before its deadline."),
            "Until it is settled that sum cannot be refunded, and what was not sent is on hold."
                .to_owned(),
        ],
        ..Content::default()
    };
    words.fill_bill(&mut content);
    words.fill_places(&mut content);
    content
}
