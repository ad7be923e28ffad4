//! Examples made from schemas: what a type says of itself, else what its field is called.

use serde_json::{Map, Value, json};

/// What texts of these names are like.
const TEXTS: [(&str, &str); 40] = [
    ("title", "Linen throw"),
    ("name", "Ada Byrne"),
    ("description", "Woven in *Donegal*."),
    ("description_html", "<p>Woven in <em>Donegal</em>.</p>"),
    ("body", "We send **every day**."),
    ("vendor", "Skerry Weavers"),
    ("manufacturer", "Skerry Weavers, Donegal"),
    ("type", "Blanket"),
    ("tags", "linen"),
    ("url", "https://shop.example/products/linen-throw"),
    ("redirect_url", "https://pay.example/sessions/81f3"),
    ("tracking_url", "https://parcels.example/00340434161094"),
    ("tracking_number", "00340434161094"),
    ("carrier", "An Post"),
    ("alt", "A folded throw"),
    ("colour", "#4a6b8a"),
    ("hash", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("logo", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("email", "ada@example.com"),
    ("receiver", "ada@example.com"),
    ("phone", "+353 71 000 0000"),
    ("line1", "4 Quay Street"),
    ("line2", ""),
    ("city", "Sligo"),
    ("region", ""),
    ("postal_code", "F91 E2C4"),
    ("country", "IE"),
    ("locale", "en-IE"),
    ("sku", "THROW-BLUE"),
    ("skus", "THROW-BLUE"),
    ("handle", "linen-throw"),
    ("product", "linen-throw"),
    ("options", "Blue"),
    ("code", "SPRING-10"),
    ("promotion", "spring"),
    ("rate", "ireland.standard"),
    ("reason", "Broken"),
    ("number", "01ABCDEFGH"),
    ("order", "01ABCDEFGH"),
    ("id", "1"),
];

/// What numbers whose names end like this are like.
const NUMBERS: [(&str, i64); 12] = [
    ("_minor", 8900),
    ("revision", 3),
    ("quantity", 1),
    ("_ppm", 190_000),
    ("grams", 900),
    ("width", 1600),
    ("height", 1200),
    ("status", 200),
    ("priority", 0),
    ("on_hand", 12),
    ("available", 8),
    ("_min", 3),
];

const DEEPEST: usize = 9;

/// An example of what the schema describes; `name` is that of the field.
pub fn example(schema: &Value, name: &str, components: &Map<String, Value>) -> Value {
    Maker { components }.make(schema, name, 0)
}

struct Maker<'a> {
    components: &'a Map<String, Value>,
}

impl Maker<'_> {
    fn make(&self, schema: &Value, name: &str, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::Null;
        }
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            let target = target.rsplit('/').next().unwrap_or_default();
            let found = self.components.get(target).unwrap_or(&Value::Null);
            return self.make(found, name, depth + 1);
        }
        let said = [schema.get("const"), first(schema, "examples"), first(schema, "enum")];
        if let Some(value) = said.into_iter().flatten().next() {
            return value.clone();
        }
        for choice in ["oneOf", "anyOf"] {
            let options = schema.get(choice).and_then(Value::as_array);
            let is_null = |option: &&Value| option.get("type") == Some(&json!("null"));
            if let Some(option) = options.and_then(|all| all.iter().find(|option| !is_null(option)))
            {
                return self.merged(schema, self.make(option, name, depth + 1), depth);
            }
        }
        match type_of(schema) {
            Some("object") => self.merged(schema, Value::Object(Map::new()), depth),
            Some("array") => self.list(schema, name, depth),
            Some("string") => text(name).into(),
            Some("integer" | "number") => number(schema, name).into(),
            Some("boolean") => schema.get("default").cloned().unwrap_or(true.into()),
            _ if schema.get("properties").is_some() => {
                self.merged(schema, Value::Object(Map::new()), depth)
            }
            _ => Value::Null,
        }
    }

    /// With the fields of the schema itself.
    fn merged(&self, schema: &Value, value: Value, depth: usize) -> Value {
        let Value::Object(mut fields) = value else { return value };
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            fields.insert(name.clone(), self.make(property, name, depth + 1));
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(more) = self.make(part, "", depth + 1) {
                fields.extend(more);
            }
        }
        Value::Object(fields)
    }

    fn list(&self, schema: &Value, name: &str, depth: usize) -> Value {
        match schema.get("items") {
            Some(items) => json!([self.make(items, name, depth + 1)]),
            None => json!([]),
        }
    }
}

fn first<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema.get(name).and_then(Value::as_array).and_then(|values| values.first())
}

/// The type, or the first that is not `null`.
pub fn type_of(schema: &Value) -> Option<&str> {
    match schema.get("type")? {
        Value::String(one) => Some(one),
        Value::Array(several) => {
            several.iter().filter_map(Value::as_str).find(|one| *one != "null")
        }
        _ => None,
    }
}

fn text(name: &str) -> &'static str {
    let known = TEXTS.iter().find(|(known, _)| *known == name);
    known.map_or("text", |(_, text)| text)
}

fn number(schema: &Value, name: &str) -> i64 {
    let known = NUMBERS.iter().find(|(ending, _)| name.ends_with(ending));
    let least = schema.get("minimum").and_then(Value::as_i64).unwrap_or(1);
    known.map_or(least, |(_, number)| *number)
}
