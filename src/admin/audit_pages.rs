//! `GET /admin/audit`: who changed what.

use futures_util::try_join;

use super::views::{AuditPage, Filters};
use super::visit::Visit;
use super::wire::{AuditList, StaffList, TokenList};
use crate::content::render;
use crate::web::{Answer, Problem};

pub async fn list_entries(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filter = Filters::of(&visit.cx.query, &["kind", "subject", "actor"]);
    let cursor = visit.cx.query_value("cursor").filter(|cursor| !cursor.is_empty());
    let asked = filter.with("limit", "30").with("cursor", cursor.as_deref().unwrap_or_default());
    let (list, staff, tokens) = try_join!(
        visit.get::<AuditList>(asked.address("/audit-log")),
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
