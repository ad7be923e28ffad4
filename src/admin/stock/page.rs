//! The stock of one SKU.

use askama::Template;

use super::told::{ListedStock, MovementList, ToldMovement, ToldStock};
use crate::admin::views::{Filters, Frame, desk_page};
use crate::admin::words::{Names, encoded};
use crate::inventory::{HoldKind, LocationLevel};
use crate::kernel::Timestamp;
use crate::web::{Form, Problem};

/// The forms of the page, by what their addresses end in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    Adjustment,
    Count,
    Safety,
}

/// What may be sold.
const LIMITS: [&str; 3] = ["safety", "back_orders.limit", "back_orders.promised_for"];

impl Asked {
    /// Those at which a sentence can stand.
    const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Adjustment => &["delta", "location", "reason"],
            Self::Count => &[],
            Self::Safety => &LIMITS,
        }
    }
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

    fn first(&self) -> Option<String> {
        self.is_later.then(|| self.address())
    }

    fn next(&self) -> Option<String> {
        Filters::default().part(&self.address(), self.ledger.next_cursor.as_deref())
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

    /// What is wrong with a field at which a sentence can stand.
    fn fault(&self, field: &str) -> Option<&str> {
        let refused = self.refused.as_ref().filter(|one| one.asked.fields().contains(&field))?;
        let error = refused.problem.errors.iter().find(|error| error.field == field)?;
        Some(&error.detail)
    }

    /// The sentence above a form, where none stands at a field of it.
    fn summary(&self, asked: Asked) -> Option<&str> {
        let problem = &self.refused(asked)?.problem;
        let stands = |field: &str| asked.fields().contains(&field);
        if problem.errors.iter().any(|error| stands(&error.field)) {
            return None;
        }
        Some(match problem.errors.as_slice() {
            [only] => &only.detail,
            _ => &problem.detail,
        })
    }

    /// What may be sold, as it is stored; empty where nothing is sold ahead.
    fn limit_stored(&self, field: &str) -> String {
        let levels = &self.stock.levels;
        match field {
            "safety" => levels.safety.to_string(),
            "back_orders.limit" if levels.back_order_limit == 0 => String::new(),
            "back_orders.limit" => levels.back_order_limit.to_string(),
            _ => levels.promised_for.map(Timestamp::iso_date).unwrap_or_default(),
        }
    }

    /// The same as it was typed, where it was refused.
    fn limit(&self, field: &str) -> String {
        let typed = self.refused(Asked::Safety).map(|refused| refused.form.text(field).to_owned());
        typed.unwrap_or_else(|| self.limit_stored(field))
    }

    /// What the page said when it was opened.
    fn limit_before(&self, field: &str) -> String {
        let field_before = format!("was.{field}");
        let refused = self.refused(Asked::Safety);
        let said = refused.map(|refused| refused.form.text(&field_before).to_owned());
        said.unwrap_or_else(|| self.limit_stored(field))
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
