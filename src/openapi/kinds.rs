//! Schemas in words: what a field is, with links to the components that it names.

use serde_json::{Map, Value};

use super::examples::type_of;
use crate::content::render_markdown;

/// A few words, which may lead to a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub text: String,
    pub component: Option<String>,
}

/// A field or a parameter.
#[derive(Debug)]
pub struct RowView {
    pub name: String,
    /// Where a parameter stands.
    pub place: &'static str,
    pub is_required: bool,
    pub kind: Vec<Piece>,
    pub facts: String,
    pub description: String,
}

/// One way that a value of several may look.
#[derive(Debug)]
pub struct VariantView {
    pub description: String,
    pub rows: Vec<RowView>,
}

fn word(text: impl Into<String>) -> Piece {
    Piece { text: text.into(), component: None }
}

fn options(schema: &Value) -> Option<&Vec<Value>> {
    ["oneOf", "anyOf"].iter().find_map(|name| schema.get(*name).and_then(Value::as_array))
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").and_then(Value::as_str) == Some("null")
}

/// What a value is, in words.
pub fn kind(schema: &Value) -> Vec<Piece> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.rsplit('/').next().unwrap_or_default().to_owned();
        return vec![Piece { text: name.clone(), component: Some(name) }];
    }
    if let Some(options) = options(schema) {
        let mut pieces = Vec::new();
        for option in options {
            if !pieces.is_empty() {
                pieces.push(word(" or "));
            }
            pieces.extend(if is_null(option) { vec![word("null")] } else { kind(option) });
        }
        return pieces;
    }
    if let Some(constant) = schema.get("const") {
        return vec![word(constant.to_string())];
    }
    let or_null = schema
        .get("type")
        .and_then(Value::as_array)
        .is_some_and(|types| types.iter().any(|one| one == "null"));
    let mut pieces = match type_of(schema) {
        Some("array") => {
            let mut pieces = vec![word("list of ")];
            pieces.extend(schema.get("items").map(kind).unwrap_or_default());
            pieces
        }
        Some("string") if schema.get("enum").is_some() => vec![word(values(schema))],
        Some("string") => vec![word(match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => "instant",
            Some("binary") => "bytes",
            _ => "text",
        })],
        Some("integer" | "number") => vec![word("number")],
        Some("boolean") => vec![word("true or false")],
        Some("object") => vec![word("object")],
        _ => vec![word("anything")],
    };
    if or_null {
        pieces.push(word(" or null"));
    }
    pieces
}

fn values(schema: &Value) -> String {
    let values = schema.get("enum").and_then(Value::as_array);
    let values = values.into_iter().flatten().filter_map(Value::as_str);
    let values: Vec<&str> = values.collect();
    // All currencies of the world say less than their name.
    if values.len() > 12 { "text".to_owned() } else { values.join(" | ") }
}

/// The limits of a value, in words.
pub fn facts(schema: &Value) -> String {
    let mut facts = Vec::new();
    let number = |name: &str| schema.get(name).and_then(Value::as_i64);
    match (number("minimum"), number("maximum")) {
        (Some(least), Some(most)) if most < i64::from(u32::MAX) => {
            facts.push(format!("{least} to {most}"));
        }
        (Some(least), _) => facts.push(format!("at least {least}")),
        (None, Some(most)) => facts.push(format!("at most {most}")),
        (None, None) => {}
    }
    if let Some(most) = number("maxLength") {
        facts.push(format!("at most {most} characters"));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        facts.push(format!("matches {pattern}"));
    }
    let default = schema.get("default");
    if let Some(default) = default.filter(|default| {
        default.is_number()
            || default.is_boolean()
            || default.as_str().is_some_and(|text| !text.is_empty())
    }) {
        facts.push(format!("default {default}"));
    }
    facts.join(", ")
}

/// Markdown of a sentence or two, as HTML without its own paragraph where it has only one.
pub fn prose(markdown: &str) -> String {
    let html = render_markdown(markdown);
    let inner = html.trim().strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    match inner {
        Some(inner) if !inner.contains("<p>") => inner.to_owned(),
        _ => html,
    }
}

/// Comments name types by links that only rustdoc knows.
pub fn description(schema: &Value) -> String {
    let text = schema.get("description").and_then(Value::as_str).unwrap_or_default();
    prose(&text.replace("[`", "`").replace("`]", "`"))
}

fn row(name: &str, schema: &Value, required: &[Value]) -> RowView {
    RowView {
        name: name.to_owned(),
        place: "",
        is_required: required.iter().any(|other| other == name),
        kind: kind(schema),
        facts: facts(schema),
        description: description(schema),
    }
}

/// The fields of an object, the required ones first.
pub fn rows(schema: &Value, components: &Map<String, Value>) -> Vec<RowView> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let found = components.get(target.rsplit('/').next().unwrap_or_default());
        return found.map(|schema| rows(schema, components)).unwrap_or_default();
    }
    let none = Vec::new();
    let required = schema.get("required").and_then(Value::as_array).unwrap_or(&none);
    let properties = schema.get("properties").and_then(Value::as_object);
    let all = properties.into_iter().flatten();
    let mut rows: Vec<RowView> = all.map(|(name, schema)| row(name, schema, required)).collect();
    rows.sort_by_key(|row| !row.is_required);
    rows
}

/// The ways that a value may look, where it has several.
pub fn variants(schema: &Value, components: &Map<String, Value>) -> Vec<VariantView> {
    let options = options(schema).into_iter().flatten();
    let with_rows = options.map(|option| VariantView {
        description: description(option),
        rows: rows_or_constant(option, components),
    });
    with_rows.collect()
}

fn rows_or_constant(schema: &Value, components: &Map<String, Value>) -> Vec<RowView> {
    let found = rows(schema, components);
    if !found.is_empty() || schema.get("$ref").is_some() {
        return found;
    }
    let value = RowView {
        name: String::new(),
        place: "",
        is_required: false,
        kind: kind(schema),
        facts: facts(schema),
        description: String::new(),
    };
    vec![value]
}
