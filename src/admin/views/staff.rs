use askama::Template;

use super::words;
use super::{Frame, desk_page};
use crate::admin::Role;
use crate::admin::form::FormState;
use crate::admin::wire::{LinkResource, MemberResource, SessionResource};
use crate::kernel::Timestamp;

#[derive(Debug, Template)]
#[template(path = "admin/staff.html", whitespace = "minimize")]
pub struct StaffPage {
    pub frame: Frame,
    pub staff: Vec<MemberResource>,
    pub now: Timestamp,
}

/// A member's form; what else is there only once the member is.
#[derive(Debug, Template)]
#[template(path = "admin/staff_member.html", whitespace = "minimize")]
pub struct MemberPage {
    pub frame: Frame,
    /// Of the form, which a refusal brings back.
    pub status: u16,
    pub form: FormState,
    /// `None` for somebody new.
    pub id: Option<String>,
    pub sessions: Vec<SessionResource>,
    /// A link that was made just now.
    pub link: Option<LinkResource>,
    /// What somebody else saved meanwhile.
    pub theirs: Option<MemberResource>,
    pub now: Timestamp,
}

impl MemberPage {
    fn action(&self) -> String {
        match &self.id {
            Some(id) => format!("/admin/staff/{id}"),
            None => "/admin/staff".to_owned(),
        }
    }

    /// Somebody new is there for orders until somebody says more.
    fn is_role(&self, role: Role) -> bool {
        match self.form.text("role").as_str() {
            "" => role == Role::Support,
            chosen => chosen == role.as_str(),
        }
    }

    fn is_self(&self) -> bool {
        self.id.as_deref() == Some(self.frame.member.id.as_str())
    }
}

desk_page!(StaffPage);
desk_page!(MemberPage, |page| page.status);
