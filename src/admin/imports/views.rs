//! The list of imports with the form for a file, and one of them.

use askama::Template;

use super::shown;
use crate::admin::form::FormState;
use crate::admin::views::{Filters, Frame, desk_page};
use crate::admin::words::{self, Names};
use crate::imports::{ImportList, ImportResource, Severity, State};

/// Problems that stand on the page; the table that can be downloaded has all of them.
const SHOWN_PROBLEMS: u32 = 100;

#[derive(Debug, Template)]
#[template(path = "admin/imports/list.html", whitespace = "minimize")]
pub struct ListPage {
    pub frame: Frame,
    pub list: ImportList,
    pub is_later: bool,
    pub form: FormState,
    /// A file that is sent twice is one import.
    pub key: String,
    pub status: u16,
}

impl ListPage {
    fn first(&self) -> Option<&str> {
        self.is_later.then_some("/admin/imports")
    }

    fn next(&self) -> Option<String> {
        Filters::default().part("/admin/imports", self.list.next_cursor.as_deref())
    }
}

#[derive(Debug, Template)]
#[template(path = "admin/imports/page.html", whitespace = "minimize")]
pub struct ImportPage {
    pub frame: Frame,
    pub import: ImportResource,
    pub names: Names,
    /// Why what was just asked did not come about.
    pub refusal: Option<String>,
    /// What is asked twice happens once.
    pub key: String,
    pub status: u16,
}

impl ImportPage {
    fn name_of(&self, actor: &str) -> String {
        self.names.of(Some(actor)).unwrap_or_else(|| "the shop itself".to_owned())
    }

    fn address(&self) -> String {
        format!("/admin/imports/{}", self.import.id)
    }

    const fn problem_count(&self) -> u32 {
        self.import.error_count.saturating_add(self.import.warning_count)
    }

    const fn is_working(&self) -> bool {
        shown::is_working(self.import.state)
    }
}

desk_page!(ListPage, |page| page.status);
desk_page!(ImportPage, |page| page.status);
