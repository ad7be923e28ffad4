//! The terms of sale, as prices are made from them: the typed side of the document `terms`.

use serde::{Deserialize, Serialize};

use crate::content::this_format;
use crate::promotions::Promotion;
use crate::shipping::ShippingZone;
use crate::tax::TaxZone;

/// Promotions that are enabled and have not ended when it was made (some start later), and all zones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    pub promotions: Vec<Promotion>,
    pub shipping_zones: Vec<ShippingZone>,
    pub tax_zones: Vec<TaxZone>,
}

#[cfg(target_arch = "wasm32")]
pub use edge::{load_terms, read_terms, show_terms};

#[cfg(target_arch = "wasm32")]
mod edge {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::TermsDocument;
    use crate::content::{DocumentKey, load_stored_terms, read_document, terms_generation};
    use crate::kernel::{Timestamp, from_json};
    use crate::platform::{Database, StoreError, now};
    use crate::web::{Answer, Context, Problem, REMEMBERED_SECONDS, Reply};

    struct Kept {
        terms: Rc<TermsDocument>,
        generation: u32,
        expires_at: Timestamp,
    }

    thread_local! {
        static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    }

    /// The terms for showing prices: from memory or KV, from D1 where both have nothing. They may
    /// be a minute old.
    pub async fn read_terms(context: &Context) -> Result<Rc<TermsDocument>, Problem> {
        let generation = terms_generation();
        let kept = KEPT.with_borrow(|kept| {
            let kept = kept.as_ref()?;
            let fresh = kept.generation == generation && context.now < kept.expires_at;
            fresh.then(|| kept.terms.clone())
        });
        if let Some(terms) = kept {
            return Ok(terms);
        }
        let rebuild = async |database: Database| load_terms(&database).await.map(Some);
        let (_, terms) = read_document(context, &DocumentKey::Terms, rebuild).await?;
        let terms = Rc::new(terms.ok_or_else(Problem::unavailable)?);
        let expires_at = context.now.plus_seconds(REMEMBERED_SECONDS);
        KEPT.set(Some(Kept { terms: terms.clone(), generation, expires_at }));
        Ok(terms)
    }

    /// `GET /__dev/terms`: the terms as a cart would read them now.
    pub async fn show_terms(context: &Context) -> Result<Answer, Problem> {
        Ok(Reply::json(200, read_terms(context).await?.as_ref()).into())
    }

    /// The terms for deciding about money: from their owner, D1.
    pub async fn load_terms(database: &Database) -> Result<TermsDocument, StoreError> {
        let stored = load_stored_terms(database, now()).await?;
        from_json(&stored.json).map_err(StoreError::unavailable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_merchants_own_json_with_its_ids_is_the_document() {
        let format = crate::content::DOCUMENT_FORMAT;
        let json = format!(r#"{{"format":{format},{REST}"#);
        let terms: TermsDocument =
            serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(terms.promotions.first().map(|promotion| promotion.id.as_str()), Some("ten"));
        let older = format!(r#"{{"format":0,{REST}"#);
        assert!(serde_json::from_str::<TermsDocument>(&older).is_err());
    }

    const REST: &str = r#"
          "promotions":[{"title":"Ten","target":{"kind":"order"},"calculator":{"kind":"percentage","rate_ppm":100000},"id":"ten"}],
          "shipping_zones":[{"title":"Ireland","places":[{"country":"IE"}],"methods":[],"id":"ireland"}],
          "tax_zones":[{"title":"Ireland","places":[{"country":"IE"}],"rates":[],"id":"ireland"}]}"#;
}
