//! The kinds of resources that have such pages. Pure.

use serde_json::{Value, json};

use crate::admin::Scope;
use crate::kernel::hyphenated;

#[derive(Debug)]
pub struct Resource {
    /// Its folder below `/admin`, and in the admin API.
    pub folder: &'static str,
    pub title: &'static str,
    /// One of them, in a sentence: "promotion".
    pub one: &'static str,
    /// What they are for.
    pub about: &'static str,
    /// The member of the API's list.
    pub list: &'static str,
    /// The member that names one: `id` or `handle`.
    pub name: &'static str,
    pub write: Scope,
    /// There is only one, and no list.
    pub is_single: bool,
    pub can_delete: bool,
    /// Names that can be chosen, where others make no sense.
    pub names: &'static [&'static str],
    /// What a new one begins with.
    pub blank: fn() -> Value,
}

const USUAL: Resource = Resource {
    folder: "",
    title: "",
    one: "",
    about: "",
    list: "",
    name: "id",
    write: Scope::SettingsWrite,
    is_single: false,
    can_delete: true,
    names: &[],
    blank: || json!({}),
};

pub static RESOURCES: &[Resource] = &[
    Resource {
        folder: "promotions",
        title: "Promotions",
        one: "promotion",
        about: "Codes and offers that take something off.",
        list: "promotions",
        blank: || {
            json!({"enabled": true, "priority": 0, "target": {"kind": "order"},
                "calculator": {"kind": "percentage"}, "combination": "combinable"})
        },
        ..USUAL
    },
    Resource {
        folder: "shipping-zones",
        title: "Shipping",
        one: "shipping zone",
        about: "Where you deliver, how, and for how much.",
        list: "shipping_zones",
        ..USUAL
    },
    Resource {
        folder: "tax-zones",
        title: "Tax",
        one: "tax zone",
        about: "Which rates hold where.",
        list: "tax_zones",
        ..USUAL
    },
    Resource {
        folder: "markets",
        title: "Markets",
        one: "market",
        about: "Countries that you sell to in their own currency, language or prices.",
        list: "markets",
        blank: || {
            json!({"price_list": "base", "tax": {"prices_include_tax": true, "rounding": "half_up",
                "rounding_scope": "line", "shipping": {"mode": "proportional"}}})
        },
        ..USUAL
    },
    Resource {
        folder: "price-lists",
        title: "Price lists",
        one: "price list",
        about: "Prices of their own for a market.",
        list: "price_lists",
        ..USUAL
    },
    Resource {
        folder: "collections",
        title: "Collections",
        one: "collection",
        about: "Products that belong together, by hand or by rules.",
        list: "collections",
        name: "handle",
        write: Scope::CatalogueWrite,
        blank: || json!({"sort": "manual"}),
        ..USUAL
    },
    Resource {
        folder: "pages",
        title: "Pages",
        one: "page",
        about: "What is not sold: about you, delivery, terms.",
        list: "pages",
        name: "handle",
        write: Scope::ContentWrite,
        ..USUAL
    },
    Resource {
        folder: "menus",
        title: "Menus",
        one: "menu",
        about: "What stands at the head and the foot of the shop.",
        list: "menus",
        name: "handle",
        write: Scope::ContentWrite,
        can_delete: false,
        names: &["main", "footer"],
        ..USUAL
    },
    Resource {
        folder: "settings",
        title: "Settings",
        one: "settings",
        is_single: true,
        can_delete: false,
        ..USUAL
    },
];

/// A line of a list.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    pub title: String,
    pub detail: String,
    /// A word about its state, with the class of its badge.
    pub state: Option<(&'static str, &'static str)>,
}

impl Resource {
    pub fn find(folder: &str) -> Option<&'static Self> {
        RESOURCES.iter().find(|resource| resource.folder == folder)
    }

    /// What a new one is called where nobody says.
    pub fn usual_name(&self, body: &Value) -> String {
        let text =
            |pointer: &str| body.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        if self.folder == "markets" {
            return text("/countries/0").to_lowercase();
        }
        name_of(text("/title"))
    }

    /// Whether its form has a place for pictures.
    pub fn has_pictures(&self) -> bool {
        matches!(self.folder, "collections" | "settings")
    }

    pub fn row(&self, one: &Value) -> Row {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let count = |name: &str| one.get(name).and_then(Value::as_array).map_or(0, Vec::len);
        let name = text(self.name).to_owned();
        let title = if text("title").is_empty() { name.clone() } else { text("title").to_owned() };
        let some =
            |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let detail = match self.folder {
            "promotions" if text("code").is_empty() => "by itself".to_owned(),
            "promotions" => text("code").to_owned(),
            "shipping-zones" => {
                format!("{}, {}", some(count("places"), "place"), some(count("methods"), "way"))
            }
            "tax-zones" => {
                format!("{}, {}", some(count("places"), "place"), some(count("rates"), "rate"))
            }
            "markets" => format!(
                "{} · {}",
                some(count("countries"), "country").replace("countrys", "countries"),
                text("currency")
            ),
            "price-lists" => text("currency").to_owned(),
            "menus" => some(count("items"), "entry").replace("entrys", "entries"),
            folder => format!("/{folder}/{name}"),
        };
        let state = match one.get("enabled").and_then(Value::as_bool) {
            Some(true) => Some(("is-good", "on")),
            Some(false) => Some(("", "off")),
            None => None,
        };
        Row { name, title, detail, state }
    }
}

/// A name made of a title: "Spring: 10% off" becomes `spring-10-off`.
fn name_of(title: &str) -> String {
    let mut name = hyphenated(title);
    name.truncate(60);
    name.trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_a_title() {
        for (title, name) in [
            ("Spring: 10% off", "spring-10-off"),
            ("Ærø & Söhne", "aero-sohne"),
            ("  ", ""),
            (&"x".repeat(80), &"x".repeat(60)),
        ] {
            assert_eq!(name_of(title), name);
        }
    }

    #[test]
    fn a_line_says_what_tells_them_apart() {
        let row = |folder, one: Value| {
            let Row { title, detail, state, .. } = Resource::find(folder).unwrap().row(&one);
            (title, detail, state)
        };
        let promotion =
            json!({"id": "spring", "title": "Spring", "code": "SPRING", "enabled": false});
        assert_eq!(
            row("promotions", promotion),
            ("Spring".into(), "SPRING".into(), Some(("", "off")))
        );
        let market =
            json!({"id": "de", "title": "Germany", "countries": ["DE", "AT"], "currency": "EUR"});
        assert_eq!(row("markets", market), ("Germany".into(), "2 countries · EUR".into(), None));
        assert_eq!(
            row("pages", json!({"handle": "care"})),
            ("care".into(), "/pages/care".into(), None)
        );
    }
}
