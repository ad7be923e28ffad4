//! Enums that travel as `{"kind": "tiered", "tiers": […]}`, with faults that say where they are.
//!
//! serde's own internally tagged enums read the rest of the object from a buffer: a fault in it loses
//! its path, and beside a variant without fields anything passes. So these are read and written as
//! `{"tiered": {"tiers": […]}}` and turned on the way; a fault's path travels in its sentence.

use std::fmt::Display;

use serde::de::Error;
use serde_json::{Map, Value};

/// `{"kind": "a", …}` as `{"a": {…}}`, with the name of the variant.
pub fn turn_in<E: Error>(
    mut fields: Map<String, Value>,
    tag: &'static str,
) -> Result<(Value, String), E> {
    match fields.remove(tag) {
        Some(Value::String(variant)) => {
            let turned = Map::from_iter([(variant.clone(), Value::Object(fields))]);
            Ok((Value::Object(turned), variant))
        }
        Some(_) => Err(E::custom(at(tag, "name one of the kinds"))),
        None => Err(E::missing_field(tag)),
    }
}

/// The other way round; a variant without fields is only its name.
pub fn turn_out(value: Value, tag: &'static str) -> Map<String, Value> {
    let (variant, fields) = match value {
        Value::Object(turned) => turned.into_iter().next().unwrap_or_default(),
        Value::String(variant) => (variant, Value::Null),
        _ => Default::default(),
    };
    let mut fields = match fields {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    fields.insert(tag.to_owned(), Value::String(variant));
    fields
}

/// A variant without fields: only its name where nothing else stands beside it.
pub fn bare(turned: &Value) -> Option<Value> {
    let (variant, fields) = turned.as_object()?.iter().next()?;
    fields.as_object()?.is_empty().then(|| Value::String(variant.clone()))
}

/// The fault that was found at `path` of the turned value, as one of the value that was sent.
pub fn fault<E: Error>(path: &str, message: &str, turned: &Value, variant: &str, tag: &str) -> E {
    if message.starts_with("unknown variant") {
        return E::custom(at(tag, message));
    }
    let inner = path.strip_prefix(variant).unwrap_or_default().trim_start_matches('.');
    let surplus = turned.get(variant).and_then(Value::as_object).and_then(|all| all.keys().next());
    match surplus {
        Some(field) if inner.is_empty() && message.contains("expected unit") => {
            E::custom(at(field, format!("unknown field `{field}`, `{variant}` has none")))
        }
        _ if inner.is_empty() => E::custom(message),
        _ => E::custom(at(inner, message)),
    }
}

/// A sentence with the place that it is about, as [`place_in`] reads it.
fn at(path: &str, sentence: impl Display) -> String {
    format!("at `{path}`: {sentence}")
}

/// Place and sentence of a fault inside a tagged enum.
pub fn place_in(message: &str) -> Option<(&str, &str)> {
    message.strip_prefix("at `")?.split_once("`: ")
}

/// Reads and writes an enum that derives both with `#[serde(remote = "Self")]`, with its variant's
/// name under `tag`.
macro_rules! tagged {
    ($enum:ident, $tag:literal) => {
        impl serde::Serialize for $enum {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let turned = $enum::serialize(self, serde_json::value::Serializer)
                    .map_err(<S::Error as serde::ser::Error>::custom)?;
                $crate::kernel::tagged::turn_out(turned, $tag).serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                use $crate::kernel::tagged::{bare, fault, turn_in};
                let fields = serde_json::Map::deserialize(deserializer)?;
                let (turned, variant) = turn_in::<D::Error>(fields, $tag)?;
                if let Some(name) = bare(&turned) {
                    let mut source = <dyn erased_serde::Deserializer>::erase(name);
                    if let Ok(value) =
                        $enum::deserialize(&mut source as &mut dyn erased_serde::Deserializer<'_>)
                    {
                        return Ok(value);
                    }
                }
                let mut track = serde_path_to_error::Track::new();
                let tracked = serde_path_to_error::Deserializer::new(&turned, &mut track);
                let mut source = <dyn erased_serde::Deserializer>::erase(tracked);
                $enum::deserialize(&mut source as &mut dyn erased_serde::Deserializer<'_>).map_err(
                    |error| {
                        fault(
                            &track.path().to_string(),
                            &error.to_string(),
                            &turned,
                            &variant,
                            $tag,
                        )
                    },
                )
            }
        }
    };
}

pub(crate) use tagged;

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Step {
        rate: u8,
    }

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case", remote = "Self", deny_unknown_fields)]
    enum Rule {
        Nothing,
        Steps {
            #[serde(default)]
            steps: Vec<Step>,
        },
    }

    tagged!(Rule, "kind");

    #[test]
    fn what_is_written_is_read_again() {
        for (json, rule) in [
            (r#"{"kind":"nothing"}"#, Rule::Nothing),
            (
                r#"{"kind":"steps","steps":[{"rate":7}]}"#,
                Rule::Steps { steps: vec![Step { rate: 7 }] },
            ),
        ] {
            assert_eq!(serde_json::from_str::<Rule>(json).ok().as_ref(), Some(&rule), "{json}");
            assert_eq!(serde_json::to_string(&rule).ok().as_deref(), Some(json));
        }
        let steps: Option<Rule> = serde_json::from_str(r#"{"kind":"steps"}"#).ok();
        assert_eq!(steps, Some(Rule::Steps { steps: Vec::new() }));
    }

    #[test]
    fn a_fault_says_where_it_is() {
        for (json, place, words) in [
            (
                r#"{"kind":"steps","steps":[{"rate":1},{"rate":256}]}"#,
                "steps[1].rate",
                "invalid value",
            ),
            (r#"{"kind":"steps","steps":[{"rate":1,"hue":2}]}"#, "steps[0].hue", "unknown field"),
            (r#"{"kind":"steps","steps":[{}]}"#, "steps[0]", "missing field `rate`"),
            (r#"{"kind":"steps","hue":1}"#, "hue", "unknown field"),
            (r#"{"kind":"nothing","hue":1}"#, "hue", "unknown field"),
            (r#"{"kind":"stairs"}"#, "kind", "unknown variant `stairs`"),
            (r#"{"kind":3}"#, "kind", "name one of the kinds"),
        ] {
            let error = serde_json::from_str::<Rule>(json).err().map(|error| error.to_string());
            let found = error.as_deref().and_then(place_in);
            assert_eq!(found.map(|(place, _)| place), Some(place), "{json}: {error:?}");
            assert!(found.is_some_and(|(_, sentence)| sentence.starts_with(words)), "{error:?}");
        }
        let error = serde_json::from_str::<Rule>("{}").err().map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.starts_with("missing field `kind`")));
    }
}
