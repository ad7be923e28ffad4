//! Sending units of an order.

use askama::Template;

use super::told::ToldOrder;
use crate::admin::views::{Frame, desk_page};
use crate::web::{Form, Problem};

#[derive(Debug, Template)]
#[template(path = "admin/orders/ship.html", whitespace = "minimize")]
pub struct ShipPage {
    pub frame: Frame,
    pub order: ToldOrder,
    pub key: String,
    /// What was typed, where it was refused.
    pub form: Form,
    pub problem: Option<Problem>,
    /// Where units lie; empty where that is not known.
    pub locations: Vec<String>,
}

impl ShipPage {
    /// What was typed, else everything that is not sent.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    fn quantity(&self, at: &usize, unsent: &u32) -> String {
        if self.problem.is_some() {
            return self.form.text(&format!("lines[{at}].quantity")).to_owned();
        }
        unsent.to_string()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        super::told::fault(self.problem.as_ref(), field)
    }
}

desk_page!(ShipPage);
