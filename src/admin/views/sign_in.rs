use askama::Template;

use super::desk_page;
use crate::web::style::{ADMIN, Style};

/// Where somebody asks for a link.
#[derive(Debug, Template)]
#[template(path = "admin/sign_in.html", whitespace = "minimize")]
pub struct SignInPage {
    style: &'static Style,
}

impl SignInPage {
    pub fn new() -> Self {
        Self { style: &ADMIN }
    }
}

/// Where the link of a mail leads.
#[derive(Debug, Template)]
#[template(path = "admin/link.html", whitespace = "minimize")]
pub struct LinkPage<'a> {
    secret: &'a str,
    return_to: &'a str,
    style: &'static Style,
}

impl<'a> LinkPage<'a> {
    pub fn new(secret: &'a str, return_to: &'a str) -> Self {
        Self { secret, return_to, style: &ADMIN }
    }
}

desk_page!(SignInPage);
desk_page!(LinkPage<'_>);
