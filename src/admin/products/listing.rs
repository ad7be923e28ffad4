//! The list of products, and what is done to many at once.

use futures_util::join;
use serde::Deserialize;
use serde_json::{Value, json};
use worker::Method;

use super::views::{Filters, ListPage, ListedRow, Outcome};
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, Kind, MAX_FORM_BYTES};
use crate::admin::visit::Visit;
use crate::catalog::Status;
use crate::content::{read_shop, render};
use crate::kernel::{Locale, Money, Timestamp};
use crate::platform::random_hex;
use crate::web::{Answer, Problem, Reply};

#[derive(Debug, Deserialize)]
struct Picture {
    url: String,
    alt: String,
}

#[derive(Debug, Deserialize)]
struct Entry {
    handle: String,
    title: String,
    status: Status,
    vendor: String,
    #[serde(rename = "type")]
    product_type: String,
    revision: i64,
    variant_count: u32,
    price_from: Option<Money>,
    price_to: Option<Money>,
    picture: Option<Picture>,
    available: Option<i64>,
    updated_at: Timestamp,
}

#[derive(Debug, Deserialize)]
struct Entries {
    products: Vec<Entry>,
    next_cursor: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct FacetValue {
    value: String,
}

#[derive(Debug, Default, Deserialize)]
struct Facets {
    vendors: Vec<FacetValue>,
    types: Vec<FacetValue>,
    tags: Vec<FacetValue>,
}

#[derive(Debug, Deserialize)]
struct Collection {
    handle: String,
    title: String,
}

#[derive(Debug, Default, Deserialize)]
struct Collections {
    collections: Vec<Collection>,
}

/// What is said of one product of a bulk change.
#[derive(Debug, Deserialize)]
struct Told {
    handle: String,
    problem: Option<Refusal>,
}

#[derive(Debug, Deserialize)]
struct Refusal {
    detail: String,
}

#[derive(Debug, Deserialize)]
struct Results {
    results: Vec<Told>,
}

impl Entry {
    fn into_row(self, locale: Locale<'_>) -> ListedRow {
        let price = match (self.price_from, self.price_to) {
            (Some(from), Some(to)) if from != to => {
                format!("{} – {}", from.format(locale), to.format(locale))
            }
            (Some(only), _) => only.format(locale),
            (None, _) => String::new(),
        };
        ListedRow {
            handle: self.handle,
            title: self.title,
            status: self.status,
            vendor: self.vendor,
            product_type: self.product_type,
            revision: self.revision,
            variant_count: self.variant_count,
            price,
            picture: self.picture.map(|picture| (picture.url, picture.alt)),
            available: self.available,
            updated_at: self.updated_at,
        }
    }
}

/// `GET /admin/products`
pub async fn list_products(visit: &Visit<'_>) -> Result<Answer, Problem> {
    show(visit, None, Vec::new()).await
}

async fn show(
    visit: &Visit<'_>,
    refusal: Option<&Problem>,
    outcomes: Vec<Outcome>,
) -> Result<Answer, Problem> {
    let filters = Filters::of(&visit.cx.query);
    let cursor = visit.cx.query_value("cursor").filter(|cursor| !cursor.is_empty());
    let query = filters.query(cursor.as_deref().map(|cursor| ("cursor", cursor)));
    let (entries, facets, collections, shop) = join!(
        visit.get::<Entries>(format!("/products?{query}")),
        visit.get::<Facets>("/product-facets"),
        visit.get::<Collections>("/collections?limit=100"),
        read_shop(visit.cx)
    );
    let (entries, shop) = (entries?, shop?);
    let values = |values: Vec<FacetValue>| values.into_iter().map(|value| value.value).collect();
    let facets = facets.unwrap_or_default();
    let collections = collections.unwrap_or_default().collections.into_iter();
    let rows = entries.products.into_iter().map(|entry| entry.into_row(shop.locale()));
    let page = ListPage {
        frame: visit.frame("Products", "products").await,
        filters,
        rows: rows.collect(),
        cursor,
        next_cursor: entries.next_cursor,
        vendors: values(facets.vendors),
        types: values(facets.types),
        tags: values(facets.tags),
        collections: collections.map(|collection| (collection.handle, collection.title)).collect(),
        refusal: refusal.map(|problem| match problem.errors.first() {
            Some(error) => error.detail.clone(),
            None => problem.detail.clone(),
        }),
        outcomes,
        key: random_hex::<16>(),
    };
    let answer = render(visit.cx, &page)?;
    Ok(match (refusal, answer) {
        (Some(problem), Answer::Reply(reply)) => {
            Answer::Reply(Reply { status: problem.status, ..reply })
        }
        (_, answer) => answer,
    })
}

/// `POST /admin/products`: one change of every product that is ticked.
pub async fn change_products(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?);
    let changed = async {
        let batch = batch_of(&filled)?;
        let wish = Wish::send(Method::Post, "/products/batch", &batch).once(filled.own("_key"));
        visit.ask(wish).await?.read::<Results>()
    };
    match changed.await {
        Ok(Results { results }) => {
            let outcome = |result: Told| Outcome {
                handle: result.handle,
                refusal: result.problem.map(|problem| problem.detail),
            };
            show(visit, None, results.into_iter().map(outcome).collect()).await
        }
        Err(problem) if matches!(problem.status, 401 | 403) => Err(problem),
        Err(problem) => show(visit, Some(&problem), Vec::new()).await,
    }
}

/// The body of `POST /api/admin/v1/products/batch`. Boxes hold handle and revision.
fn batch_of(filled: &Filled) -> Result<Value, Problem> {
    let refused = |sentence: &str| Problem::new(422, "invalid", sentence);
    let tag = filled.own("_tag").trim();
    let needs_tag = || {
        if tag.is_empty() { Err(refused("Write the tag first.")) } else { Ok(json!([tag])) }
    };
    let (name, value) = match filled.own("_intent") {
        "publish" => ("status", json!("active")),
        "draft" => ("status", json!("draft")),
        "archive" => ("status", json!("archived")),
        "add-tag" => ("add_tags", needs_tag()?),
        "remove-tag" => ("remove_tags", needs_tag()?),
        "price" => {
            let percent = Kind::Percent.read(filled.own("_percent")).ok().flatten();
            let percent = percent.filter(Value::is_i64);
            let percent = percent.ok_or_else(|| {
                refused("Write by how many per cent prices change: 5 raises them, -10 lowers them.")
            })?;
            ("price_change", json!({"percent_ppm": percent}))
        }
        _ => return Err(refused("Choose what to do with the products.")),
    };
    let picked = filled.every_own("_pick").filter_map(|pick| pick.split_once(' '));
    let items: Vec<Value> = picked
        .map(|(handle, revision)| {
            // Prices change once, however often the form is sent; the others may.
            match (name, revision.parse::<i64>()) {
                ("price_change", Ok(revision)) => {
                    json!({"handle": handle, name: value, "if_revision": revision})
                }
                _ => json!({"handle": handle, name: value}),
            }
        })
        .collect();
    if items.is_empty() {
        return Err(refused("Tick the products that you mean first."));
    }
    Ok(json!({"items": items}))
}
