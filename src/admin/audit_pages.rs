//! `GET /admin/audit`: who changed what.

use futures_util::try_join;

use super::views::{AuditFilter, AuditPage};
use super::visit::Visit;
use super::wire::{AuditList, StaffList, TokenList};
use crate::content::render;
use crate::web::{Answer, Problem};

pub async fn list_entries(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let asked = |name: &str| visit.cx.query_value(name).unwrap_or_default().trim().to_owned();
    let filter =
        AuditFilter { kind: asked("kind"), subject: asked("subject"), actor: asked("actor") };
    let cursor = visit.cx.query_value("cursor").filter(|cursor| !cursor.is_empty());
    let path = format!("/audit-log?limit=30&{}", filter.query(cursor.as_deref()));
    let (list, staff, tokens) = try_join!(
        visit.get::<AuditList>(path.trim_end_matches('&')),
        visit.get::<StaffList>("/staff?limit=100"),
        visit.get::<TokenList>("/tokens?limit=100"),
    )?;
    let page = AuditPage {
        frame: visit.frame("Audit log", "audit").await,
        entries: list.entries,
        filter,
        staff: staff.staff,
        tokens: tokens.tokens,
        next_cursor: list.next_cursor,
        is_first: cursor.is_none(),
    };
    render(visit.cx, &page)
}
