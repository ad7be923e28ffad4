use askama::Template;

use super::words;
use super::{Frame, desk_page};
use crate::admin::wire::SessionResource;
use crate::kernel::Timestamp;

/// The visitor's own account.
#[derive(Debug, Template)]
#[template(path = "admin/account.html", whitespace = "minimize")]
pub struct AccountPage {
    pub frame: Frame,
    pub sessions: Vec<SessionResource>,
    pub now: Timestamp,
}

desk_page!(AccountPage);
