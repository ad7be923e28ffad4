//! Reading JSON and rows through one dynamic reader, so that each type's reading code exists once in
//! the Worker however many sources it is read from. Reading the same type from text, from bytes, from
//! rows of D1 and with the path of a fault at hand took a quarter of the module.

use std::fmt::Display;

use erased_serde::Error;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

/// Reads a value from any source.
pub fn read<'de, T: Deserialize<'de>, D: Deserializer<'de>>(source: D) -> Result<T, Error>
where
    D::Error: Display,
{
    erased_serde::deserialize(&mut <dyn erased_serde::Deserializer>::erase(source))
}

pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let value = read(&mut source)?;
    source.end().map_err(serde::de::Error::custom)?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn what_is_read_through_the_dynamic_reader_is_what_is_read_without_it() {
        for value in [
            json!({"a": [1, -2, 3.5, null, true, "ü"], "b": {"c": i64::MAX}}),
            json!([]),
            json!("x"),
        ] {
            let text = value.to_string();
            assert_eq!(from_json::<Value>(text.as_bytes()).ok(), Some(value));
        }
        for broken in ["", "{", "1 2", "{\"a\":}"] {
            assert!(from_json::<Value>(broken.as_bytes()).is_err(), "{broken}");
        }
    }
}
