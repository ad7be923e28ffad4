use askama::Template;

use super::{Frame, desk_page};
use crate::admin::home_needs::Need;
use crate::admin::words;
use crate::kernel::Timestamp;
use crate::orders::{Figures, Month};

/// What needs somebody, and what was sold.
#[derive(Debug, Template)]
#[template(path = "admin/home.html", whitespace = "minimize")]
pub struct HomePage {
    pub frame: Frame,
    pub needs: Vec<Need>,
    pub month: Option<Month>,
    /// Whether nothing was ever ordered: the first steps are shown.
    pub is_new: bool,
    pub at: Timestamp,
}

impl HomePage {
    /// Each stretch of time with its figures.
    fn stretches(month: &Month) -> [(&'static str, &[Figures]); 2] {
        [("Today", &month.today), ("Last 30 days", &month.last_30_days)]
    }
}

desk_page!(HomePage);
