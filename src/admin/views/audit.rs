use askama::Template;
use serde_json::Value;

use super::words;
use super::{Filters, Frame, desk_page};
use crate::admin::wire::{AuditEntry, MemberResource, TokenResource};

/// Longest value that stands in a line, in characters.
const MAX_SHOWN: usize = 160;

/// Kinds that can be looked for, with their words.
const KINDS: [(&str, &str); 19] = [
    ("product", "Product"),
    ("collection", "Collection"),
    ("price_list", "Price list"),
    ("stock", "Stock"),
    ("order", "Order"),
    ("page", "Page"),
    ("menu", "Menu"),
    ("redirect", "Redirect"),
    ("media", "Picture"),
    ("promotion", "Promotion"),
    ("shipping_zone", "Shipping zone"),
    ("tax_zone", "Tax zone"),
    ("market", "Market"),
    ("settings", "Settings"),
    ("publication", "Publication"),
    ("dead_letter", "Dead letter"),
    ("staff", "Member of staff"),
    ("session", "Session"),
    ("token", "API token"),
];

#[derive(Debug, Template)]
#[template(path = "admin/audit.html", whitespace = "minimize")]
pub struct AuditPage {
    pub frame: Frame,
    pub entries: Vec<AuditEntry>,
    pub filter: Filters,
    pub staff: Vec<MemberResource>,
    pub tokens: Vec<TokenResource>,
    pub next_cursor: Option<String>,
    pub is_first: bool,
}

impl AuditPage {
    fn kinds() -> &'static [(&'static str, &'static str)] {
        &KINDS
    }

    /// The name of whoever it was, where they are still known.
    fn who(&self, actor: &str) -> String {
        match actor.split_once(':') {
            Some(("staff", id)) => {
                let member = self.staff.iter().find(|member| member.id == id);
                member.map_or_else(|| id.to_owned(), |member| member.name.clone())
            }
            Some(("token", id)) => {
                let token = self.tokens.iter().find(|token| token.id == id);
                token.map_or_else(|| format!("token {id}"), |token| token.title.clone())
            }
            _ if actor == "admin-token" => "Admin token".to_owned(),
            _ => "The shop itself".to_owned(),
        }
    }

    fn subject_of(&self, entry: &AuditEntry) -> String {
        match entry.kind.as_str() {
            "staff" | "session" | "sign_in_link" => self.who(&format!("staff:{}", entry.subject)),
            "token" => {
                let state = entry.after.as_ref().or(entry.before.as_ref());
                let title = state.and_then(|state| state.get("title")?.as_str());
                title.unwrap_or(&entry.subject).to_owned()
            }
            _ => entry.subject.clone(),
        }
    }

    /// What was done, up to the name of what it was done to.
    fn deed(entry: &AuditEntry) -> String {
        let verb = match (entry.kind.as_str(), &entry.before, &entry.after) {
            ("session", None, Some(_)) => return "signed in".to_owned(),
            ("session", ..) => return "ended a session of".to_owned(),
            ("sign_in_link", ..) => return "made a link to sign in for".to_owned(),
            ("settings", ..) => return "changed the settings".to_owned(),
            ("token", Some(_), None) => "revoked the",
            (_, None, Some(_)) => "added the",
            (_, Some(_), None) => "removed the",
            _ => "changed the",
        };
        let known = KINDS.iter().find(|(kind, _)| *kind == entry.kind);
        let words =
            known.map_or_else(|| entry.kind.replace('_', " "), |(_, words)| (*words).to_owned());
        // Abbreviations stay as they are.
        let is_word = words.chars().nth(1).is_some_and(char::is_lowercase);
        format!("{verb} {}", if is_word { words.to_lowercase() } else { words })
    }

    fn names_something(entry: &AuditEntry) -> bool {
        let is_sign_in = entry.kind == "session" && entry.before.is_none();
        !is_sign_in && entry.kind != "settings"
    }

    /// Where it can be seen.
    fn path_of(entry: &AuditEntry) -> Option<String> {
        let folder = match entry.kind.as_str() {
            "product" => "products",
            "collection" => "collections",
            "page" => "pages",
            "order" => "orders",
            "stock" => "stock",
            "promotion" => "promotions",
            "staff" | "session" | "sign_in_link" => "staff",
            "token" => return Some("/admin/tokens".to_owned()),
            _ => return None,
        };
        Some(format!("/admin/{folder}/{}", entry.subject))
    }

    /// A value in one line.
    fn shown(value: Option<&Value>) -> String {
        let text = match value {
            None | Some(Value::Null) => return "nothing".to_owned(),
            Some(Value::String(text)) if text.is_empty() => return "empty".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Bool(true)) => "yes".to_owned(),
            Some(Value::Bool(false)) => "no".to_owned(),
            Some(other) => other.to_string(),
        };
        if text.chars().count() <= MAX_SHOWN {
            return text;
        }
        let cut: String = text.chars().take(MAX_SHOWN).collect();
        format!("{cut}…")
    }

    fn whole(value: &Value) -> String {
        serde_json::to_string_pretty(value).unwrap_or_default()
    }

    fn first(&self) -> Option<String> {
        (!self.is_first).then(|| self.filter.address("/admin/audit"))
    }

    fn next(&self) -> Option<String> {
        self.filter.part("/admin/audit", self.next_cursor.as_deref())
    }
}

desk_page!(AuditPage);

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_told_in_one_line() {
        for (value, told) in [
            (json!(null), "nothing"),
            (json!(""), "empty"),
            (json!(true), "yes"),
            (json!("Mug"), "Mug"),
            (json!({"amount_minor": 1}), "{\"amount_minor\":1}"),
        ] {
            assert_eq!(AuditPage::shown(Some(&value)), told);
        }
        assert_eq!(AuditPage::shown(Some(&json!("x".repeat(500)))).chars().count(), MAX_SHOWN + 1);
    }
}
