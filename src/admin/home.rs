//! The desk's first page.

use super::views::HomePage;
use super::visit::Visit;
use crate::content::render;
use crate::web::{Answer, Problem};

/// `GET /admin`
pub async fn show_home(visit: &Visit<'_>) -> Result<Answer, Problem> {
    render(visit.cx, &HomePage { frame: visit.frame("Home", "home").await })
}
