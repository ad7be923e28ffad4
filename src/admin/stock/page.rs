//! The stock of one SKU.

use askama::Template;

use super::told::{ListedStock, MovementList, ToldMovement, ToldStock};
use crate::admin::views::{Frame, desk_page};
use crate::admin::words::{Names, encoded};
use crate::inventory::{HoldKind, LocationLevel};
use crate::web::{Form, Problem};

/// The forms of the page, by what their addresses end in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Adjustment,
    Count,
    Safety,
}

/// A form that was refused, with what was typed.
#[derive(Debug)]
pub struct Refused {
    pub asked: Asked,
    pub form: Form,
    pub problem: Problem,
}

#[derive(Debug, Template)]
#[template(path = "admin/stock/page.html", whitespace = "minimize")]
pub struct SkuPage {
    pub frame: Frame,
    pub stock: ToldStock,
    /// What is sold under it.
    pub sold: Option<ListedStock>,
    pub ledger: MovementList,
    /// Whether this is not the newest part of the ledger.
    pub is_later: bool,
    pub names: Names,
    pub key: String,
    pub refused: Option<Refused>,
}

impl SkuPage {
    fn address(&self) -> String {
        format!("/admin/stock/{}", encoded(&self.stock.sku))
    }

    fn who(&self, movement: &ToldMovement) -> Option<String> {
        self.names.of(movement.by.as_deref())
    }

    fn refused(&self, asked: Asked) -> Option<&Refused> {
        self.refused.as_ref().filter(|refused| refused.asked == asked)
    }

    /// What a field of a refused form said, else `usual`.
    fn typed<'a>(&'a self, asked: Asked, field: &str, usual: &'a str) -> &'a str {
        self.refused(asked).map_or(usual, |refused| refused.form.text(field))
    }

    fn fault(&self, asked: Asked, field: &str) -> Option<&str> {
        let errors = &self.refused(asked)?.problem.errors;
        let error = errors.iter().find(|error| error.field == field)?;
        Some(&error.detail)
    }

    /// The sentence above a form: one of a field stands there.
    fn summary(&self, asked: Asked) -> Option<&str> {
        let problem = &self.refused(asked)?.problem;
        Some(match problem.errors.as_slice() {
            [only] => &only.detail,
            _ => &problem.detail,
        })
    }

    fn usual_location(&self) -> &str {
        self.stock.levels.locations.first().map_or("main", |level| level.location.as_str())
    }

    /// The count that was refused is typed in its own row.
    fn counted(&self, level: &LocationLevel) -> String {
        match self.refused(Asked::Count) {
            Some(refused) if refused.form.text("location") == level.location.as_str() => {
                refused.form.text("on_hand").to_owned()
            }
            _ => level.on_hand.to_string(),
        }
    }
}

desk_page!(SkuPage);
