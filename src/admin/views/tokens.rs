use askama::Template;

use super::words;
use super::{Frame, desk_page};
use crate::admin::Scope;
use crate::admin::form::FormState;
use crate::admin::wire::{MadeToken, TokenResource};
use crate::kernel::Timestamp;

#[derive(Debug, Template)]
#[template(path = "admin/tokens.html", whitespace = "minimize")]
pub struct TokensPage {
    pub frame: Frame,
    /// Those that open something, then those that were revoked.
    pub live: Vec<TokenResource>,
    pub revoked: Vec<TokenResource>,
    pub now: Timestamp,
}

#[derive(Debug, Template)]
#[template(path = "admin/token_form.html", whitespace = "minimize")]
pub struct TokenFormPage {
    pub frame: Frame,
    pub status: u16,
    pub form: FormState,
    /// By which a second press is known.
    pub key: String,
}

impl TokenFormPage {
    fn scopes() -> &'static [Scope] {
        Scope::ALL
    }
}

/// The only page that ever has the secret.
#[derive(Debug, Template)]
#[template(path = "admin/token_made.html", whitespace = "minimize")]
pub struct MadeTokenPage {
    pub frame: Frame,
    pub token: MadeToken,
}

desk_page!(TokensPage);
desk_page!(TokenFormPage, |page| page.status);
desk_page!(MadeTokenPage, |_page| 201);
