//! Calls of bindings that the `worker` crate does not wrap, or not without taking bytes into this
//! module's memory, which never shrinks.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen_futures::JsFuture;
use worker::wasm_bindgen::{JsCast, JsValue};

use super::{Platform, StoreError};

pub fn call(target: &JsValue, method: &str, arguments: &[JsValue]) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(target, &method.into())?.dyn_into()?;
    function.apply(target, &arguments.iter().collect::<Array>())
}

pub async fn call_async(
    target: &JsValue,
    method: &str,
    arguments: &[JsValue],
) -> Result<JsValue, JsValue> {
    let promise: Promise = call(target, method, arguments)?.dyn_into()?;
    JsFuture::from(promise).await
}

pub fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (key, value) in entries {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*key).into(), value);
    }
    object.into()
}

pub fn failure(error: &JsValue) -> StoreError {
    let message = Reflect::get(error, &"message".into()).ok();
    let message = message.and_then(|message| message.as_string());
    StoreError::Unavailable(message.unwrap_or_else(|| format!("{error:?}")))
}

pub fn binding(platform: &Platform, name: &str) -> Option<JsValue> {
    let found = Reflect::get(platform.env(), &name.into()).ok()?;
    found.is_object().then_some(found)
}
