use askama::Template;

use super::{Frame, desk_page};
use crate::web::style::{ADMIN, Style};

/// A refusal to somebody who is signed in.
#[derive(Debug, Template)]
#[template(path = "admin/problem.html", whitespace = "minimize")]
pub struct ProblemPage {
    pub frame: Frame,
    pub detail: String,
}

/// A refusal to somebody who is not.
#[derive(Debug, Template)]
#[template(path = "admin/closed.html", whitespace = "minimize")]
pub struct ClosedPage<'a> {
    title: &'a str,
    detail: &'a str,
    style: &'static Style,
}

impl<'a> ClosedPage<'a> {
    pub fn new(title: &'a str, detail: &'a str) -> Self {
        Self { title, detail, style: &ADMIN }
    }
}

desk_page!(ProblemPage);
desk_page!(ClosedPage<'_>);
