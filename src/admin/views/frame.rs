//! What stands around every page of the desk.

use crate::admin::{Member, Role, Scope};
use crate::web::style::{ADMIN, Style};

/// An entry of the navigation.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    pub section: &'static str,
    pub title: &'static str,
    pub path: &'static str,
    /// Who may not do this is not led there; the API refuses them all the same.
    needs: Scope,
}

const ENTRIES: [Entry; 9] = [
    entry("orders", "Orders", "/admin/orders", Scope::OrdersRead),
    entry("products", "Products", "/admin/products", Scope::CatalogueRead),
    entry("collections", "Collections", "/admin/collections", Scope::CatalogueRead),
    entry("stock", "Stock", "/admin/stock", Scope::StockRead),
    entry("promotions", "Promotions", "/admin/promotions", Scope::SettingsRead),
    entry("content", "Content", "/admin/pages", Scope::ContentRead),
    entry("imports", "Imports", "/admin/imports", Scope::CatalogueWrite),
    entry("settings", "Settings", "/admin/settings", Scope::SettingsRead),
    entry("health", "Health", "/admin/health", Scope::SettingsRead),
];

const fn entry(
    section: &'static str,
    title: &'static str,
    path: &'static str,
    needs: Scope,
) -> Entry {
    Entry { section, title, path, needs }
}

#[derive(Debug, Clone)]
pub struct Frame {
    pub title: String,
    pub section: &'static str,
    pub shop_name: String,
    pub member: Member,
    /// What was just done, for the person who did it.
    pub notice: Option<String>,
    pub style: &'static Style,
}

impl Frame {
    pub fn new(title: String, section: &'static str, shop_name: String, member: Member) -> Self {
        Self { title, section, shop_name, member, notice: None, style: &ADMIN }
    }

    #[must_use]
    pub fn notice(mut self, notice: Option<String>) -> Self {
        self.notice = notice;
        self
    }

    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let role = self.member.role;
        ENTRIES.into_iter().filter(move |entry| role.has(entry.needs))
    }

    pub fn role(&self) -> Role {
        self.member.role
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.member.role.has(scope)
    }
}
