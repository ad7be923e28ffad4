//! The desk's first page.

use futures_util::try_join;
use serde::Deserialize;

use super::home_needs::needs_of;
use super::scope::Scope;
use super::views::HomePage;
use super::visit::Visit;
use crate::content::render;
use crate::operations::Overview;
use crate::web::{Answer, Problem};

#[derive(Debug, Deserialize)]
struct AnyOrder {
    orders: Vec<serde_json::Value>,
}

/// `GET /admin`
pub async fn show_home(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let (overview, any) =
        try_join!(visit.get::<Overview>("/overview"), visit.get::<AnyOrder>("/orders?limit=1"))?;
    let role = visit.member.role;
    let is_new = any.orders.is_empty() && role.has(Scope::SettingsWrite);
    let needs = needs_of(&overview.attention, role);
    let frame = visit.frame("Home", "home").await;
    render(visit.cx, &HomePage { frame, needs, month: overview.month, is_new, at: overview.at })
}
