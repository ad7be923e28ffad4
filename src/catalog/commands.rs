//! Changes to the catalogue: load, decide, save, publish. A refusal leaves everything as it was.

use super::product_batch::ProductChange;
use super::rows::{PriceHistoryRow, StoredProduct, VariantRow};
use super::store::{
    expectation, forget_expectations, product_statements, read_product, rename_statements,
    save_statements,
};
use super::{Product, ProductDraft, Status};
use crate::content::{DocumentKey, Settings, unknown_media, write_and_announce, write_and_publish};
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Database, Platform, Statement, StoreError};
use crate::web::{FieldError, Problem, audited};

/// How often a change is decided anew when another one came first and the caller named no revision.
const MAX_ATTEMPTS: u32 = 4;

/// A product as a change left it. What others write afterwards is not in it, so that its revision
/// is the one to build upon.
#[derive(Debug)]
pub struct Saved {
    pub created: bool,
    pub handle: Handle,
    pub revision: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub product: ProductDraft,
}

impl Saved {
    pub fn unchanged(stored: StoredProduct, handle: Handle) -> Self {
        Self {
            created: false,
            handle,
            revision: stored.row.revision,
            created_at: Timestamp::from_millis(stored.row.created_at_ms),
            updated_at: Timestamp::from_millis(stored.row.updated_at_ms),
            product: stored.draft,
        }
    }
}

/// Puts the whole product at `handle`. `expected` is the revision that the caller read.
pub async fn put_product(
    platform: &Platform,
    handle: &Handle,
    draft: ProductDraft,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Saved, Problem> {
    change_product(platform, handle, expected, now, Pace::AtOnce, |_| Ok(draft.clone())).await
}

/// The same for a caller who waits for no publication.
pub(super) async fn put_product_soon(
    platform: &Platform,
    handle: &Handle,
    draft: ProductDraft,
    expected: i64,
    now: Timestamp,
) -> Result<Saved, Problem> {
    change_product(platform, handle, Some(expected), now, Pace::Soon, |_| Ok(draft.clone())).await
}

/// Whether the caller waits until a change is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pace {
    AtOnce,
    /// It follows within seconds, together with others.
    Soon,
}

/// Changes what `change` names about a product and leaves the rest.
pub async fn apply_change(
    platform: &Platform,
    change: &ProductChange,
    now: Timestamp,
) -> Result<Saved, Problem> {
    change_product(platform, &change.handle, change.if_revision, now, Pace::Soon, |stored| {
        Ok(change.apply(&stored.ok_or_else(Problem::not_found)?.draft))
    })
    .await
}

/// Archives a product: it leaves the shop and keeps its rows.
pub async fn archive_product(
    platform: &Platform,
    handle: &Handle,
    expected: Option<i64>,
    now: Timestamp,
) -> Result<Saved, Problem> {
    change_product(platform, handle, expected, now, Pace::AtOnce, |stored| {
        let mut draft = stored.ok_or_else(Problem::not_found)?.draft.clone();
        draft.status = Status::Archived;
        Ok(draft)
    })
    .await
}

async fn change_product(
    platform: &Platform,
    handle: &Handle,
    expected: Option<i64>,
    now: Timestamp,
    pace: Pace,
    decide: impl Fn(Option<&StoredProduct>) -> Result<ProductDraft, Problem>,
) -> Result<Saved, Problem> {
    let database = platform.database()?;
    for _ in 0..MAX_ATTEMPTS {
        let answers = database.batch(product_statements(handle)).await?;
        let (settings, _, stored) = read_product(&answers)?;
        let revision = stored.as_ref().map_or(0, |stored| stored.row.revision);
        if expected.is_some_and(|expected| expected != revision) {
            return Err(changed_meanwhile(revision));
        }
        let mut draft = decide(stored.as_ref())?;
        let target = draft.handle.take().unwrap_or_else(|| handle.clone());
        let stored = match stored {
            Some(stored) if stored.draft == draft && target == *handle => {
                return Ok(Saved::unchanged(stored, target));
            }
            stored => stored,
        };
        let product = accept(&database, draft, &settings).await?;
        let prices = new_prices(product.as_draft(), stored.as_ref(), now);
        let mut statements = vec![expectation("products", handle, revision)];
        let mut keys = vec![DocumentKey::Product(target.clone())];
        if target != *handle {
            if stored.is_none() {
                return Err(Problem::not_found());
            }
            statements.extend(rename_statements("products", "products", handle, &target));
            keys.push(DocumentKey::Product(handle.clone()));
        }
        statements.extend(save_statements(&target, product.as_draft(), &prices, now));
        statements.push(forget_expectations());
        statements.push(note(platform, handle, &target, stored.as_ref(), product.as_draft()));
        let written = match pace {
            Pace::AtOnce => write_and_publish(platform, &keys, statements).await.map(|_| ()),
            Pace::Soon => write_and_announce(platform, &keys, statements).await.map(|_| ()),
        };
        match written {
            Ok(()) => {
                let created_at_ms = stored.as_ref().map(|stored| stored.row.created_at_ms);
                return Ok(Saved {
                    created: stored.is_none(),
                    handle: target,
                    // The batch held only if the revision was still the one it was decided on.
                    revision: revision + 1,
                    created_at: created_at_ms.map_or(now, Timestamp::from_millis),
                    updated_at: now,
                    product: product.as_draft().clone(),
                });
            }
            // Somebody else came first: decide again on what is there now.
            Err(error) if error.violates("revision_matches") => {}
            Err(error) => return Err(refusal(error, product.as_draft())),
        }
    }
    Err(Problem::new(
        409,
        "conflict",
        "Others keep changing this product just now. Try again in a moment.",
    ))
}

/// What the audit log says of it; of a renamed product also how it was called.
pub(super) fn note(
    platform: &Platform,
    handle: &Handle,
    target: &Handle,
    stored: Option<&StoredProduct>,
    after: &ProductDraft,
) -> Statement {
    let named = |name: &Handle, draft: &ProductDraft| {
        let handle = (handle != target).then(|| name.clone());
        serde_json::to_string(&ProductDraft { handle, ..draft.clone() }).ok()
    };
    let before = stored.and_then(|stored| named(handle, &stored.draft));
    let after = named(target, after);
    audited(platform, "product", target.as_str(), before.as_deref(), after.as_deref())
}

async fn accept(
    database: &Database,
    draft: ProductDraft,
    settings: &Settings,
) -> Result<Product, Problem> {
    let product = draft.accept(settings.currency).map_err(Problem::invalid)?;
    let hashes: Vec<String> =
        product.as_draft().media.iter().map(|media| media.hash.clone()).collect();
    let unknown = unknown_media(database, &hashes).await?;
    if unknown.is_empty() {
        return Ok(product);
    }
    let errors = hashes.iter().enumerate();
    let errors = errors.filter(|(_, hash)| unknown.contains(hash));
    Err(Problem::invalid(
        errors
            .map(|(index, _)| FieldError {
                field: format!("media[{index}].hash"),
                detail: "Upload this picture first: POST /api/admin/v1/media.".to_owned(),
            })
            .collect(),
    ))
}

/// The rows that the price history gains: one for each SKU whose prices are not what it says.
pub(super) fn new_prices(
    product: &ProductDraft,
    stored: Option<&StoredProduct>,
    now: Timestamp,
) -> Vec<PriceHistoryRow> {
    let history = stored.map_or(&[][..], |stored| &stored.history);
    let rows = product.variants.iter().enumerate();
    rows.map(|(position, variant)| VariantRow::new(position, variant).to_history(now))
        .filter(|row| {
            let last = history.iter().rfind(|known| known.sku == row.sku);
            last.is_none_or(|last| !row.says_the_same(last))
        })
        .collect()
}

pub fn changed_meanwhile(revision: i64) -> Problem {
    Problem::new(
        412,
        "revision_mismatch",
        format!("It is at revision {revision} now. Read it again and repeat your change."),
    )
}

fn refusal(error: StoreError, product: &ProductDraft) -> Problem {
    if error.violates("variants.sku") {
        let names: Vec<&str> =
            product.variants.iter().map(|variant| variant.sku.as_str()).collect();
        Problem {
            status: 409,
            ..Problem::invalid_field(
                "variants",
                format!("Another product has one of these SKUs already: {}.", names.join(", ")),
            )
        }
    } else if error.violates("products.handle") {
        Problem::new(409, "handle_taken", "Another product has this handle already.")
    } else {
        error.into()
    }
}
