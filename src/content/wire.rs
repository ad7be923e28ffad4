//! JSON shapes of the admin API for pages and menus.

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use super::term::Term;
use super::{MenuItem, Settings, is_link};
use crate::kernel::{Handle, Timestamp};
use crate::markets::MarketDraft;
use crate::web::{FieldError, Problem};

const MAX_MENU_ITEMS: usize = 50;
const MAX_TEXT_LENGTH: usize = 100_000;
const MAX_SEO_LENGTH: usize = 12_000;

/// `PUT /api/admin/v1/pages/{handle}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PageDraft {
    pub title: String,
    #[serde(default)]
    pub body: String,
    #[serde(default)]
    pub seo: PageSeo,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct PageSeo {
    pub title: String,
    pub description: String,
}

/// A page in the list of `GET /api/admin/v1/pages`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PageEntry {
    pub handle: Handle,
    pub title: String,
    pub revision: i64,
    pub updated_at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PageEntries {
    pub pages: Vec<PageEntry>,
    pub next_cursor: Option<Handle>,
}

/// `GET /api/admin/v1/menus/{handle}`, and in the list of menus.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MenuEntry {
    pub handle: Handle,
    pub revision: i64,
    pub title: String,
    pub items: Vec<MenuItem>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MenuEntries {
    pub menus: Vec<MenuEntry>,
    pub next_cursor: Option<Handle>,
}

impl PageDraft {
    pub fn check(&self) -> Result<(), Problem> {
        if self.title.trim().is_empty() || self.title.len() > 1000 {
            return Err(Problem::invalid_field(
                "title",
                "A page needs a title of at most 1,000 bytes.",
            ));
        }
        if self.body.len() > MAX_TEXT_LENGTH {
            return Err(Problem::invalid_field("body", "A page has at most 100,000 bytes."));
        }
        for (field, text) in
            [("seo.title", &self.seo.title), ("seo.description", &self.seo.description)]
        {
            if text.len() > MAX_SEO_LENGTH {
                return Err(Problem::invalid_field(field, "This has at most 12,000 bytes."));
            }
        }
        Ok(())
    }
}

/// `PUT /api/admin/v1/menus/{handle}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MenuDraft {
    #[serde(default)]
    pub title: String,
    pub items: Vec<MenuItem>,
}

impl MenuDraft {
    pub fn check(&self) -> Result<(), Problem> {
        let mut errors = Vec::new();
        if self.items.len() > MAX_MENU_ITEMS {
            errors.push(complaint("items", "A menu has at most 50 entries."));
        }
        for (index, item) in self.items.iter().enumerate() {
            check_item(item, &format!("items[{index}]"), &mut errors);
            if item.items.len() > MAX_MENU_ITEMS {
                let field = format!("items[{index}].items");
                errors.push(complaint(&field, "A menu has at most 50 entries below one."));
            }
            for (below, child) in item.items.iter().enumerate() {
                let field = format!("items[{index}].items[{below}]");
                check_item(child, &field, &mut errors);
                if !child.items.is_empty() {
                    errors.push(complaint(&field, "A menu is two levels deep; move this one up."));
                }
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(Problem::invalid(errors)) }
    }
}

fn check_item(item: &MenuItem, field: &str, errors: &mut Vec<FieldError>) {
    if item.title.trim().is_empty() || item.title.len() > 200 {
        errors.push(complaint(
            &format!("{field}.title"),
            "An entry needs a title of at most 200 bytes.",
        ));
    }
    if item.url.is_empty() || !is_link(&item.url) {
        errors.push(complaint(
            &format!("{field}.url"),
            "Link within the shop, like /pages/about, or to https://.",
        ));
    }
}

fn complaint(field: &str, detail: &str) -> FieldError {
    FieldError { field: field.to_owned(), detail: detail.to_owned() }
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct PageResource<'a> {
    pub handle: &'a Handle,
    pub revision: i64,
    #[serde(flatten)]
    pub page: &'a PageDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MenuResource<'a> {
    pub handle: &'a Handle,
    pub revision: i64,
    #[serde(flatten)]
    pub menu: &'a MenuDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SettingsResource<'a> {
    pub revision: i64,
    #[serde(flatten)]
    pub settings: &'a Settings,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MarketResource<'a> {
    pub id: &'a str,
    pub revision: i64,
    #[serde(flatten)]
    pub market: &'a MarketDraft,
}

#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MarketList<'a> {
    pub markets: Vec<MarketResource<'a>>,
    pub next_cursor: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[cfg_attr(
    not(target_arch = "wasm32"),
    derive(schemars::JsonSchema),
    schemars(rename = "{T}Resource")
)]
pub struct TermResource<T> {
    pub id: Handle,
    pub revision: i64,
    #[serde(flatten)]
    pub term: T,
}

#[derive(Debug)]
pub struct TermList<T> {
    pub terms: Vec<TermResource<T>>,
    pub next_cursor: Option<Handle>,
}

impl<T: Term> Serialize for TermList<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_map(Some(2))?;
        list.serialize_entry(T::TABLE, &self.terms)?;
        list.serialize_entry("next_cursor", &self.next_cursor)?;
        list.end()
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl<T: Term + schemars::JsonSchema> schemars::JsonSchema for TermList<T> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}List", T::schema_name().trim_end_matches("Draft")).into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let terms = generator.subschema_for::<Vec<TermResource<T>>>();
        let next_cursor = generator.subschema_for::<Option<Handle>>();
        let properties = serde_json::json!({T::TABLE: terms, "next_cursor": next_cursor});
        schemars::json_schema!({
            "type": "object", "properties": properties, "required": [T::TABLE, "next_cursor"],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(title: &str, url: &str, items: Vec<MenuItem>) -> MenuItem {
        MenuItem { title: title.to_owned(), url: url.to_owned(), items }
    }

    #[test]
    fn a_menu_is_two_levels_of_titles_that_lead_somewhere_safe() {
        let deep = item("a", "/a", vec![item("b", "/b", vec![item("c", "/c", vec![])])]);
        for (items, field) in [
            (vec![item("", "/a", vec![])], Some("items[0].title")),
            (vec![item("a", "javascript:x", vec![])], Some("items[0].url")),
            (vec![deep], Some("items[0].items[0]")),
            (vec![item("a", "/a", vec![item("b", "https://b.example", vec![])])], None),
        ] {
            let refused = MenuDraft { title: String::new(), items }.check().err();
            let found = refused.as_ref().and_then(|problem| problem.errors.first());
            assert_eq!(found.map(|error| error.field.as_str()), field);
        }
    }
}
