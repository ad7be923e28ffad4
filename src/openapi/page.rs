//! Both documents as one page for people, which needs no script and no other host.

use askama::Template;
use serde_json::{Map, Value};

use super::document::document;
use super::kinds::{Piece, RowView, VariantView, description, facts, kind, prose, rows, variants};
use super::problems::KNOWN_PROBLEMS;
use super::{Api, KnownProblem, admin, storefront};
use crate::web::style::{DOCS, Style};

#[derive(Debug, Template)]
#[template(path = "openapi/docs.html", whitespace = "minimize")]
pub struct DocsPage {
    style: &'static Style,
    apis: Vec<ApiView>,
    problems: &'static [KnownProblem],
}

#[derive(Debug)]
struct ApiView {
    /// Begins every anchor: both APIs have products and orders.
    key: &'static str,
    title: &'static str,
    base: &'static str,
    description: String,
    groups: Vec<GroupView>,
    schemas: Vec<SchemaView>,
}

#[derive(Debug)]
struct GroupView {
    id: String,
    name: String,
    operations: Vec<OperationView>,
}

#[derive(Debug)]
struct OperationView {
    id: String,
    method: String,
    path: String,
    summary: String,
    note: String,
    scope: String,
    parameters: Vec<RowView>,
    body: Option<BodyView>,
    answers: Vec<AnswerView>,
    refusals: Vec<RefusalView>,
}

#[derive(Debug)]
struct BodyView {
    content_types: String,
    is_required: bool,
    kind: Vec<Piece>,
    rows: Vec<RowView>,
    example: String,
}

#[derive(Debug)]
struct AnswerView {
    status: String,
    sentence: String,
    headers: String,
    kind: Vec<Piece>,
    example: String,
}

#[derive(Debug)]
struct RefusalView {
    status: String,
    names: Vec<String>,
    sentence: String,
}

#[derive(Debug)]
struct SchemaView {
    name: String,
    description: String,
    facts: String,
    kind: Vec<Piece>,
    rows: Vec<RowView>,
    variants: Vec<VariantView>,
}

impl DocsPage {
    pub fn new() -> Self {
        let apis = [("storefront", storefront()), ("admin", admin())];
        let apis = apis.iter().map(|(key, api)| ApiView::new(key, api)).collect();
        Self { style: &DOCS, apis, problems: KNOWN_PROBLEMS }
    }

    /// What the Content-Security-Policy of the page allows.
    pub fn style_hash(&self) -> &'static str {
        self.style.hash
    }
}

impl Default for DocsPage {
    fn default() -> Self {
        Self::new()
    }
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// JSON in lines; a text as it is.
fn pretty(value: &Value) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| serde_json::to_string_pretty(value).unwrap_or_default())
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn fields<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.get(name).and_then(Value::as_object).into_iter().flatten()
}

impl ApiView {
    fn new(key: &'static str, api: &Api) -> Self {
        let document = document(api);
        let none = Map::new();
        let components = document.pointer("/components/schemas").and_then(Value::as_object);
        let components = components.unwrap_or(&none);
        let groups = list(&document, "tags").map(|tag| {
            let name = text(tag, "name");
            let told = api.operations.iter().filter(|operation| operation.tag == name);
            let operations = told.filter_map(|operation| {
                let path = format!("{}{}", api.base, operation.path);
                let told = document.get("paths")?.get(&path)?.get(operation.method)?;
                Some(OperationView::new(operation.method, path, told, &document, components))
            });
            GroupView {
                id: name.to_lowercase().replace(' ', "-"),
                operations: operations.collect(),
                name,
            }
        });
        Self {
            key,
            title: api.title,
            base: api.base,
            description: prose(api.description),
            groups: groups.collect(),
            schemas: components
                .iter()
                .map(|(name, schema)| SchemaView::new(name, schema, components))
                .collect(),
        }
    }
}

impl OperationView {
    fn new(
        method: &str,
        path: String,
        told: &Value,
        document: &Value,
        components: &Map<String, Value>,
    ) -> Self {
        let (mut answers, mut refusals) = (Vec::new(), Vec::new());
        for (status, answer) in fields(told, "responses") {
            if status.starts_with('2') {
                answers.push(AnswerView::new(status, answer));
            } else {
                refusals.push(RefusalView::new(status, answer, document));
            }
        }
        let scope = told.pointer("/security/0/token/0").and_then(Value::as_str);
        Self {
            id: text(told, "operationId"),
            method: method.to_uppercase(),
            path,
            summary: prose(&text(told, "summary")),
            note: prose(&text(told, "description")),
            scope: scope.unwrap_or_default().to_owned(),
            parameters: list(told, "parameters").map(parameter).collect(),
            body: told.get("requestBody").map(|body| BodyView::new(body, components)),
            answers,
            refusals,
        }
    }
}

fn parameter(told: &Value) -> RowView {
    let schema = told.get("schema").unwrap_or(&Value::Null);
    RowView {
        name: text(told, "name"),
        place: match told.get("in").and_then(Value::as_str) {
            Some("path") => "path",
            Some("query") => "query",
            _ => "header",
        },
        is_required: told.get("required") == Some(&Value::Bool(true)),
        kind: kind(schema),
        facts: facts(schema),
        description: prose(&text(told, "description")),
    }
}

impl BodyView {
    fn new(body: &Value, components: &Map<String, Value>) -> Self {
        let types: Vec<&str> = fields(body, "content").map(|(name, _)| name.as_str()).collect();
        let media = fields(body, "content").next().map_or(&Value::Null, |(_, media)| media);
        let schema = media.get("schema").unwrap_or(&Value::Null);
        Self {
            content_types: types.join(", "),
            is_required: body.get("required") == Some(&Value::Bool(true)),
            kind: kind(schema),
            rows: rows(schema, components),
            example: media.get("example").map(pretty).unwrap_or_default(),
        }
    }
}

impl AnswerView {
    fn new(status: &str, answer: &Value) -> Self {
        let headers: Vec<&str> = fields(answer, "headers").map(|(name, _)| name.as_str()).collect();
        let media = fields(answer, "content").next().map_or(&Value::Null, |(_, media)| media);
        Self {
            status: status.to_owned(),
            sentence: text(answer, "description"),
            headers: headers.join(", "),
            kind: media.get("schema").map(kind).unwrap_or_default(),
            example: media.get("example").map(pretty).unwrap_or_default(),
        }
    }
}

impl RefusalView {
    fn new(status: &str, answer: &Value, document: &Value) -> Self {
        let target = answer.get("$ref").and_then(Value::as_str);
        let found = target.and_then(|target| document.pointer(target.trim_start_matches('#')));
        let answer = found.unwrap_or(answer);
        let media = fields(answer, "content").next().map_or(&Value::Null, |(_, media)| media);
        let sentence = text(answer, "description");
        let sentence = sentence.split(" Names: ").next().unwrap_or_default();
        Self {
            status: status.to_owned(),
            names: fields(media, "examples").map(|(name, _)| name.clone()).collect(),
            sentence: sentence.to_owned(),
        }
    }
}

impl SchemaView {
    fn new(name: &str, schema: &Value, components: &Map<String, Value>) -> Self {
        let rows = rows(schema, components);
        let variants = variants(schema, components);
        let says_itself = rows.is_empty() && variants.is_empty();
        Self {
            name: name.to_owned(),
            description: description(schema),
            facts: facts(schema),
            kind: if says_itself { kind(schema) } else { Vec::new() },
            rows,
            variants,
        }
    }
}
