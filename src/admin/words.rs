//! How the desk writes what the API tells it. Pure.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::kernel::{Locale, Money};
use crate::orders::{HoldReason, OrderState, PaymentStatus};

/// Merchants read English here, whatever their shoppers read.
pub const LOCALE: Locale<'static> = Locale::new("en-IE");

pub fn money(amount: impl Borrow<Money>) -> String {
    amount.borrow().format(LOCALE)
}

/// "1 item", "2 items".
pub fn counted(count: impl Into<i64>, one: &str, many: &str) -> String {
    match count.into() {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

/// All but what RFC 3986 calls unreserved.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A text as one segment of an address, or a value of its query.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// The path of a field as people read it: `prices[1].sale.starts_at` is "Prices 2, sale, starts at".
pub fn field_words(path: &str) -> String {
    let part = |part: &str| {
        let (name, index) = part.trim_end_matches(']').split_once('[').unwrap_or((part, ""));
        let name = name.trim_end_matches("_ppm").replace('_', " ");
        let number = index.parse::<usize>().map(|index| format!(" {}", index.saturating_add(1)));
        format!("{}{}", name.trim(), number.unwrap_or_default())
    };
    let words = path.split('.').map(part).collect::<Vec<_>>().join(", ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A word on a coloured ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Badge {
    pub text: &'static str,
    /// A class of the stylesheet; empty for what is ordinary.
    pub tone: &'static str,
}

const fn badge(text: &'static str, tone: &'static str) -> Badge {
    Badge { text, tone }
}

const GOOD: &str = " is-good";
const WARNING: &str = " is-warning";
const BAD: &str = " is-bad";

/// Of an order whose state says more than its payment and its parcels.
pub const fn state_badge(state: OrderState) -> Option<Badge> {
    match state {
        OrderState::Cancelled => Some(badge("Cancelled", BAD)),
        OrderState::Expired => Some(badge("Never paid", "")),
        OrderState::Open | OrderState::Confirmed | OrderState::Closed => None,
    }
}

pub const fn payment_badge(status: PaymentStatus) -> Badge {
    match status {
        PaymentStatus::Unpaid => badge("Unpaid", WARNING),
        PaymentStatus::Processing => badge("On its way", WARNING),
        PaymentStatus::Paid => badge("Paid", GOOD),
        PaymentStatus::PartRefunded => badge("Part refunded", ""),
        PaymentStatus::Refunded => badge("Refunded", ""),
        PaymentStatus::Disputed => badge("Disputed", BAD),
        PaymentStatus::OverPaid => badge("Paid too much", BAD),
    }
}

/// By the API's name; what it does not know it does not show.
pub fn fulfilment_badge(status: &str) -> Option<Badge> {
    match status {
        "unfulfilled" => Some(badge("To ship", WARNING)),
        "part_shipped" => Some(badge("Part shipped", WARNING)),
        "shipped" => Some(badge("Shipped", GOOD)),
        _ => None,
    }
}

pub const fn hold_sentence(reason: HoldReason) -> &'static str {
    match reason {
        HoldReason::UnmatchedMoney => {
            "Money came that is not what was asked for. Refund it, and the order goes on."
        }
        HoldReason::Disputed => {
            "The shopper’s bank asks the money back. Nothing is sent until that is decided."
        }
        HoldReason::RefundFailed => {
            "A refund did not go through. Try it again, or pay the shopper back in another way."
        }
        HoldReason::RefundUnknown => {
            "Nobody knows whether a refund took place. Look at the payment provider’s own site."
        }
    }
}

/// Who did what, by name.
#[derive(Debug, Clone, Default)]
pub struct Names {
    own: String,
    known: BTreeMap<String, String>,
}

impl Names {
    pub const fn new(own: String, known: BTreeMap<String, String>) -> Self {
        Self { own, known }
    }

    /// `actor` is like `staff:ada`; what happened by itself has none.
    pub fn of(&self, actor: Option<&str>) -> Option<String> {
        let actor = actor?;
        if actor == self.own {
            return Some("you".to_owned());
        }
        if let Some(name) = self.known.get(actor) {
            let is_program = actor.starts_with("token:");
            return Some(if is_program { format!("the program {name}") } else { name.clone() });
        }
        match actor.split_once(':') {
            Some(("staff", id)) => Some(format!("{id}, who left")),
            Some((_, id)) => Some(id.to_owned()),
            None if actor == "system" => None,
            None => Some("the shop’s own token".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_did_it_is_a_name_where_there_is_one() {
        let known = [("staff:ada", "Ada"), ("token:erp", "Warehouse")];
        let known = known.map(|(actor, name)| (actor.to_owned(), name.to_owned()));
        let names = Names::new("staff:me".to_owned(), BTreeMap::from(known));
        for (actor, expected) in [
            (None, None),
            (Some("system"), None),
            (Some("staff:me"), Some("you")),
            (Some("staff:ada"), Some("Ada")),
            (Some("staff:bo"), Some("bo, who left")),
            (Some("token:erp"), Some("the program Warehouse")),
            (Some("admin-token"), Some("the shop’s own token")),
        ] {
            assert_eq!(names.of(actor).as_deref(), expected, "{actor:?}");
        }
    }

    #[test]
    fn what_stands_in_an_address_cannot_end_its_segment() {
        assert_eq!(encoded("A-1 1/?#ü"), "A-1%201%2F%3F%23%C3%BC");
        assert_eq!(counted(1, "item", "items"), "1 item");
        for (path, expected) in [
            ("prices[1].sale.starts_at", "Prices 2, sale, starts at"),
            ("rates[0].rate_ppm", "Rates 1, rate"),
            ("_name", "Name"),
            ("payment_status", "Payment status"),
            ("", ""),
        ] {
            assert_eq!(field_words(path), expected);
        }
        assert_eq!(counted(2_u32, "item", "items"), "2 items");
    }
}
