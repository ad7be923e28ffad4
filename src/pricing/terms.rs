//! The terms of sale, as prices are made from them: the typed side of the document `terms`.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::content::this_format;
use crate::kernel::{Fault, from_value};
use crate::promotions::Promotion;
use crate::shipping::ShippingZone;
use crate::tax::TaxZone;

/// Promotions that are enabled and have not ended when it was made (some start later), by their codes
/// those that are over or switched off, and all zones.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermsDocument {
    #[serde(deserialize_with = "this_format")]
    pub format: u32,
    #[serde(deserialize_with = "those_that_can_be_read")]
    pub promotions: Vec<Promotion>,
    pub shipping_zones: Vec<ShippingZone>,
    pub tax_zones: Vec<TaxZone>,
}

/// Each by itself: one that cannot be read is left out, so that it does not take every cart with it.
/// Zones are not forgiven: without one, tax would be missing from the total.
fn those_that_can_be_read<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<Promotion>, D::Error> {
    let stored = Vec::<Value>::deserialize(deserializer)?;
    let read = |value| from_value(value).inspect_err(|fault| report(value, fault)).ok();
    Ok(stored.iter().filter_map(read).collect())
}

fn report(promotion: &Value, fault: &Fault) {
    let sentence = format!("promotion {} is left out: {fault}", promotion["id"]);
    #[cfg(target_arch = "wasm32")]
    worker::console_error!("{sentence}");
    #[cfg(not(target_arch = "wasm32"))]
    eprintln!("{sentence}");
}

#[cfg(target_arch = "wasm32")]
pub use edge::{load_terms, read_terms, show_terms};

#[cfg(target_arch = "wasm32")]
mod edge {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::TermsDocument;
    use crate::content::{DocumentKey, load_stored_terms, read_document};
    use crate::kernel::{Timestamp, from_json};
    use crate::platform::{Database, StoreError, now};
    use crate::web::{Answer, Context, Problem, REMEMBERED_SECONDS, Reply, generation};

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
        let generation = generation(&DocumentKey::Terms.tag());
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

    #[test]
    fn a_promotion_that_cannot_be_read_is_left_out_alone() {
        let format = crate::content::DOCUMENT_FORMAT;
        let broken =
            r#""promotions":[{"title":"Far","ends_at":"+10000-01-01T00:00:00Z","id":"far"},"#;
        let json = format!(r#"{{"format":{format},{REST}"#).replace(r#""promotions":["#, broken);
        let terms: TermsDocument = crate::kernel::from_json(json.as_bytes()).unwrap();
        assert_eq!(terms.promotions.len(), 1);
        assert_eq!(terms.promotions.first().map(|promotion| promotion.id.as_str()), Some("ten"));
        let zone = json.replace(r#""rates":[]"#, r#""rates":0"#);
        assert!(crate::kernel::from_json::<TermsDocument>(zone.as_bytes()).is_err());
    }

    const REST: &str = r#"
          "promotions":[{"title":"Ten","target":{"kind":"order"},"calculator":{"kind":"percentage","rate_ppm":100000},"id":"ten"}],
          "shipping_zones":[{"title":"Ireland","places":[{"country":"IE"}],"methods":[],"id":"ireland"}],
          "tax_zones":[{"title":"Ireland","places":[{"country":"IE"}],"rates":[],"id":"ireland"}]}"#;
}
