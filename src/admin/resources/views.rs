//! A list of resources, and one of them as a form.

use askama::Template;
use serde_json::Value;

use super::Resource;
use super::kinds::Row;
use super::prices::{self, Part};
use crate::admin::form::{FormState, Kind};
use crate::admin::views::{Filters, Frame, desk_page};
use crate::kernel::Currency;
use crate::media::MediaResource;

#[derive(Debug, Template)]
#[template(path = "admin/resources/list.html", whitespace = "minimize")]
pub struct ListPage {
    pub frame: Frame,
    pub resource: &'static Resource,
    pub rows: Vec<Row>,
    /// The other parts of the list.
    pub first: Option<String>,
    pub next: Option<String>,
}

/// A picture that can be chosen by a look at it.
#[derive(Debug, PartialEq, Eq)]
pub struct PictureChoice {
    pub hash: String,
    /// Of a small size.
    pub url: String,
    pub words: String,
}

/// A field in which two versions differ.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    pub field: String,
    pub theirs: String,
    pub mine: String,
}

#[derive(Debug, Template)]
#[template(path = "admin/resources/form.html", whitespace = "minimize")]
pub struct FormPage {
    pub frame: Frame,
    pub resource: &'static Resource,
    /// `None` for a new one.
    pub name: Option<String>,
    pub form: FormState,
    /// Of the shop.
    pub currency: String,
    /// Ids and titles.
    pub price_lists: Vec<(String, String)>,
    /// The newest, where the form has a place for some.
    pub pictures: Vec<MediaResource>,
    /// Which part of a price list its address names, and what there is of it.
    pub asked: Filters,
    pub part: Option<Part>,
    /// After somebody else saved first: their revision, and what differs. Revision 0 is gone.
    pub theirs: Option<(String, Vec<Difference>)>,
}

impl ListPage {
    fn may_write(&self) -> bool {
        self.frame.may(self.resource.write)
    }
}

desk_page!(ListPage);
desk_page!(FormPage);

impl FormPage {
    fn path(&self) -> String {
        match &self.name {
            _ if self.resource.is_single => format!("/admin/{}", self.resource.folder),
            Some(name) => format!("/admin/{}/{name}", self.resource.folder),
            None => format!("/admin/new/{}", self.resource.folder),
        }
    }

    fn action(&self) -> String {
        self.asked.address(&self.path())
    }

    /// Another page of a price list.
    fn page(&self, page: usize) -> String {
        self.asked.with("page", &page.to_string()).address(&self.path())
    }

    fn page_before(&self) -> Option<String> {
        self.part.as_ref().filter(|part| part.page > 1).map(|part| self.page(part.page - 1))
    }

    fn page_after(&self) -> Option<String> {
        self.part.as_ref().filter(|part| part.has_next()).map(|part| self.page(part.page + 1))
    }

    /// What names a picture looks so.
    fn is_hash(text: &str) -> bool {
        text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
    }

    /// Pictures to choose from with the address of a small size of each: the one that is chosen first,
    /// then the newest.
    fn choices_beside(&self, chosen: &str) -> Vec<PictureChoice> {
        let newest = self.pictures.iter().map(|one| PictureChoice {
            url: one.renditions.first().map_or(&one.url, |small| &small.url).clone(),
            words: format!("Picture of {}", one.created_at.moment()),
            hash: one.hash.clone(),
        });
        let is_older = Self::is_hash(chosen) && !self.pictures.iter().any(|one| one.hash == chosen);
        let older = is_older.then(|| PictureChoice {
            url: format!("/media/{chosen}/320.webp"),
            words: "The picture that is chosen".to_owned(),
            hash: chosen.to_owned(),
        });
        older.into_iter().chain(newest).collect()
    }

    fn may_write(&self) -> bool {
        self.frame.may(self.resource.write)
    }

    /// The address in the shop, where it has one.
    fn shown_at(&self) -> Option<String> {
        let has_page = matches!(self.resource.folder, "collections" | "pages");
        self.name
            .as_ref()
            .filter(|_| has_page)
            .map(|name| format!("/{}/{name}", self.resource.folder))
    }

    /// The currency that the resource names, or else the shop's.
    fn own_currency(&self) -> String {
        let own = self.form.text("currency").trim().to_uppercase();
        Currency::parse(&own).map_or_else(|| self.currency.clone(), |_| own)
    }

    /// What stands behind the path of amounts in several currencies.
    fn amounts_kind(&self) -> String {
        format!("~amounts.{}", self.currency)
    }

    fn price_list_choices(&self) -> Vec<(&str, &str)> {
        let lists = self.price_lists.iter().map(|(id, title)| (id.as_str(), title.as_str()));
        std::iter::once(("base", "the products' own prices")).chain(lists).collect()
    }

    /// A list's rows with some blank ones to write into.
    fn rows(&self, path: &str, blank: usize) -> std::ops::Range<usize> {
        0..self.form.rows(path) + blank
    }

    /// Whether a collection's products are chosen by rules.
    fn has_rules(&self) -> bool {
        match self.form.text("_members").as_str() {
            "" => self.form.knows("rules"),
            members => members == "rules",
        }
    }
}

/// Where two JSON documents differ, by the paths of their fields; `revision` and times aside.
pub fn differences(theirs: &Value, mine: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(theirs, mine, "", &mut found);
    found
}

fn compare(theirs: &Value, mine: &Value, path: &str, found: &mut Vec<Difference>) {
    match (theirs, mine) {
        (Value::Object(left), Value::Object(right)) if money(mine).is_none() => {
            // What the form does not say is not meant to be other.
            for (name, mine) in right {
                let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(left.get(name).unwrap_or(&Value::Null), mine, &inner, found);
            }
        }
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (at, (left, right)) in left.iter().zip(right).enumerate() {
                compare(left, right, &format!("{path}[{at}]"), found);
            }
        }
        _ if theirs == mine || (is_nothing(theirs) && is_nothing(mine)) => {}
        _ => found.push(Difference {
            field: path.to_owned(),
            theirs: words(theirs, path),
            mine: words(mine, path),
        }),
    }
}

pub(super) fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(fields) => fields.values().all(is_nothing),
        _ => false,
    }
}

/// An amount as people write it.
fn money(value: &Value) -> Option<String> {
    let code = value.get("currency")?.as_str()?;
    let amount = Kind::Money(Currency::parse(code)?).show(value);
    (!amount.is_empty()).then(|| format!("{amount} {code}"))
}

fn words(value: &Value, path: &str) -> String {
    match value {
        Value::Number(_) if path.ends_with("_ppm") => format!("{} %", Kind::Percent.show(value)),
        Value::Object(_) => money(value).unwrap_or_else(|| value.to_string()),
        Value::Null => "nothing".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(list) if list.iter().all(Value::is_string) => {
            list.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn two_versions_differ_where_the_form_says_something_else() {
        let euro = |amount_minor: i64| json!({"amount_minor": amount_minor, "currency": "EUR"});
        let prices = [euro(800), euro(1)].map(|price| json!({"price": price, "rate_ppm": 50_000}));
        let found = differences(&prices[0], &prices[1]);
        let seen = found.iter().map(|one| (one.theirs.as_str(), one.mine.as_str()));
        assert_eq!(seen.collect::<Vec<_>>(), [("8.00 EUR", "0.01 EUR")]);
        let found = differences(&json!({"rate_ppm": 50_000}), &json!({"rate_ppm": null}));
        assert_eq!((found[0].theirs.as_str(), found[0].mine.as_str()), ("5 %", "nothing"));
        let theirs = json!({"revision": 3, "title": "Throw", "tags": ["a"], "seo": {"title": "", "description": "x"}, "rows": [{"n": 1}, {"n": 2}]});
        let mine = json!({"title": "Blanket", "tags": ["a", "b"], "seo": {"title": null}, "rows": [{"n": 1}, {"n": 5}]});
        let found = differences(&theirs, &mine);
        let seen: Vec<_> = found
            .iter()
            .map(|one| (one.field.as_str(), one.theirs.as_str(), one.mine.as_str()))
            .collect();
        assert_eq!(
            seen,
            [("rows[1].n", "2", "5"), ("tags", "a", "a, b"), ("title", "Throw", "Blanket")]
        );
    }
}
