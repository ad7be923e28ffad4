//! The list of orders.

use askama::Template;

use super::told::OrderList;
use crate::admin::views::{Filters, Frame, desk_page};
use crate::admin::words;
use crate::kernel::Timestamp;

pub const PATH: &str = "/admin/orders";
/// What stands in the list's address. Except for the first two they are the API's own names.
pub const NAMES: [&str; 10] = [
    "tab",
    "q",
    "from",
    "to",
    "state",
    "payment_status",
    "fulfilment_status",
    "on_hold",
    "market",
    "sku",
];
/// Those that stand in the folded part of the form.
const FURTHER: &[&str] =
    &["from", "to", "state", "payment_status", "fulfilment_status", "on_hold", "market", "sku"];
const DAY_SECONDS: i64 = 24 * 3600;

/// A part of the orders that somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    pub name: &'static str,
    pub title: &'static str,
    /// What it says in the query of the API.
    pub query: &'static [(&'static str, &'static str)],
    /// What is said where it is empty.
    pub empty: &'static str,
    /// Whether it stands among the others when something else is looked at.
    is_usual: bool,
}

const fn tab(
    name: &'static str,
    title: &'static str,
    query: &'static [(&'static str, &'static str)],
    empty: &'static str,
) -> Tab {
    Tab { name, title, query, empty, is_usual: true }
}

pub const TABS: [Tab; 9] = [
    tab("", "All", &[], "No order yet. Each one stands here as soon as somebody goes to pay."),
    tab(
        "to-ship",
        "To ship",
        &[("needs", "shipping"), ("on_hold", "false")],
        "Everything is sent. New orders that are paid stand here.",
    ),
    tab("unpaid", "Unpaid", &[("state", "open")], "Nobody is at the payment page just now."),
    tab("on-hold", "On hold", &[("on_hold", "true")], "Nothing stands against any order."),
    tab("disputed", "Disputed", &[("needs", "dispute")], "No bank asks money back."),
    tab(
        "failed",
        "Failed",
        &[("needs", "payment")],
        "Whoever tried to pay in the last seven days could.",
    ),
    Tab {
        is_usual: false,
        ..tab(
            "silent",
            "Silent",
            &[("needs", "silence")],
            "Every order was heard of within the hour.",
        )
    },
    tab("shipped", "Shipped", &[("fulfilment_status", "shipped")], "Nothing was sent yet."),
    tab("cancelled", "Cancelled", &[("state", "cancelled")], "No order was cancelled."),
];

impl Tab {
    pub fn find(name: &str) -> Option<Self> {
        TABS.into_iter().find(|tab| tab.name == name)
    }

    /// Whether it says this already, so that no filter can.
    pub fn fixes(self, name: &str) -> bool {
        self.query.iter().any(|(fixed, _)| *fixed == name)
    }
}

const STATES: [(&str, &str); 6] = [
    ("", "Any"),
    ("open", "Being paid"),
    ("confirmed", "Confirmed"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("expired", "Never paid"),
];
const PAYMENTS: [(&str, &str); 8] = [
    ("", "Any"),
    ("unpaid", "Unpaid"),
    ("processing", "On its way"),
    ("paid", "Paid"),
    ("part_refunded", "Part refunded"),
    ("refunded", "Refunded"),
    ("disputed", "Disputed"),
    ("over_paid", "Paid too much"),
];
const PARCELS: [(&str, &str); 5] = [
    ("", "Any"),
    ("unfulfilled", "To ship"),
    ("part_shipped", "Part shipped"),
    ("shipped", "Shipped"),
    ("not_needed", "Nothing to ship"),
];
const HOLDS: [(&str, &str); 3] = [("", "Any"), ("true", "On hold"), ("false", "Not on hold")];

/// Values with what they are called.
type Known<'a> = Vec<(&'a str, &'a str)>;

/// A filter that is set, with the list without it.
#[derive(Debug, PartialEq, Eq)]
pub struct Chip {
    pub words: String,
    pub without: String,
}

#[derive(Debug, Template)]
#[template(path = "admin/orders/list.html", whitespace = "minimize")]
pub struct OrdersPage {
    pub frame: Frame,
    pub tab: Tab,
    pub filters: Filters,
    /// Ids and titles.
    pub markets: Vec<(String, String)>,
    pub list: OrderList,
    /// Whether this is not the first part of it.
    pub is_later: bool,
    /// A filter that cannot be, by its name, with the sentence about it.
    pub fault: Option<(String, String)>,
}

impl OrdersPage {
    /// Another tab, for the same words.
    fn tab_address(&self, tab: Tab) -> String {
        Filters::default().with("tab", tab.name).with("q", self.words()).address(PATH)
    }

    fn tabs(&self) -> impl Iterator<Item = Tab> {
        TABS.into_iter().filter(|tab| tab.is_usual || *tab == self.tab)
    }

    fn words(&self) -> &str {
        self.filters.value("q")
    }

    fn first(&self) -> Option<String> {
        self.is_later.then(|| self.filters.address(PATH))
    }

    fn next(&self) -> Option<String> {
        self.filters.part(PATH, self.list.next_cursor.as_deref())
    }

    fn fault(&self, name: &str) -> Option<&str> {
        self.fault
            .as_ref()
            .filter(|(field, _)| field == name)
            .map(|(_, sentence)| sentence.as_str())
    }

    /// Choices of a filter, with the API's name of it and what it is called.
    fn choices(&self) -> Vec<(&'static str, &'static str, Known<'_>)> {
        let markets = self.markets.iter().map(|(id, title)| (id.as_str(), title.as_str()));
        let markets = std::iter::once(("", "Any")).chain(markets).collect();
        let all = [
            ("state", "Order", STATES.to_vec()),
            ("payment_status", "Payment", PAYMENTS.to_vec()),
            ("fulfilment_status", "Parcels", PARCELS.to_vec()),
            ("on_hold", "Hold", HOLDS.to_vec()),
            ("market", "Market", markets),
        ];
        all.into_iter().filter(|(name, ..)| !self.tab.fixes(name)).collect()
    }

    fn chips(&self) -> Vec<Chip> {
        let choices = self.choices();
        let of = |name: &str| {
            let value = self.filters.value(name);
            if value.is_empty() || self.tab.fixes(name) {
                return None;
            }
            let words = match name {
                "from" => format!("From {}", day_words(value)),
                "to" => format!("Until {}", day_words(value)),
                "sku" => format!("SKU {value}"),
                _ => {
                    let (_, title, known) = choices.iter().find(|(known, ..)| *known == name)?;
                    let chosen = known.iter().find(|(known, _)| *known == value);
                    format!("{title}: {}", chosen.map_or(value, |(_, words)| words))
                }
            };
            Some(Chip { words, without: self.filters.with(name, "").address(PATH) })
        };
        FURTHER.iter().copied().filter_map(of).collect()
    }
}

desk_page!(OrdersPage, |page| if page.fault.is_some() { 400 } else { 200 });

fn day(typed: &str) -> Option<Timestamp> {
    Timestamp::parse(&format!("{typed}T00:00:00Z"))
}

fn day_words(typed: &str) -> String {
    day(typed).map_or_else(|| typed.to_owned(), Timestamp::long_date)
}

/// The query of the API: whole days, the last one included.
///
/// # Errors
/// The name of the filter that is no day.
pub fn api_query(tab: Tab, filters: &Filters) -> Result<Filters, &'static str> {
    let fixed = tab.query.iter();
    let mut query = fixed.fold(Filters::default(), |query, (name, value)| query.with(name, value));
    query = query.with("q", filters.value("q"));
    for name in FURTHER.iter().copied().filter(|name| !tab.fixes(name)) {
        let value = filters.value(name);
        let later = match name {
            "from" => 0,
            "to" => DAY_SECONDS,
            _ => {
                query = query.with(name, value);
                continue;
            }
        };
        if !value.is_empty() {
            let from = day(value).ok_or(name)?.plus_seconds(later);
            query = query.with(name, &from.to_string());
        }
    }
    Ok(query)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tab_and_the_filters_become_one_query_of_the_api() {
        let asked = |query: &str| {
            let filters = Filters::of(query, &NAMES);
            let tab = Tab::find(filters.value("tab")).unwrap();
            api_query(tab, &filters).map(|query| query.query())
        };
        for (query, expected) in [
            ("", Ok("")),
            ("tab=to-ship&on_hold=true&sku=A+1", Ok("needs=shipping&on_hold=false&sku=A+1")),
            ("state=closed&q=ada&other=1", Ok("q=ada&state=closed")),
            (
                "from=2026-11-01&to=2026-11-30",
                Ok("from=2026-11-01T00%3A00%3A00Z&to=2026-12-01T00%3A00%3A00Z"),
            ),
            ("from=yesterday", Err("from")),
        ] {
            assert_eq!(asked(query).as_deref(), expected.as_ref().copied(), "{query}");
        }
    }
}
