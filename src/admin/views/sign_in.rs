use askama::Template;

use super::desk_page;
use crate::web::style::{ADMIN, Style};

/// Where somebody asks for a link.
#[derive(Debug, Template)]
#[template(path = "admin/sign_in.html", whitespace = "minimize")]
pub struct SignInPage {
    return_to: String,
    /// As it was typed.
    email: String,
    is_refused: bool,
    is_sent: bool,
    /// Whether mails lie in the mailbox of a developer's machine.
    has_mailbox: bool,
    style: &'static Style,
}

impl SignInPage {
    pub fn new(return_to: String, has_mailbox: bool) -> Self {
        let email = String::new();
        Self { return_to, email, is_refused: false, is_sent: false, has_mailbox, style: &ADMIN }
    }

    #[must_use]
    pub fn refused(self, typed: String) -> Self {
        Self { email: typed, is_refused: true, ..self }
    }

    #[must_use]
    pub fn sent(self, typed: String) -> Self {
        Self { email: typed, is_sent: true, ..self }
    }

    pub const fn status_code(&self) -> u16 {
        if self.is_refused { 422 } else { 200 }
    }
}

/// What a link, or Cloudflare Access, leads to.
#[derive(Debug)]
enum Gate {
    Link { secret: String, return_to: String },
    UsedLink,
    Stranger { email: String, sign_out: &'static str },
}

#[derive(Debug, Template)]
#[template(path = "admin/link.html", whitespace = "minimize")]
pub struct GatePage {
    gate: Gate,
    style: &'static Style,
}

impl GatePage {
    pub fn link(secret: &str, return_to: String) -> Self {
        Self { gate: Gate::Link { secret: secret.to_owned(), return_to }, style: &ADMIN }
    }

    /// Used, too old, or never made.
    pub const fn link_is_used() -> Self {
        Self { gate: Gate::UsedLink, style: &ADMIN }
    }

    /// Access let somebody through who is not of the staff.
    pub const fn stranger(email: String, sign_out: &'static str) -> Self {
        Self { gate: Gate::Stranger { email, sign_out }, style: &ADMIN }
    }

    pub const fn status_code(&self) -> u16 {
        match self.gate {
            Gate::Link { .. } => 200,
            Gate::UsedLink => 410,
            Gate::Stranger { .. } => 403,
        }
    }
}

desk_page!(SignInPage, Self::status_code);
desk_page!(GatePage, Self::status_code);
