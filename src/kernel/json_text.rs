//! JSON text as a value, refusing what serde_json takes silently: a name that stands twice.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::Fault;

/// Why a text is no value.
#[derive(Debug, PartialEq, Eq)]
pub enum TextFault {
    /// It is not JSON; says where, by line and column.
    Syntax(String),
    /// An object names a field twice.
    Twice(Fault),
}

/// Reads JSON that people and programs send.
pub fn parse_value(bytes: &[u8]) -> Result<Value, TextFault> {
    let mut path = Vec::new();
    let mut source = serde_json::Deserializer::from_slice(bytes);
    let read = Strict { path: &mut path }.deserialize(&mut source);
    let value = read.and_then(|value| source.end().map(|()| value));
    value.map_err(|error| {
        if error.is_data() {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
            TextFault::Twice(Fault { path: path.concat(), message })
        } else {
            TextFault::Syntax(error.to_string())
        }
    })
}

/// Reads one value. After a fault `path` holds the steps to where it was.
struct Strict<'p> {
    path: &'p mut Vec<String>,
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, source: D) -> Result<Value, D::Error> {
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            self.path.push(format!("[{}]", items.len()));
            match list.next_element_seed(Strict { path: self.path })? {
                Some(item) => items.push(item),
                None => {
                    self.path.pop();
                    return Ok(Value::Array(items));
                }
            }
            self.path.pop();
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            if fields.contains_key(&name) {
                return Err(A::Error::custom(format!("the field `{name}` stands there twice")));
            }
            let dot = if self.path.is_empty() { "" } else { "." };
            self.path.push(format!("{dot}{name}"));
            fields.insert(name, map.next_value_seed(Strict { path: self.path })?);
            self.path.pop();
        }
        Ok(Value::Object(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn values() -> impl Strategy<Value = Value> {
        let leaves = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::Bool),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            ".*".prop_map(Value::String),
        ];
        leaves.prop_recursive(4, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
                prop::collection::btree_map(".*", inner, 0..6)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_text_is_the_value_that_serde_json_finds(value in values()) {
            prop_assert_eq!(parse_value(value.to_string().as_bytes()), Ok(value));
        }
    }

    #[test]
    fn a_name_that_stands_twice_is_found_where_it_stands() {
        for (text, path) in [
            (r#"{"a":1,"a":2}"#, ""),
            (r#"{"a":{"b":1,"b":2}}"#, "a"),
            (r#"{"a":[{},{"b":[1],"c":2,"b":3}]}"#, "a[1]"),
            (r#"[{"a":1},{"a":{"b":0},"a":1}]"#, "[1]"),
        ] {
            let found = parse_value(text.as_bytes());
            let Err(TextFault::Twice(fault)) = found else { panic!("{text}: {found:?}") };
            assert_eq!(fault.path, path, "{text}");
            assert!(fault.message.ends_with("stands there twice"), "{}", fault.message);
        }
        for broken in ["", "{", "1 2", "{\"a\":}", "nul", "\"\\ud800\""] {
            assert!(
                matches!(parse_value(broken.as_bytes()), Err(TextFault::Syntax(_))),
                "{broken}"
            );
        }
    }
}
