//! Purging Workers Cache by tag. Locally the binding exists without `purge`.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen_futures::JsFuture;
use worker::wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

#[wasm_bindgen(module = "cloudflare:workers")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = cache)]
    static CACHE: JsValue;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PurgeOutcome {
    Done,
    /// The account's limit was reached or the call failed: to be tried again.
    Refused,
    /// There is no cache to purge here, as in local development.
    NoCache,
}

/// Purges every response with one of `tags`; everything when `tags` is `None`.
pub async fn purge_tags(tags: Option<&[String]>) -> PurgeOutcome {
    let cache = CACHE.with(JsValue::clone);
    let purge = Reflect::get(&cache, &"purge".into())
        .ok()
        .and_then(|purge| purge.dyn_into::<Function>().ok());
    let Some(purge) = purge else {
        return PurgeOutcome::NoCache;
    };
    let options = Object::new();
    let (key, value) = match tags {
        Some(tags) => (
            "tags",
            JsValue::from(tags.iter().map(|tag| JsValue::from_str(tag)).collect::<Array>()),
        ),
        None => ("purgeEverything", JsValue::TRUE),
    };
    let asked = Reflect::set(&options, &key.into(), &value)
        .and_then(|_| purge.call1(&cache, &options))
        .and_then(JsCast::dyn_into::<Promise>);
    let answer = match asked {
        Ok(promise) => JsFuture::from(promise).await,
        Err(error) => Err(error),
    };
    // A refusal is `success: false`, not an error.
    let succeeded = answer
        .ok()
        .and_then(|result| Reflect::get(&result, &"success".into()).ok())
        .is_some_and(|success| success.is_truthy());
    if succeeded { PurgeOutcome::Done } else { PurgeOutcome::Refused }
}
