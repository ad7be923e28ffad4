//! The list of products, and what is done to many at once.

use futures_util::join;
use serde::Deserialize;
use worker::Method;

use super::bulk::batch_of;
use super::collecting::collections_of;
use super::views::{FILTERS, ListPage, ListedRow, Outcome, Refused};
use crate::admin::desk::Wish;
use crate::admin::form::{Filled, MAX_FORM_BYTES};
use crate::admin::views::Filters;
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
    show(visit, Done::default()).await
}

/// What came of a bulk change that was sent.
#[derive(Debug, Default)]
struct Done {
    sent: Option<Filled>,
    refusal: Option<(u16, Refused)>,
    outcomes: Vec<Outcome>,
}

async fn show(visit: &Visit<'_>, done: Done) -> Result<Answer, Problem> {
    let filters = Filters::of(&visit.cx.query, &FILTERS);
    let cursor = visit.cx.query_value("cursor").filter(|cursor| !cursor.is_empty());
    let asked = filters.with("cursor", cursor.as_deref().unwrap_or_default());
    let (entries, facets, collections, shop) = join!(
        visit.get::<Entries>(asked.address("/products")),
        visit.get::<Facets>("/product-facets"),
        collections_of(visit, None),
        read_shop(visit.cx)
    );
    let (entries, shop) = (entries?, shop?);
    let values = |values: Vec<FacetValue>| values.into_iter().map(|value| value.value).collect();
    let facets = facets.unwrap_or_default();
    let has_more_collections = collections.next_cursor.is_some();
    let known = collections.collections.into_iter().map(|one| (one.handle, one.title));
    let mut collections: Vec<(String, String)> = known.collect();
    let chosen = filters.value("collection");
    if !chosen.is_empty() && !collections.iter().any(|(handle, _)| handle == chosen) {
        // It narrows the list all the same, and is not to be lost with the next word.
        collections.push((chosen.to_owned(), chosen.to_owned()));
    }
    let rows = entries.products.into_iter().map(|entry| entry.into_row(shop.locale()));
    let (status, refusal) = done.refusal.unzip();
    let page = ListPage {
        frame: visit.frame("Products", "products").await,
        filters,
        rows: rows.collect(),
        cursor,
        next_cursor: entries.next_cursor,
        vendors: values(facets.vendors),
        types: values(facets.types),
        tags: values(facets.tags),
        collections,
        has_more_collections,
        refusal,
        outcomes: done.outcomes,
        sent: done.sent,
        key: random_hex::<16>(),
    };
    Ok(match (status, render(visit.cx, &page)?) {
        (Some(status), Answer::Reply(reply)) => Answer::Reply(Reply { status, ..reply }),
        (_, answer) => answer,
    })
}

/// `POST /admin/products`: one change of every product that is ticked.
pub async fn change_products(visit: &Visit<'_>) -> Result<Answer, Problem> {
    let filled = Filled::parse(&visit.cx.body_bytes(MAX_FORM_BYTES).await?);
    let batch = match batch_of(&filled, visit.cx.now) {
        Ok(batch) => batch,
        Err(refused) => return refuse(visit, filled, 422, refused).await,
    };
    let wish = Wish::send(Method::Post, "/products/batch", &batch).once(filled.own("_key"));
    match visit.ask(wish).await.and_then(|told| told.read::<Results>()) {
        Ok(Results { results }) => {
            let outcome = |result: Told| Outcome {
                handle: result.handle,
                refusal: result.problem.map(|problem| problem.detail),
            };
            let outcomes = results.into_iter().map(outcome).collect();
            show(visit, Done { sent: Some(filled), refusal: None, outcomes }).await
        }
        Err(problem) if matches!(problem.status, 401 | 403) => Err(problem),
        Err(problem) => {
            let error = problem.errors.first();
            let field = match error.and_then(|error| error.field.rsplit('.').next()) {
                Some("percent_ppm") if filled.own("_intent") == "sale" => "_sale_percent",
                Some("percent_ppm") => "_percent",
                _ => "",
            };
            let sentence = error.map_or(&problem.detail, |error| &error.detail).clone();
            refuse(visit, filled, problem.status, Refused { field, sentence }).await
        }
    }
}

async fn refuse(
    visit: &Visit<'_>,
    filled: Filled,
    status: u16,
    refused: Refused,
) -> Result<Answer, Problem> {
    let refusal = Some((status, refused));
    show(visit, Done { sent: Some(filled), refusal, outcomes: Vec::new() }).await
}
