//! Giving money back: what of it, and once more exactly how much before it goes.

use askama::Template;

use super::told::{ToldLine, ToldOrder, ToldPlan};
use crate::admin::views::{Frame, desk_page};
use crate::web::{Form, Problem};

#[derive(Debug, Template)]
#[template(path = "admin/orders/refund.html", whitespace = "minimize")]
pub struct RefundPage {
    pub frame: Frame,
    pub order: ToldOrder,
    pub key: String,
    pub form: Form,
    pub problem: Option<Problem>,
    /// What was computed from the form; without it the form is still to be filled in.
    pub plan: Option<ToldPlan>,
    pub locations: Vec<String>,
}

impl RefundPage {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "templates hand on references")]
    fn typed(&self, at: &usize, field: &str) -> &str {
        self.form.text(&format!("lines[{at}].{field}"))
    }

    /// What of a line a plan takes back.
    fn units_planned(&self, line: &ToldLine) -> u32 {
        let plan = self.plan.iter().flat_map(|plan| &plan.lines);
        plan.filter(|planned| planned.line_id == line.id).map(|planned| planned.quantity).sum()
    }

    fn tax_minor(plan: &ToldPlan) -> i64 {
        plan.lines.iter().map(|line| line.tax_minor).sum()
    }

    fn fault(&self, field: &str) -> Option<&str> {
        super::told::fault(self.problem.as_ref(), field)
    }

    /// Whether the rest after this refund is nothing.
    const fn is_last(plan: &ToldPlan) -> bool {
        plan.refundable_minor == plan.amount_minor
    }
}

desk_page!(RefundPage);

#[derive(Debug, Template)]
#[template(path = "admin/orders/cancel.html", whitespace = "minimize")]
pub struct CancelPage {
    pub frame: Frame,
    pub order: ToldOrder,
    pub key: String,
    pub form: Form,
    pub problem: Option<Problem>,
}

desk_page!(CancelPage);
