//! How the shared vocabulary is written in JSON Schema, for the documents of the APIs. Types that read
//! and write themselves say here what they take.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::{Country, Currency, Email, Handle, MarketId, OrderNumber, Rate, Sku, Timestamp};

/// A type whose schema stands under its own name.
macro_rules! schema {
    ($type:ty, $name:literal, $schema:tt) => {
        impl JsonSchema for $type {
            fn schema_name() -> Cow<'static, str> {
                $name.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    };
}

schema!(Handle, "Handle", {
    "description": "A name in an address: lower-case letters, digits and single hyphens.",
    "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "minLength": 1, "maxLength": 120,
    "examples": ["linen-throw"],
});

schema!(Sku, "Sku", {
    "description": "A stock keeping unit: letters, digits, spaces, full stops, underscores, hyphens and plus signs, without a space at either end.",
    "type": "string", "pattern": "^[A-Za-z0-9._+-]([A-Za-z0-9 ._+-]*[A-Za-z0-9._+-])?$",
    "minLength": 1, "maxLength": 64, "examples": ["THROW-BLUE"],
});

schema!(MarketId, "MarketId", {
    "description": "What a market is called in addresses: two letters, or two pairs.",
    "type": "string", "pattern": "^[a-z]{2}(-[a-z]{2})?$", "examples": ["de"],
});

schema!(OrderNumber, "OrderNumber", {
    "description": "Ten of Crockford's digits. It opens nothing by itself.",
    "type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{10}$", "examples": ["01ABCDEFGH"],
});

schema!(Email, "Email", {
    "description": "An e-mail address.",
    "type": "string", "format": "email", "maxLength": 254, "examples": ["ada@example.com"],
});

schema!(Country, "Country", {
    "description": "A country by its ISO 3166-1 alpha-2 code. Read in either case.",
    "type": "string", "pattern": "^[A-Za-z]{2}$", "examples": ["IE"],
});

schema!(Timestamp, "Timestamp", {
    "description": "An instant of RFC 3339, answered in UTC and read in any offset.",
    "type": "string", "format": "date-time", "examples": ["2026-12-01T00:00:00Z"],
});

schema!(Rate, "Rate", {
    "description": "A share in parts per million: 190000 is 19 %.",
    "type": "integer", "minimum": 0, "maximum": 1_000_000, "examples": [190_000],
});

impl JsonSchema for Currency {
    fn schema_name() -> Cow<'static, str> {
        "Currency".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let letters = || b'A'..=b'Z';
        let codes = letters().flat_map(|first| {
            letters().flat_map(move |second| {
                letters().map(move |third| [first, second, third].map(char::from))
            })
        });
        let known: Vec<String> = codes
            .map(|code| code.iter().collect::<String>())
            .filter(|code| Currency::parse(code).is_some())
            .collect();
        json_schema!({
            "description": "A currency by its ISO 4217 code.",
            "type": "string", "enum": known, "examples": ["EUR"],
        })
    }
}
