//! The list of imports with the form for a file, and one of them.

use askama::Template;

use super::told::{Import, ImportList};
use crate::admin::form::FormState;
use crate::admin::views::{Filters, Frame, desk_page};
use crate::admin::words::{self, Names};

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
    pub import: Import,
    pub names: Names,
    /// Why what was just asked did not come about.
    pub refusal: Option<String>,
    pub status: u16,
}

impl ImportPage {
    fn who(&self) -> String {
        self.names.of(Some(&self.import.started_by)).unwrap_or_else(|| "the shop itself".to_owned())
    }

    fn address(&self) -> String {
        format!("/admin/imports/{}", self.import.id)
    }

    const fn problem_count(&self) -> u32 {
        self.import.error_count.saturating_add(self.import.warning_count)
    }
}

desk_page!(ListPage, |page| page.status);
desk_page!(ImportPage, |page| page.status);
