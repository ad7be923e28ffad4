//! An API as an OpenAPI 3.1 document.

use std::collections::BTreeMap;

use schemars::SchemaGenerator;
use serde_json::{Map, Value, json};

use super::Api;
use super::components::{common_problems, headers, name_of, refusal, responses, security_schemes};
use super::examples::example;
use super::problems::KnownProblem;
use super::schemas::{Direction, Schemas};
use crate::web::Problem;
use crate::web::operation::{Body, Operation, Parameter, Place, Shape, Success};

/// The whole document.
pub fn document(api: &Api) -> Value {
    let mut schemas = Schemas::new();
    let problem = Shape::Type(SchemaGenerator::subschema_for::<Problem>);
    schemas.of(&problem, Direction::Out);
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for operation in &api.operations {
        let path = format!("{}{}", api.base, operation.path);
        let told = told(api, operation, &mut schemas);
        paths.entry(path).or_default().insert(operation.method.to_owned(), told);
    }
    let (components, paths) = schemas.finish(json!(paths));
    let paths = with_examples(paths, &components);
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": api.title, "version": "1", "description": api.description,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "tags": tags(api),
        "paths": paths,
        "components": {
            "schemas": components, "responses": responses(), "headers": headers(),
        },
    });
    if api.is_private {
        set(&mut document, "components/securitySchemes", security_schemes());
    }
    document
}

/// Puts a value into an object, at a path of names with slashes between.
fn set(object: &mut Value, path: &str, value: Value) {
    let (name, inner) =
        path.split_once('/').map_or((path, None), |(name, rest)| (name, Some(rest)));
    if let Value::Object(fields) = object {
        match inner {
            None => {
                fields.insert(name.to_owned(), value);
            }
            Some(rest) => {
                set(fields.entry(name).or_insert_with(|| json!({})), rest, value);
            }
        }
    }
}

fn tags(api: &Api) -> Vec<Value> {
    let mut names: Vec<&str> = Vec::new();
    for operation in &api.operations {
        if !names.contains(&operation.tag) {
            names.push(operation.tag);
        }
    }
    names.into_iter().map(|name| json!({"name": name})).collect()
}

fn told(api: &Api, operation: &Operation, schemas: &mut Schemas) -> Value {
    let parameters =
        operation.parameters.iter().map(|parameter| told_parameter(parameter, schemas));
    let parameters: Vec<Value> = parameters.collect();
    let mut answers: BTreeMap<String, Value> = BTreeMap::new();
    for success in &operation.successes {
        let mut told = told_success(success, schemas);
        if api.is_private {
            for name in ["RateLimit-Policy", "RateLimit"] {
                let shared = json!({"$ref": format!("#/components/headers/{name}")});
                set(&mut told, &format!("headers/{name}"), shared);
            }
        }
        answers.insert(success.status.to_string(), told);
    }
    answers.extend(refusals(api, operation));
    let mut told = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": answers,
    });
    if !operation.description.is_empty() {
        set(&mut told, "description", operation.description.into());
    }
    if !parameters.is_empty() {
        set(&mut told, "parameters", parameters.into());
    }
    if api.is_private {
        let scopes: Vec<&str> = operation.scope.as_deref().into_iter().collect();
        set(&mut told, "security", json!([{"token": scopes}, {"session": scopes}]));
    }
    if let Some(body) = &operation.body {
        set(&mut told, "requestBody", told_body(body, schemas));
    }
    told
}

fn told_parameter(parameter: &Parameter, schemas: &mut Schemas) -> Value {
    let place = match parameter.place {
        Place::Path => "path",
        Place::Query => "query",
        Place::Header => "header",
    };
    json!({
        "name": parameter.name, "in": place, "required": parameter.is_required,
        "description": parameter.sentence, "schema": schemas.of(&parameter.shape, Direction::In),
    })
}

fn told_body(body: &Body, schemas: &mut Schemas) -> Value {
    let media = json!({"schema": schemas.of(&body.shape, Direction::In)});
    let is_bytes = media.pointer("/schema/format") == Some(&json!("binary"));
    let of_type = |name: &&str| {
        let mut media = media.clone();
        match &body.example {
            Some(files) if is_bytes => {
                let told = files.get(*name).and_then(Value::as_object);
                for (field, value) in told.into_iter().flatten() {
                    set(&mut media, field, value.clone());
                }
            }
            Some(example) => set(&mut media, "example", example.clone()),
            None => {}
        }
        ((*name).to_owned(), media)
    };
    let mut content: Map<String, Value> = body.content_types.iter().map(of_type).collect();
    content.extend(body.text_type.map(text));
    json!({"required": body.is_required, "content": content})
}

/// A type that JSON Schema says nothing about.
fn text(content_type: &str) -> (String, Value) {
    let media = json!({"schema": {"type": "string"}, "example": TEXT_EXAMPLE});
    (content_type.to_owned(), media)
}

/// Of the one kind of text that is sent and answered.
const TEXT_EXAMPLE: &str = "sku,location,on_hand\nTHROW-BLUE,main,3\n";

fn told_success(success: &Success, schemas: &mut Schemas) -> Value {
    let mut told = json!({"description": success.sentence});
    if let Some(shape) = &success.shape {
        let mut media = json!({"schema": schemas.of(shape, Direction::Out)});
        if let Some(example) = &success.example {
            set(&mut media, "example", example.clone());
        }
        let mut content = Map::from_iter([(success.content_type.to_owned(), media)]);
        content.extend(success.text_type.map(text));
        set(&mut told, "content", content.into());
    }
    if !success.headers.is_empty() {
        let refer = |name: &&str| {
            ((*name).to_owned(), json!({"$ref": format!("#/components/headers/{name}")}))
        };
        set(&mut told, "headers", Value::Object(success.headers.iter().map(refer).collect()));
    }
    told
}

/// Every refusal that it may answer with, by status.
fn refusals(api: &Api, operation: &Operation) -> BTreeMap<String, Value> {
    let own: Vec<KnownProblem> =
        operation.problems.iter().filter_map(|name| KnownProblem::find(name)).collect();
    let has_path = operation.parameters.iter().any(|parameter| parameter.place == Place::Path);
    let has_body = operation.body.is_some();
    let rows = [
        (400, true),
        (401, api.is_private),
        (403, api.is_private),
        (404, has_path),
        (405, true),
        (409, false),
        (411, false),
        (412, operation.has("If-Match")),
        (413, has_body),
        (414, true),
        (415, false),
        (422, has_body || (api.is_private && has_path)),
        (429, true),
        (500, true),
        (503, true),
    ];
    let mut found = BTreeMap::new();
    for (status, is_common) in rows {
        let own: Vec<KnownProblem> =
            own.iter().filter(|known| known.status == status).copied().collect();
        if own.is_empty() && is_common {
            let shared = format!("#/components/responses/{}", name_of(status));
            found.insert(status.to_string(), json!({"$ref": shared}));
        } else if !own.is_empty() {
            let common = if is_common { common_problems(status) } else { Vec::new() };
            let all: Vec<KnownProblem> = own.into_iter().chain(common).collect();
            found.insert(status.to_string(), refusal(status, &all));
        }
    }
    found
}

/// Gives an example to each body and answer that has none of its own.
fn with_examples(value: Value, components: &Map<String, Value>) -> Value {
    match value {
        Value::Object(fields) => {
            let is_media = fields.contains_key("schema")
                && !fields.contains_key("in")
                && !fields.contains_key("example")
                && !fields.contains_key("examples");
            let mut fields: Map<String, Value> = fields
                .into_iter()
                .map(|(name, value)| match name.as_str() {
                    "schema" | "example" | "examples" => (name, value),
                    _ => (name, with_examples(value, components)),
                })
                .collect();
            let is_bytes = fields.get("schema").and_then(|schema| schema.get("format"))
                == Some(&json!("binary"));
            if let (true, false, Some(schema)) = (is_media, is_bytes, fields.get("schema")) {
                let example = example(schema, components);
                fields.insert("example".to_owned(), example);
            }
            Value::Object(fields)
        }
        Value::Array(items) => {
            items.into_iter().map(|item| with_examples(item, components)).collect()
        }
        other => other,
    }
}
