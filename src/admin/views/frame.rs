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

/// Entries that belong together; the first group has no title.
#[derive(Debug, Clone, Copy)]
pub struct Group {
    pub title: &'static str,
    entries: &'static [Entry],
}

impl Group {
    fn has(&self, section: &str) -> bool {
        self.entries.iter().any(|entry| entry.section == section)
    }
}

const GROUPS: [Group; 4] = [
    Group {
        title: "",
        entries: &[
            entry("home", "Home", "/admin", Scope::OrdersRead),
            entry("orders", "Orders", "/admin/orders", Scope::OrdersRead),
        ],
    },
    Group {
        title: "Catalogue",
        entries: &[
            entry("products", "Products", "/admin/products", Scope::CatalogueRead),
            entry("collections", "Collections", "/admin/collections", Scope::CatalogueRead),
            entry("stock", "Stock", "/admin/stock", Scope::StockRead),
            entry("promotions", "Promotions", "/admin/promotions", Scope::SettingsRead),
            entry("content", "Content", "/admin/pages", Scope::ContentRead),
            entry("imports", "Imports", "/admin/imports", Scope::CatalogueWrite),
        ],
    },
    Group {
        title: "Shop",
        entries: &[
            entry("settings", "Settings", "/admin/settings", Scope::SettingsRead),
            entry("health", "Health", "/admin/health", Scope::SettingsRead),
        ],
    },
    Group {
        title: "Access",
        entries: &[
            entry("staff", "Staff", "/admin/staff", Scope::StaffRead),
            entry("tokens", "API tokens", "/admin/tokens", Scope::StaffRead),
            entry("audit", "Audit log", "/admin/audit", Scope::StaffRead),
        ],
    },
];

/// What belongs to an entry of the navigation besides its own page; a row of links stands on top of each.
const PARTS: [Group; 2] = [
    Group {
        title: "content",
        entries: &[
            entry("pages", "Pages", "/admin/pages", Scope::ContentRead),
            entry("menus", "Menus", "/admin/menus", Scope::ContentRead),
            entry("redirects", "Redirects", "/admin/redirects", Scope::ContentRead),
            entry("media", "Pictures", "/admin/media", Scope::ContentRead),
        ],
    },
    Group {
        title: "settings",
        entries: &[
            entry("settings", "General", "/admin/settings", Scope::SettingsRead),
            entry("shipping-zones", "Shipping", "/admin/shipping-zones", Scope::SettingsRead),
            entry("tax-zones", "Tax", "/admin/tax-zones", Scope::SettingsRead),
            entry("markets", "Markets", "/admin/markets", Scope::SettingsRead),
            entry("price-lists", "Price lists", "/admin/price-lists", Scope::SettingsRead),
            entry("staff", "Staff", "/admin/staff", Scope::StaffRead),
            entry("tokens", "API tokens", "/admin/tokens", Scope::StaffRead),
            entry("audit", "Audit log", "/admin/audit", Scope::StaffRead),
        ],
    },
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

    /// The groups of which the member may do something, each with those entries.
    pub fn groups(&self) -> impl Iterator<Item = (Group, Vec<Entry>)> {
        let role = self.member.role;
        let allowed = move |group: Group| {
            let entries = group.entries.iter().filter(|entry| role.has(entry.needs));
            (group, entries.copied().collect::<Vec<_>>())
        };
        GROUPS.into_iter().map(allowed).filter(|(_, entries)| !entries.is_empty())
    }

    /// The entry of the navigation that the page belongs to.
    pub fn place(&self) -> &'static str {
        if GROUPS.iter().any(|group| group.has(self.section)) {
            return self.section;
        }
        let whole = PARTS.iter().find(|whole| whole.has(self.section));
        whole.map_or(self.section, |whole| whole.title)
    }

    /// The parts of what the page belongs to, where it has some.
    pub fn parts(&self) -> Vec<Entry> {
        let whole = PARTS.iter().find(|whole| whole.has(self.section));
        let entries = whole.map_or(&[] as &[Entry], |whole| whole.entries);
        entries.iter().filter(|entry| self.may(entry.needs)).copied().collect()
    }

    pub fn role(&self) -> Role {
        self.member.role
    }

    pub fn may(&self, scope: Scope) -> bool {
        self.member.role.has(scope)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_where_they_may_not_go() {
        let titles = |role: Role| -> Vec<&'static str> {
            let member = Member {
                id: "ada".to_owned(),
                email: String::new(),
                name: String::new(),
                role,
                session: None,
            };
            let frame = Frame::new(String::new(), "home", String::new(), member);
            frame.groups().flat_map(|(_, entries)| entries).map(|entry| entry.title).collect()
        };
        assert_eq!(titles(Role::Support), ["Home", "Orders"]);
        assert!(!titles(Role::Manager).contains(&"Staff"));
        assert!(titles(Role::Owner).contains(&"Audit log"));
    }

    #[test]
    fn a_part_stands_among_its_own_below_one_entry() {
        let shown = |section, role: Role| {
            let member = Member {
                id: "ada".to_owned(),
                email: String::new(),
                name: String::new(),
                role,
                session: None,
            };
            let frame = Frame::new(String::new(), section, String::new(), member);
            (frame.place(), frame.parts().len())
        };
        assert_eq!(shown("menus", Role::Manager), ("content", 4));
        assert_eq!(shown("tax-zones", Role::Manager), ("settings", 5));
        assert_eq!(shown("tax-zones", Role::Owner), ("settings", 8));
        assert_eq!(shown("staff", Role::Owner), ("staff", 8));
        assert_eq!(shown("orders", Role::Owner), ("orders", 0));
    }
}
