//! The list of stock.

use askama::Template;

use super::told::StockList;
use crate::admin::views::{Filters, Frame, desk_page};
use crate::admin::words;

pub const PATH: &str = "/admin/stock";

/// A part of the stock that somebody comes for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tab {
    /// As the API calls it, too.
    pub name: &'static str,
    pub title: &'static str,
    pub empty: &'static str,
}

const fn tab(name: &'static str, title: &'static str, empty: &'static str) -> Tab {
    Tab { name, title, empty }
}

pub const TABS: [Tab; 5] = [
    tab("", "Counted", "Nothing is counted yet. What nobody counts is sold without limit."),
    tab("low", "Low", "Nothing is running low."),
    tab("sold_out", "Sold out", "Nothing is sold out."),
    tab("oversold", "Oversold", "Nothing was sold that is not there."),
    tab("not_tracked", "Not counted", "Everything that is sold is counted."),
];

impl Tab {
    pub fn find(name: &str) -> Option<Self> {
        TABS.into_iter().find(|tab| tab.name == name)
    }
}

#[derive(Debug, Template)]
#[template(path = "admin/stock/list.html", whitespace = "minimize")]
pub struct StockPage {
    pub frame: Frame,
    pub tab: Tab,
    pub filters: Filters,
    pub list: StockList,
    pub is_later: bool,
}

impl StockPage {
    /// Another tab, for the same words.
    fn tab_address(&self, tab: Tab) -> String {
        self.filters.with("filter", tab.name).address(PATH)
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
}

desk_page!(StockPage);
