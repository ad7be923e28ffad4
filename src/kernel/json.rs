//! Reading JSON, and rows that were turned into it. Everything is read as a [`Value`] first and then by
//! one reader that knows the place of a fault: with serde_json's readers for text and bytes, that of
//! D1's rows and one that follows paths, each type's reading code stood in the Worker four times and
//! took a third of it (docs/decisions/0008).

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, Error, IntoDeserializer,
    MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value};

/// What could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Like `variants[0].price`; empty for the whole.
    pub path: String,
    pub message: String,
}

impl Fault {
    /// A fault of the value itself.
    pub fn at_end(message: &str) -> Self {
        Self { path: String::new(), message: message.to_owned() }
    }

    /// The same fault, seen from what holds the value under this name or index.
    #[cold]
    #[must_use]
    pub fn under(mut self, step: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') { "" } else { "." };
        self.path.insert_str(0, joint);
        self.path.insert_str(0, step);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            formatter.write_str(&self.message)
        } else {
            write!(formatter, "{}: {}", self.path, self.message)
        }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { path: String::new(), message: message.to_string() }
    }
}

/// Reads JSON text.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Fault> {
    let value: Value = serde_json::from_slice(bytes).map_err(Fault::custom)?;
    from_value(&value)
}

pub fn from_value<T: DeserializeOwned>(value: &Value) -> Result<T, Fault> {
    T::deserialize(Node(value))
}

/// A value as it is read.
#[derive(Debug, Clone, Copy)]
pub struct Node<'de>(pub &'de Value);

impl<'de> Node<'de> {
    /// What else stands where `visitor` expects something.
    #[cold]
    fn refuse<T, V: Visitor<'de>>(self, visitor: &V) -> Result<T, Fault> {
        Err(Fault::invalid_type(unexpected(self.0), visitor))
    }

    fn visit_number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Value::Number(number) = self.0 else { return self.refuse(&visitor) };
        match (number.as_u64(), number.as_i64()) {
            (Some(value), _) => visitor.visit_u64(value),
            (None, Some(value)) => visitor.visit_i64(value),
            (None, None) => visitor.visit_f64(number.as_f64().unwrap_or(f64::NAN)),
        }
    }

    fn visit_text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::String(text) => visitor.visit_borrowed_str(text),
            _ => self.refuse(&visitor),
        }
    }

    fn visit_list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let Value::Array(items) = self.0 else { return self.refuse(&visitor) };
        let mut list = Items { rest: items, index: 0 };
        let value = visitor.visit_seq(&mut list)?;
        if list.rest.is_empty() {
            Ok(value)
        } else {
            Err(Fault::invalid_length(items.len(), &"fewer elements"))
        }
    }

    fn visit_fields<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Object(fields) => visitor.visit_map(Fields { rest: fields.iter(), next: None }),
            _ => self.refuse(&visitor),
        }
    }
}

/// The methods of one kind of value: what else a visitor could bear is never compiled for it.
macro_rules! only {
    ($visit:ident: $($method:ident $(($($argument:ty),+))?),+) => {$(
        fn $method<V: Visitor<'de>>(self, $($(_: $argument,)+)? visitor: V) -> Result<V::Value, Fault> {
            self.$visit(visitor)
        }
    )+};
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(_) => self.visit_number(visitor),
            Value::String(_) => self.visit_text(visitor),
            Value::Array(_) => self.visit_list(visitor),
            Value::Object(_) => self.visit_fields(visitor),
        }
    }

    only! { visit_number: deserialize_i8, deserialize_i16, deserialize_i32, deserialize_i64, deserialize_u8,
    deserialize_u16, deserialize_u32, deserialize_u64, deserialize_f32, deserialize_f64 }
    only! { visit_text: deserialize_char, deserialize_str, deserialize_string, deserialize_identifier }
    only! { visit_list: deserialize_seq, deserialize_tuple(usize), deserialize_tuple_struct(&'static str, usize) }
    only! { visit_fields: deserialize_map, deserialize_struct(&'static str, &'static [&'static str]) }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Value::Bool(value) => visitor.visit_bool(*value),
            _ => self.refuse(&visitor),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_unit() } else { self.refuse(&visitor) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        let choice = match self.0 {
            Value::String(name) => Some((name, None)),
            Value::Object(fields) => only(fields).map(|(name, content)| (name, Some(content))),
            _ => None,
        };
        match choice {
            Some((name, content)) => visitor.visit_enum(Choice { name, content }),
            None => self.refuse(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { bytes byte_buf unit_struct }
}

fn only(fields: &Map<String, Value>) -> Option<(&String, &Value)> {
    fields.iter().next().filter(|_| fields.len() == 1)
}

fn unexpected(value: &Value) -> Unexpected<'_> {
    match value {
        Value::Null => Unexpected::Unit,
        Value::Bool(value) => Unexpected::Bool(*value),
        Value::Number(_) => Unexpected::Other("number"),
        Value::String(text) => Unexpected::Str(text),
        Value::Array(_) => Unexpected::Seq,
        Value::Object(_) => Unexpected::Map,
    }
}

struct Items<'de> {
    rest: &'de [Value],
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((item, rest)) = self.rest.split_first() else { return Ok(None) };
        self.rest = rest;
        self.index += 1;
        let read = seed.deserialize(Node(item));
        read.map(Some).map_err(|fault| fault.under(&format!("[{}]", self.index - 1)))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Fields<'de> {
    rest: serde_json::map::Iter<'de>,
    next: Option<(&'de str, &'de Value)>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Fault> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        self.next = Some((name, value));
        let read = seed.deserialize(BorrowedStrDeserializer::new(name));
        read.map(Some).map_err(|fault: Fault| fault.under(name))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        let (name, value) = self.next.take().ok_or_else(|| Fault::custom("a value has no name"))?;
        seed.deserialize(Node(value)).map_err(|fault| fault.under(name))
    }
}

struct Choice<'de> {
    name: &'de str,
    content: Option<&'de Value>,
}

impl<'de> EnumAccess<'de> for Choice<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        let name: StrDeserializer<'_, Fault> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'de> Choice<'de> {
    fn content(&self) -> Result<Node<'de>, Fault> {
        self.content
            .map(Node)
            .ok_or_else(|| Fault::invalid_type(Unexpected::UnitVariant, &"a choice with content"))
    }
}

impl<'de> VariantAccess<'de> for Choice<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.content {
            None => Ok(()),
            Some(content) => Err(Fault::invalid_type(unexpected(content), &"unit")),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self.content()?).map_err(|fault| fault.under(self.name))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Fault> {
        self.content()?.visit_list(visitor).map_err(|fault| fault.under(self.name))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.content()?.visit_fields(visitor).map_err(|fault| fault.under(self.name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Whole {
        number: i64,
        small: Option<u8>,
        text: String,
        flags: Vec<bool>,
        parts: Vec<Part>,
        pair: (u32, String),
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Part {
        Empty,
        Name(String),
        Sized { width: u16 },
        Both(i8, i8),
    }

    fn parts() -> impl Strategy<Value = Part> {
        prop_oneof![
            Just(Part::Empty),
            ".*".prop_map(Part::Name),
            any::<u16>().prop_map(|width| Part::Sized { width }),
            any::<(i8, i8)>().prop_map(|(one, other)| Part::Both(one, other)),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(
            number: i64, small: Option<u8>, text in ".*", flags: Vec<bool>, parts in prop::collection::vec(parts(), 0..5), pair: (u32, String),
        ) {
            let whole = Whole { number, small, text, flags, parts, pair };
            let bytes = serde_json::to_vec(&whole).unwrap_or_default();
            prop_assert_eq!(from_json::<Whole>(&bytes), Ok(whole.clone()));
            prop_assert_eq!(serde_json::from_slice::<Whole>(&bytes).ok(), Some(whole));
        }
    }

    #[test]
    fn a_fault_says_where_it_is() {
        let good = json!({"number": 1, "small": null, "text": "", "flags": [], "parts": [], "pair": [1, "a"]});
        for (field, value, path, words) in [
            ("number", json!("1"), "number", "invalid type: string \"1\", expected i64"),
            ("number", json!(1.5), "number", "invalid type: floating point"),
            ("small", json!(256), "small", "invalid value: integer `256`"),
            ("flags", json!([true, 2]), "flags[1]", "invalid type"),
            ("parts", json!(["empty", "name"]), "parts[1]", "invalid type"),
            ("parts", json!([{"sized": {"width": -1}}]), "parts[0].sized.width", "invalid value"),
            ("parts", json!([{"sized": {}}]), "parts[0].sized", "missing field `width`"),
            ("parts", json!(["none"]), "parts[0]", "unknown variant `none`"),
            ("pair", json!([1]), "pair", "invalid length 1"),
            ("pair", json!([1, "a", 2]), "pair", "invalid length 3"),
            ("colour", json!(1), "colour", "unknown field `colour`"),
        ] {
            let mut whole = good.clone();
            whole[field] = value;
            let fault = from_value::<Whole>(&whole).err();
            assert_eq!(fault.as_ref().map(|fault| fault.path.as_str()), Some(path), "{whole}");
            assert!(fault.is_some_and(|fault| fault.message.starts_with(words)), "{whole}");
        }
        assert!(from_value::<Whole>(&good).is_ok());
        assert!(from_json::<Whole>(b"{").is_err());
    }
}
