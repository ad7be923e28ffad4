//! The list of orders.

use askama::Template;

use super::told::OrderList;
use crate::admin::views::{Frame, desk_page};
use crate::admin::words::{self, encoded};

/// A part of the orders that somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    pub name: &'static str,
    pub title: &'static str,
    /// The query of the API.
    pub query: &'static str,
    /// What is said where it is empty.
    pub empty: &'static str,
}

const fn tab(
    name: &'static str,
    title: &'static str,
    query: &'static str,
    empty: &'static str,
) -> Tab {
    Tab { name, title, query, empty }
}

pub const TABS: [Tab; 7] = [
    tab("", "All", "", "No order yet. Each one stands here as soon as somebody goes to pay."),
    tab(
        "to-ship",
        "To ship",
        "needs=shipping",
        "Everything is sent. New orders that are paid stand here.",
    ),
    tab("unpaid", "Unpaid", "state=open", "Nobody is at the payment page just now."),
    tab("on-hold", "On hold", "on_hold=true", "Nothing stands against any order."),
    tab("disputed", "Disputed", "payment_status=disputed", "No bank asks money back."),
    tab("shipped", "Shipped", "fulfilment_status=shipped", "Nothing was sent yet."),
    tab("cancelled", "Cancelled", "state=cancelled", "No order was cancelled."),
];

impl Tab {
    pub fn find(name: &str) -> Option<Self> {
        TABS.into_iter().find(|tab| tab.name == name)
    }
}

#[derive(Debug, Template)]
#[template(path = "admin/orders/list.html", whitespace = "minimize")]
pub struct OrdersPage {
    pub frame: Frame,
    pub tab: Tab,
    /// What is looked for; empty when nothing is.
    pub words: String,
    pub list: OrderList,
    /// Whether this is not the first part of it.
    pub is_later: bool,
}

impl OrdersPage {
    fn address(&self, tab: &str, cursor: &str) -> String {
        let given = [("tab", tab), ("q", &self.words), ("cursor", cursor)];
        let given = given.iter().filter(|(_, value)| !value.is_empty());
        let given: Vec<String> =
            given.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if given.is_empty() {
            "/admin/orders".to_owned()
        } else {
            format!("/admin/orders?{}", given.join("&"))
        }
    }
}

desk_page!(OrdersPage);
