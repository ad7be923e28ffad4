//! The schemas of both directions in one set of components. A type whose fields have defaults is read
//! more leniently than it is written, so a name may stand for two schemas; then the one that is read
//! gets a name of its own.

use std::collections::{BTreeMap, BTreeSet};

use schemars::generate::{Contract, SchemaSettings};
use schemars::transform::RecursiveTransform;
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value};

use crate::web::operation::Shape;

const FOLDER: &str = "#/components/schemas/";

/// Whether a value is sent to us or comes from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    In,
    Out,
}

/// Collects schemas while a document is made.
#[derive(Debug)]
pub struct Schemas {
    incoming: SchemaGenerator,
    outgoing: SchemaGenerator,
}

fn generator(contract: Contract) -> SchemaGenerator {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.definitions_path = "/components/schemas".into();
        settings.contract = contract;
        settings.transforms.push(Box::new(RecursiveTransform(bound)));
    });
    settings.into_generator()
}

/// Says how large a number may be where only its width is known.
fn bound(schema: &mut Schema) {
    if schema.get("format") == Some(&"uint32".into()) && schema.get("maximum").is_none() {
        schema.insert("maximum".to_owned(), u32::MAX.into());
    }
}

impl Schemas {
    pub fn new() -> Self {
        Self {
            incoming: generator(Contract::Deserialize),
            outgoing: generator(Contract::Serialize),
        }
    }

    /// The schema where it is used, mostly a reference.
    pub fn of(&mut self, shape: &Shape, direction: Direction) -> Value {
        let make = match shape {
            Shape::Literal(schema) => return schema.clone(),
            Shape::Type(make) => make,
        };
        match direction {
            Direction::In => mark(make(&mut self.incoming).to_value()),
            Direction::Out => make(&mut self.outgoing).to_value(),
        }
    }

    /// All components, and the document with every reference as it holds among them.
    pub fn finish(mut self, mut document: Value) -> (Map<String, Value>, Value) {
        let outgoing = self.outgoing.take_definitions(true);
        let incoming: BTreeMap<String, Value> = self
            .incoming
            .take_definitions(true)
            .into_iter()
            .map(|(name, schema)| (name, mark(schema)))
            .collect();
        let own = names_of_their_own(&incoming, &outgoing);
        let rename = |name: &str| {
            let (bare, is_incoming) = match name.strip_suffix(MARK) {
                Some(bare) => (bare, true),
                None => (name, false),
            };
            if is_incoming && own.contains(bare) { format!("{bare}Input") } else { bare.to_owned() }
        };
        let mut components = Map::new();
        for (name, schema) in incoming {
            let name = rename(&format!("{name}{MARK}"));
            components.insert(name, renamed(schema, &rename));
        }
        components
            .extend(outgoing.into_iter().map(|(name, schema)| (name, renamed(schema, &rename))));
        document = renamed(document, &rename);
        (components, document)
    }
}

/// Ends the name in a reference to what is read, until it is known whether it is read as it is written.
const MARK: &str = "!";

fn mark(schema: Value) -> Value {
    renamed(schema, &|name| format!("{name}{MARK}"))
}

/// Every reference among the components under another name.
fn renamed(value: Value, rename: &impl Fn(&str) -> String) -> Value {
    match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(target)) => match target.strip_prefix(FOLDER) {
                    Some(name) => (key, format!("{FOLDER}{}", rename(name)).into()),
                    None => (key, target.into()),
                },
                (_, value) => (key, renamed(value, rename)),
            });
            Value::Object(fields.collect())
        }
        Value::Array(items) => items.into_iter().map(|item| renamed(item, rename)).collect(),
        other => other,
    }
}

/// Names of what is read otherwise than it is written, itself or something that it refers to.
fn names_of_their_own(
    incoming: &BTreeMap<String, Value>,
    outgoing: &Map<String, Value>,
) -> BTreeSet<String> {
    let bare =
        |schema: &Value| renamed(schema.clone(), &|name| name.trim_end_matches(MARK).to_owned());
    let differs = |(name, schema): &(&String, &Value)| {
        outgoing.get(*name).is_some_and(|written| *written != bare(schema))
    };
    let mut found: BTreeSet<String> =
        incoming.iter().filter(differs).map(|(name, _)| name.clone()).collect();
    loop {
        let refers = |(name, schema): &(&String, &Value)| {
            outgoing.contains_key(*name)
                && found
                    .iter()
                    .any(|other| schema.to_string().contains(&format!("{FOLDER}{other}{MARK}\"")))
        };
        let more: BTreeSet<String> =
            incoming.iter().filter(refers).map(|(name, _)| name.clone()).collect();
        if more.is_subset(&found) {
            return found;
        }
        found.extend(more);
    }
}
