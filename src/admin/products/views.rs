//! The pages of products. Pure.

use askama::Template;
use serde::Deserialize;

use super::belonging::Belonging;
use super::differences::Difference;
use super::sheet::Sheet;
use crate::admin::Scope;
use crate::admin::form::{Filled, FormState};
use crate::admin::views::{Filters, Frame, desk_page};
use crate::catalog::{MAX_VARIANTS, Seo, Status, seo};
use crate::content::render_markdown;
use crate::kernel::{Currency, Timestamp};

/// Variants of a product with no more than these are open from the start, on a phone too.
const OPEN_VARIANTS: usize = 2;
/// How much of an address line search engines show, in characters.
const RESULT_TITLE_LENGTH: usize = 60;

pub const STATUSES: [(&str, &str); 3] = [
    ("draft", "Draft: only you see it"),
    ("active", "In the shop"),
    ("archived", "Archived: out of the shop"),
];
pub const AVAILABILITIES: [(&str, &str); 4] = [
    ("in_stock", "In stock"),
    ("low", "Few left"),
    ("back_order", "On back-order"),
    ("sold_out", "Sold out"),
];
const UNIT_CHOICES: [(&str, &str); 10] = [
    ("", "–"),
    ("ml", "ml"),
    ("cl", "cl"),
    ("l", "l"),
    ("g", "g"),
    ("kg", "kg"),
    ("m", "m"),
    ("cm", "cm"),
    ("m2", "m²"),
    ("piece", "piece"),
];
const LISTED_STATUSES: [(&str, &str); 4] = [
    ("", "All but archived"),
    ("active", "In the shop"),
    ("draft", "Drafts"),
    ("archived", "Archived"),
];
const STOCKS: [(&str, &str); 4] =
    [("", "Any stock"), ("low", "Few left"), ("sold_out", "Sold out"), ("oversold", "Oversold")];
const SORTS: [(&str, &str); 4] =
    [("", "Changed last"), ("created", "Newest"), ("title", "Title"), ("price", "Price")];
/// Fields of a variant that are seen without opening more.
const FIRST_FIELDS: [&str; 4] = ["options", "sku", "price", "availability"];

/// What the shop has of a product that is being edited.
#[derive(Debug, Clone, Deserialize)]
pub struct Standing {
    pub handle: String,
    pub status: Status,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// What the shop says of itself on this page.
#[derive(Debug, Clone)]
pub struct ShopFacts {
    pub name: String,
    /// `https://shop.example`.
    pub origin: String,
    pub currency: Currency,
}

#[derive(Debug, Template)]
#[template(path = "admin/products/editor.html", whitespace = "minimize")]
pub struct EditorPage {
    pub frame: Frame,
    pub status: u16,
    pub form: FormState,
    pub sheet: Sheet,
    /// Nothing for a new product.
    pub standing: Option<Standing>,
    pub shop: ShopFacts,
    /// What was done to the form and is not saved yet.
    pub note: Option<String>,
    /// What somebody else saved meanwhile, where it differs.
    pub conflict: Option<Vec<Difference>>,
    pub shows_preview: bool,
    pub belongings: Vec<Belonging>,
    pub has_more_collections: bool,
    pub tax_classes: Vec<String>,
}

impl EditorPage {
    fn currency(&self) -> &'static str {
        self.shop.currency.code()
    }

    fn action(&self) -> String {
        let handle = self.standing.as_ref().map_or("new", |standing| standing.handle.as_str());
        format!("/admin/products/{handle}")
    }

    fn statuses(&self) -> &'static [(&'static str, &'static str)] {
        // Nobody makes a product to put it away.
        if self.standing.is_none() { STATUSES.get(..2).unwrap_or(&STATUSES) } else { &STATUSES }
    }

    /// Rows for options: those that are there and an empty one, up to three.
    fn option_rows(&self) -> usize {
        (self.sheet.options.len() + 1).min(3)
    }

    fn option_name(&self, place: usize) -> String {
        let name =
            self.sheet.options.get(place).map(|option| option.name.trim()).unwrap_or_default();
        if name.is_empty() { format!("Value {}", place + 1) } else { name.to_owned() }
    }

    /// How many values each variant has a field for.
    fn value_count(&self, at: usize) -> usize {
        let own = self.sheet.variants.get(at).map_or(0, |row| row.options.len());
        own.max(self.sheet.options.len())
    }

    fn faulty(&self, at: usize, is_further: bool) -> bool {
        let start = format!("variants[{at}].");
        self.form.faults.iter().any(|fault| {
            let Some(rest) = fault.field.strip_prefix(&start) else { return false };
            let is_first = FIRST_FIELDS.iter().any(|first| rest.starts_with(first));
            !is_further || !is_first
        })
    }

    fn is_open(&self, at: usize) -> bool {
        self.sheet.variants.len() <= OPEN_VARIANTS || self.faulty(at, false)
    }

    fn picture_choices(&self) -> Vec<(String, String)> {
        let none = (String::new(), "The product's first".to_owned());
        let pictures = self.sheet.pictures.iter().enumerate().map(|(at, picture)| {
            let words =
                if picture.alt.is_empty() { String::new() } else { format!(": {}", picture.alt) };
            (picture.hash.clone(), format!("{}{words}", at + 1))
        });
        std::iter::once(none).chain(pictures).collect()
    }

    fn description_html(&self) -> String {
        render_markdown(self.sheet.text("description"))
    }

    /// What search engines are told, in the merchant's words or the product's.
    fn result(&self) -> Seo {
        let given = Seo {
            title: self.sheet.text("seo.title").to_owned(),
            description: self.sheet.text("seo.description").to_owned(),
        };
        seo(&given, self.sheet.text("title"), self.sheet.text("description"))
    }

    fn result_title(&self) -> String {
        let title = Some(self.result().title).filter(|title| !title.trim().is_empty());
        let title = title.unwrap_or_else(|| "The product’s title".to_owned());
        let title = format!("{title} · {}", self.shop.name);
        crate::kernel::plain_excerpt(&title, RESULT_TITLE_LENGTH)
    }

    fn host(&self) -> &str {
        self.shop.origin.split("://").nth(1).unwrap_or(&self.shop.origin)
    }

    fn address(&self) -> String {
        match self.sheet.text("handle") {
            "" => super::making::handle_of(self.sheet.text("title")),
            handle => handle.to_owned(),
        }
    }
}

impl crate::web::Page for EditorPage {
    fn status(&self) -> u16 {
        self.status
    }

    fn policy(&self, _now: Timestamp) -> crate::web::CachePolicy {
        crate::web::CachePolicy::Private
    }

    fn style_hash(&self) -> &'static str {
        crate::web::style::ADMIN.hash
    }
}

/// A product of the list.
#[derive(Debug, Clone)]
pub struct ListedRow {
    pub handle: String,
    pub title: String,
    pub status: Status,
    pub vendor: String,
    pub product_type: String,
    pub revision: i64,
    pub variant_count: u32,
    pub price: String,
    pub picture: Option<(String, String)>,
    pub available: Option<i64>,
    pub updated_at: Timestamp,
}

impl ListedRow {
    fn status_words(&self) -> (&'static str, &'static str) {
        match self.status {
            Status::Active => ("In the shop", "is-good"),
            Status::Draft => ("Draft", "is-warning"),
            Status::Archived => ("Archived", ""),
        }
    }
}

/// What became of one product of a bulk change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub handle: String,
    /// Why it was refused; `None` where it was done.
    pub refusal: Option<String>,
}

/// Names of the filters in the address, which are the API's.
pub const FILTERS: [&str; 9] =
    ["q", "status", "sort", "vendor", "type", "tag", "collection", "stock", "on_sale"];
/// Those in the folded part of the form.
const FURTHER: &[&str] = &["vendor", "type", "tag", "collection", "stock", "on_sale"];
const PATH: &str = "/admin/products";

/// Why nothing was changed, with the field of the form that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub field: &'static str,
    pub sentence: String,
}

#[derive(Debug, Template)]
#[template(path = "admin/products/list.html", whitespace = "minimize")]
pub struct ListPage {
    pub frame: Frame,
    pub filters: Filters,
    pub rows: Vec<ListedRow>,
    pub cursor: Option<String>,
    pub next_cursor: Option<String>,
    pub vendors: Vec<String>,
    pub types: Vec<String>,
    pub tags: Vec<String>,
    pub collections: Vec<(String, String)>,
    pub has_more_collections: bool,
    pub refusal: Option<Refused>,
    pub outcomes: Vec<Outcome>,
    /// What was sent, where something was.
    pub sent: Option<Filled>,
    pub key: String,
}

impl ListPage {
    fn may_write(&self) -> bool {
        self.frame.may(Scope::CatalogueWrite)
    }

    /// This part of the list.
    fn action(&self) -> String {
        self.filters.with("cursor", self.cursor.as_deref().unwrap_or_default()).address(PATH)
    }

    fn first(&self) -> Option<String> {
        self.cursor.as_ref().map(|_| self.filters.address(PATH))
    }

    fn next(&self) -> Option<String> {
        self.filters.part(PATH, self.next_cursor.as_deref())
    }

    fn is_narrowed(&self) -> bool {
        self.filters.has_any(FURTHER) || self.filters.has_any(&["q", "status"])
    }

    /// What was typed, as long as it is not done.
    fn typed(&self, name: &str) -> &str {
        self.sent.as_ref().filter(|_| self.refusal.is_some()).map_or("", |sent| sent.own(name))
    }

    fn fault(&self, name: &str) -> Option<&str> {
        self.refusal
            .as_ref()
            .filter(|refused| refused.field == name)
            .map(|refused| refused.sentence.as_str())
    }

    /// Whether the box of a product is ticked: where it was sent and nothing came of it.
    fn is_picked(&self, handle: &str) -> bool {
        let Some(sent) = &self.sent else { return false };
        let is_refused = self.refusal.is_some()
            || self.outcome(handle).is_some_and(|outcome| outcome.refusal.is_some());
        is_refused && sent.every_own("_pick").any(|pick| pick.split(' ').next() == Some(handle))
    }

    fn done(&self) -> usize {
        self.outcomes.iter().filter(|outcome| outcome.refusal.is_none()).count()
    }

    fn outcome(&self, handle: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.handle == handle)
    }
}

desk_page!(ListPage);
