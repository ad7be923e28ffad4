//! A form with a file in it, as browsers send it. The platform reads it, and the file never enters this
//! module's memory.

use js_sys::{Array, Reflect};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, Headers, Response, ResponseInit};
use worker::wasm_bindgen::{JsCast, JsValue};

use crate::admin::form::{Filled, MAX_FORM_BYTES};
use crate::web::{Context, Problem};

#[derive(Debug)]
pub struct Posted {
    pub filled: Filled,
    /// The chosen file, where one was.
    pub file: Option<JsValue>,
}

impl Posted {
    /// What the file is called where it comes from; empty where nobody says.
    pub fn file_name(&self) -> String {
        let name = self.file.as_ref().and_then(|file| Reflect::get(file, &"name".into()).ok());
        name.and_then(|name| name.as_string()).unwrap_or_default()
    }
}

/// A form with a file of at most so many bytes in the field of this name.
///
/// # Errors
/// 413 `too_large`, 400 `malformed`.
pub async fn read_posted(
    context: &Context,
    field: &str,
    file_bytes: u32,
) -> Result<Posted, Problem> {
    let Parts { pairs, files } = read_parts(context, file_bytes).await?;
    let file = files.into_iter().find(|(name, _)| name == field).map(|(_, file)| file);
    Ok(Posted { filled: Filled::new(pairs), file })
}

/// Texts and files of a form, each with the name of its field, in their order.
#[derive(Debug, Default)]
pub struct Parts {
    pub pairs: Vec<(String, String)>,
    pub files: Vec<(String, JsValue)>,
}

/// A form with files of at most so many bytes in all.
///
/// # Errors
/// 413 `too_large`, 400 `malformed`.
pub async fn read_parts(context: &Context, file_bytes: u32) -> Result<Parts, Problem> {
    let content_type = context.header("Content-Type").unwrap_or_default();
    let body = context.body_buffer(file_bytes + MAX_FORM_BYTES).await?;
    let form = parse(&content_type, &body)
        .await
        .map_err(|_| Problem::new(400, "malformed", "This is not a form as browsers send it."))?;
    let mut parts = Parts::default();
    let mut length = 0;
    for entry in Array::from(&form).iter() {
        let entry: Array = entry.unchecked_into();
        let name = entry.get(0).as_string().unwrap_or_default();
        let value = entry.get(1);
        match value.as_string() {
            Some(text) => {
                length += name.len() + text.len();
                parts.pairs.push((name, text));
            }
            // A field without a chosen file is sent as an empty one.
            None if has_bytes(&value) => parts.files.push((name, value)),
            None => {}
        }
    }
    if length > MAX_FORM_BYTES as usize {
        return Err(Problem::new(413, "too_large", "That is more text than a form can take."));
    }
    Ok(parts)
}

async fn parse(content_type: &str, body: &js_sys::ArrayBuffer) -> Result<FormData, JsValue> {
    let headers = Headers::new()?;
    headers.set("Content-Type", content_type)?;
    let init = ResponseInit::new();
    init.set_headers(&headers);
    let response = Response::new_with_opt_buffer_source_and_init(Some(body), &init)?;
    Ok(JsFuture::from(response.form_data()?).await?.unchecked_into())
}

fn has_bytes(file: &JsValue) -> bool {
    let size = Reflect::get(file, &JsValue::from_str("size")).ok().and_then(|size| size.as_f64());
    size.is_some_and(|size| size > 0.0)
}
