//! Examples made from schemas: what a type says of itself, else what its field is called.

use serde_json::{Map, Value, json};

/// What texts of these names are like; some within a component of that name.
const TEXTS: [(&str, &str); 62] = [
    ("OptionDraft.name", "Colour"),
    ("ProductOption.name", "Colour"),
    ("Settings.name", "Skerry"),
    ("MarketDraft.title", "Switzerland"),
    ("Tax.title", "VAT 23%"),
    ("TaxResource.title", "VAT 23%"),
    ("ShippingOption.title", "An Post"),
    ("ShippingOptionResource.title", "An Post"),
    ("PromotionDraft.title", "Spring"),
    ("Location", "main"),
    ("location", "main"),
    ("tax_class", "standard"),
    ("unit", "piece"),
    ("barcode", "5391234567893"),
    ("warnings", "Keep away from fire."),
    ("responsible_person", "Skerry Weavers, Donegal"),
    ("media", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    ("detail", "What it is, and how to mend it."),
    ("content_type", "image/webp"),
    ("next_cursor", "24"),
    ("zone", "ireland"),
    ("note", "Please ring twice."),
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
const NUMBERS: [(&str, i64); 18] = [
    ("_max", 5),
    ("shipped", 0),
    ("refunded", 0),
    ("depth", 0),
    ("behind", 0),
    ("oversold", 0),
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

/// An example of what the schema describes.
pub fn example(schema: &Value, components: &Map<String, Value>) -> Value {
    Maker { components, within: Vec::new() }.make(schema, "")
}

struct Maker<'a> {
    components: &'a Map<String, Value>,
    /// The components that the value is inside of.
    within: Vec<&'a str>,
}

impl<'a> Maker<'a> {
    fn make(&mut self, schema: &'a Value, name: &str) -> Value {
        if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
            return self.refer(target.rsplit('/').next().unwrap_or_default(), name);
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
                let chosen = self.make(option, name);
                return self.merged(schema, chosen);
            }
        }
        match type_of(schema) {
            Some("array") => self.list(schema, name),
            Some("string") => text(self.within.last().copied().unwrap_or_default(), name).into(),
            Some("integer" | "number") => number(schema, name).into(),
            Some("boolean") => schema.get("default").cloned().unwrap_or(true.into()),
            Some("object") => self.merged(schema, json!({})),
            _ if schema.get("properties").is_some() => self.merged(schema, json!({})),
            _ => Value::Null,
        }
    }

    /// Of a component; `null` within itself, where it must end somewhere.
    fn refer(&mut self, target: &'a str, name: &str) -> Value {
        let Some(found) = self.components.get(target) else { return Value::Null };
        if self.within.contains(&target) {
            return Value::Null;
        }
        self.within.push(target);
        let value = self.make(found, name);
        self.within.pop();
        value
    }

    /// With the fields of the schema itself.
    fn merged(&mut self, schema: &'a Value, value: Value) -> Value {
        let Value::Object(mut fields) = value else { return value };
        let properties = schema.get("properties").and_then(Value::as_object);
        let required = schema.get("required").and_then(Value::as_array);
        for (name, property) in properties.into_iter().flatten() {
            // What may be left out says little in an example.
            if required.is_none_or(|required| required.iter().any(|other| other == name)) {
                fields.insert(name.clone(), self.make(property, name));
            }
        }
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            if let Value::Object(more) = self.make(part, "") {
                fields.extend(more);
            }
        }
        Value::Object(fields)
    }

    fn list(&mut self, schema: &'a Value, name: &str) -> Value {
        match schema.get("items").map(|items| self.make(items, name)) {
            None | Some(Value::Null) => json!([]),
            Some(item) => json!([item]),
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

/// Of a field of a component: by both names, else by its own.
fn text(component: &str, name: &str) -> &'static str {
    let whole = format!("{component}.{name}");
    let known = TEXTS.iter().find(|(known, _)| *known == whole);
    let known = known.or_else(|| TEXTS.iter().find(|(known, _)| *known == name));
    known.map_or("text", |(_, text)| text)
}

fn number(schema: &Value, name: &str) -> i64 {
    let known = NUMBERS.iter().find(|(ending, _)| name.ends_with(ending));
    let least = schema.get("minimum").and_then(Value::as_i64).unwrap_or(1);
    known.map_or(least.max(1), |(_, number)| *number)
}
