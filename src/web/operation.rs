//! An operation of an API as its document tells it. Each capability lists its own in its `openapi.rs`;
//! `openapi/` puts them together. The host alone knows these: they cost the Workers no byte.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::kernel::{Fault, MarketId, from_value};

pub type MakeSchema = fn(&mut SchemaGenerator) -> Schema;

/// What a value looks like: as a type says, or as it is written here.
#[derive(Debug, Clone)]
pub enum Shape {
    Type(MakeSchema),
    Literal(Value),
}

impl Shape {
    fn of<T: JsonSchema>() -> Self {
        Self::Type(SchemaGenerator::subschema_for::<T>)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
}

#[derive(Debug, Clone)]
pub struct Parameter {
    pub name: &'static str,
    pub place: Place,
    pub is_required: bool,
    pub sentence: &'static str,
    pub shape: Shape,
}

/// What is sent.
#[derive(Debug, Clone)]
pub struct Body {
    pub content_types: &'static [&'static str],
    /// Another type, in which it is text.
    pub text_type: Option<&'static str>,
    pub is_required: bool,
    pub shape: Shape,
    /// Without one, the document makes one from the schema. Of bytes, what it says by their type:
    /// `{"text/csv": {"example": …}}`.
    pub example: Option<Value>,
    /// Reads an example as the handler would.
    pub read: fn(&Value) -> Result<(), Fault>,
}

/// What comes back when all went well.
#[derive(Debug, Clone)]
pub struct Success {
    pub status: u16,
    pub sentence: &'static str,
    pub content_type: &'static str,
    /// Another type, in which it is text.
    pub text_type: Option<&'static str>,
    pub shape: Option<Shape>,
    pub example: Option<Value>,
    pub headers: Vec<&'static str>,
}

#[derive(Debug, Clone)]
pub struct Operation {
    pub method: &'static str,
    /// Below the API's own address: `/products/{handle}`.
    pub path: &'static str,
    pub id: &'static str,
    pub tag: &'static str,
    pub summary: &'static str,
    pub description: &'static str,
    pub parameters: Vec<Parameter>,
    pub body: Option<Body>,
    pub successes: Vec<Success>,
    /// What whoever asks needs leave for, as tokens list it; nobody does in the storefront.
    pub scope: Option<String>,
    /// Names of the problems that are its own, besides those that every operation may answer with.
    pub problems: Vec<&'static str>,
}

/// Starts an operation: `id` is the name of its handler.
pub fn operation(method: &'static str, path: &'static str, id: &'static str) -> Operation {
    Operation {
        method,
        path,
        id,
        tag: "",
        summary: "",
        description: "",
        parameters: Vec::new(),
        body: None,
        successes: Vec::new(),
        scope: None,
        problems: Vec::new(),
    }
}

/// Operations that stand together.
pub fn tagged(tag: &'static str, operations: Vec<Operation>) -> Vec<Operation> {
    operations.into_iter().map(|operation| Operation { tag, ..operation }).collect()
}

/// The same of the admin API, where reading and writing need leave for an area of the shop.
pub fn scoped(tag: &'static str, area: &str, operations: Vec<Operation>) -> Vec<Operation> {
    let with_scope = |operation: Operation| {
        let verb = if operation.method == "get" { "read" } else { "write" };
        let scope = operation.scope.unwrap_or_else(|| format!("{area}:{verb}"));
        Operation { scope: Some(scope), ..operation }
    };
    tagged(tag, operations.into_iter().map(with_scope).collect())
}

pub fn get(path: &'static str, id: &'static str) -> Operation {
    operation("get", path, id)
}

pub fn put(path: &'static str, id: &'static str) -> Operation {
    operation("put", path, id)
}

pub fn post(path: &'static str, id: &'static str) -> Operation {
    operation("post", path, id)
}

pub fn patch(path: &'static str, id: &'static str) -> Operation {
    operation("patch", path, id)
}

pub fn delete(path: &'static str, id: &'static str) -> Operation {
    operation("delete", path, id)
}

impl Operation {
    /// What it does, in one sentence.
    #[must_use]
    pub fn does(self, summary: &'static str) -> Self {
        Self { summary, ..self }
    }

    /// What else one should know, in Markdown.
    #[must_use]
    pub fn note(self, description: &'static str) -> Self {
        Self { description, ..self }
    }

    #[must_use]
    fn parameter(mut self, parameter: Parameter) -> Self {
        self.parameters.push(parameter);
        self
    }

    /// A part of the path.
    #[must_use]
    pub fn at<T: JsonSchema>(self, name: &'static str, sentence: &'static str) -> Self {
        let shape = Shape::of::<T>();
        self.parameter(Parameter { name, place: Place::Path, is_required: true, sentence, shape })
    }

    /// A part of the path that has no type of its own.
    #[must_use]
    pub fn at_text(self, name: &'static str, sentence: &'static str, schema: Value) -> Self {
        let shape = Shape::Literal(schema);
        self.parameter(Parameter { name, place: Place::Path, is_required: true, sentence, shape })
    }

    #[must_use]
    pub fn query(self, name: &'static str, sentence: &'static str, schema: Value) -> Self {
        let shape = Shape::Literal(schema);
        self.parameter(Parameter { name, place: Place::Query, is_required: false, sentence, shape })
    }

    #[must_use]
    pub fn query_of<T: JsonSchema>(self, name: &'static str, sentence: &'static str) -> Self {
        let shape = Shape::of::<T>();
        self.parameter(Parameter { name, place: Place::Query, is_required: false, sentence, shape })
    }

    /// All parameters so far must be sent.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.parameters.iter_mut().for_each(|parameter| parameter.is_required = true);
        self
    }

    #[must_use]
    fn header(self, name: &'static str, sentence: &'static str, schema: Value) -> Self {
        let (place, shape) = (Place::Header, Shape::Literal(schema));
        self.parameter(Parameter { name, place, is_required: false, sentence, shape })
    }

    /// A list in parts.
    #[must_use]
    pub fn paged(self) -> Self {
        self.query(
            "limit",
            "How many at once.",
            json!({"type": "integer", "minimum": 1, "maximum": 100, "default": 24}),
        )
        .query(
            "cursor",
            "The `next_cursor` of the answer before.",
            json!({"type": "string"}),
        )
    }

    /// Of the storefront: which market is asked about.
    #[must_use]
    pub fn in_market(self) -> Self {
        self.query_of::<MarketId>("market", "The market asked about; the shop's own without it.")
    }

    /// A write that may name the revision it was decided on.
    #[must_use]
    pub fn guarded(self) -> Self {
        self.header(
            "If-Match",
            "The `ETag` that was read: another revision is refused with 412. Without it nothing is compared.",
            json!({"type": "string", "pattern": "^((W/)?\"?[0-9]{1,18}\"?)?$", "examples": ["\"3\""]}),
        )
    }

    /// A write that happens once however often it is sent under the same key.
    #[must_use]
    pub fn keyed(self) -> Self {
        self.keyed_by(1)
    }

    /// The same where every repetition is answered with `Idempotency-Replayed`; after its answers.
    #[must_use]
    pub fn replayed(self) -> Self {
        self.keyed().with(&["Idempotency-Replayed"]).refuses("idempotency_key_reused")
    }

    /// A key of at least so many characters.
    #[must_use]
    pub fn keyed_by(self, least: usize) -> Self {
        self.header(
            "Idempotency-Key",
            "Makes a repetition harmless: the same key and body get the first answer again.",
            json!({
                "type": "string", "minLength": least, "maxLength": 255, "pattern": "^[!-~]+$",
                "examples": ["0b7e6d5c-2f7e-4a55-9d2c-6f4a0a3c1e11"],
            }),
        )
    }

    /// The JSON that it takes.
    #[must_use]
    pub fn takes<T: JsonSchema + DeserializeOwned>(self) -> Self {
        let body = Body {
            content_types: &["application/json"],
            text_type: None,
            is_required: true,
            shape: Shape::of::<T>(),
            example: None,
            read: |value| from_value::<T>(value).map(drop),
        };
        Self { body: Some(body), ..self }
    }

    /// JSON that may be left out.
    #[must_use]
    pub fn may_take<T: JsonSchema + DeserializeOwned>(self) -> Self {
        let taking = self.takes::<T>();
        let body = taking.body.clone().map(|body| Body { is_required: false, ..body });
        Self { body, ..taking }
    }

    /// Bytes as they are.
    #[must_use]
    pub fn takes_bytes(self, content_types: &'static [&'static str]) -> Self {
        let body = Body {
            content_types,
            text_type: None,
            is_required: true,
            shape: Shape::Literal(json!({"type": "string", "format": "binary"})),
            example: None,
            read: |_| Ok(()),
        };
        Self { body: Some(body), ..self }
    }

    /// An example of what is sent.
    #[must_use]
    pub fn like(mut self, example: Value) -> Self {
        if let Some(body) = &mut self.body {
            body.example = Some(example);
        }
        self
    }

    #[must_use]
    pub fn gives<T: JsonSchema>(self, status: u16, sentence: &'static str) -> Self {
        self.success(status, sentence, Some(Shape::of::<T>()))
    }

    /// The same answer under another status.
    #[must_use]
    pub fn or(mut self, status: u16, sentence: &'static str) -> Self {
        let other = self.successes.last().cloned();
        self.successes.extend(other.map(|other| Success { status, sentence, ..other }));
        self
    }

    #[must_use]
    pub fn gives_nothing(self, status: u16, sentence: &'static str) -> Self {
        self.success(status, sentence, None)
    }

    fn success(mut self, status: u16, sentence: &'static str, shape: Option<Shape>) -> Self {
        self.successes.push(Success {
            status,
            sentence,
            content_type: "application/json",
            text_type: None,
            shape,
            example: None,
            headers: Vec::new(),
        });
        self
    }

    /// An example of the last answer.
    #[must_use]
    pub fn answer_like(mut self, example: Value) -> Self {
        if let Some(success) = self.successes.last_mut() {
            success.example = Some(example);
        }
        self
    }

    /// The body may come in another type, too, as text.
    #[must_use]
    pub fn takes_also(mut self, content_type: &'static str) -> Self {
        if let Some(body) = &mut self.body {
            body.text_type = Some(content_type);
        }
        self
    }

    /// The last answer comes in another type for whoever asks for that by `Accept`.
    #[must_use]
    pub fn gives_also(mut self, content_type: &'static str) -> Self {
        if let Some(success) = self.successes.last_mut() {
            success.text_type = Some(content_type);
        }
        self
    }

    /// A document of another type: a page, or lines.
    #[must_use]
    pub fn gives_text(
        self,
        status: u16,
        content_type: &'static str,
        sentence: &'static str,
    ) -> Self {
        let text = Shape::Literal(json!({"type": "string"}));
        let mut told = self.success(status, sentence, Some(text));
        told.successes.iter_mut().rev().take(1).for_each(|last| last.content_type = content_type);
        told
    }

    /// Headers of every answer so far, by their names among the document's components.
    #[must_use]
    pub fn with(mut self, headers: &[&'static str]) -> Self {
        for success in &mut self.successes {
            success.headers.extend(headers);
        }
        self
    }

    /// Names of its own problems, with spaces between.
    #[must_use]
    pub fn refuses(mut self, names: &'static str) -> Self {
        self.problems.extend(names.split(' '));
        self
    }

    /// Another scope than its neighbours have.
    #[must_use]
    pub fn needs(self, scope: &str) -> Self {
        Self { scope: Some(scope.to_owned()), ..self }
    }

    /// A parameter that it takes, whether in the path or beside it.
    pub fn has(&self, name: &str) -> bool {
        self.parameters.iter().any(|parameter| parameter.name == name)
    }
}
