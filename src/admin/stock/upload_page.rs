//! A file of counts, and what became of it.

use askama::Template;

use super::told::{Report, RowResult};
use crate::admin::views::{Frame, desk_page};
use crate::admin::words;
use crate::web::Problem;

/// Rows that are told each; more of them have one cause.
const TOLD: usize = 200;

#[derive(Debug, Template)]
#[template(path = "admin/stock/upload.html", whitespace = "minimize")]
pub struct UploadPage {
    pub frame: Frame,
    pub key: String,
    pub problem: Option<Problem>,
    pub report: Option<Report>,
}

impl UploadPage {
    fn sentence(problem: &Problem) -> &str {
        match problem.errors.as_slice() {
            [only] => &only.detail,
            _ => &problem.detail,
        }
    }

    /// Rows that were not taken.
    fn missed(report: &Report) -> Vec<&RowResult> {
        report.results.iter().filter(|row| row.status != 200).take(TOLD).collect()
    }
}

desk_page!(UploadPage);
