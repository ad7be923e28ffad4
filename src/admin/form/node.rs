//! Fields by their paths: the tree that a form's names describe.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::kind::Kind;
use crate::web::FieldError;

/// Rows of a list are numbered below this.
const MAX_INDEX: usize = 10_000;

/// A step of a path: `variants[0].sku` has three.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Field(String),
    Row(usize),
    /// `[]`: one more value of a list.
    Further,
}

/// The steps of a name; `None` where it is no path.
pub(super) fn steps_of(name: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in name.split('.') {
        let (field, mut rows) = part.split_at(part.find('[').unwrap_or(part.len()));
        if field.is_empty() || field.contains(']') {
            return None;
        }
        steps.push(Step::Field(field.to_owned()));
        while let Some(inner) = rows.strip_prefix('[') {
            let (index, rest) = inner.split_once(']')?;
            steps.push(match index {
                "" => Step::Further,
                digits => Step::Row(digits.parse().ok().filter(|index| *index < MAX_INDEX)?),
            });
            rows = rest;
        }
        if !rows.is_empty() {
            return None;
        }
    }
    Some(steps)
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Value(Kind, String),
    Fields(Vec<(String, Node)>),
    Rows(BTreeMap<usize, Node>),
    /// The values of `name[]`.
    Values(Kind, Vec<String>),
}

impl Node {
    /// Puts a value where the steps lead; what does not fit what is there already is left out.
    pub fn put(&mut self, steps: &[Step], kind: Kind, value: String) {
        match (self, steps) {
            (Self::Fields(fields), [Step::Field(name), rest @ ..]) => {
                if !fields.iter().any(|(known, _)| known == name) {
                    fields.push((name.clone(), Self::empty(rest, kind)));
                }
                let found = fields.iter_mut().find(|(known, _)| known == name);
                if let Some((_, node)) = found {
                    node.put(rest, kind, value);
                }
            }
            (Self::Rows(rows), [Step::Row(index), rest @ ..]) => {
                rows.entry(*index)
                    .or_insert_with(|| Self::empty(rest, kind))
                    .put(rest, kind, value);
            }
            (Self::Values(_, values), [Step::Further]) if !value.trim().is_empty() => {
                values.push(value);
            }
            // A box's hidden twin comes first; of others the first value counts.
            (Self::Value(_, known), []) if known.is_empty() => *known = value,
            _ => {}
        }
    }

    fn empty(steps: &[Step], kind: Kind) -> Self {
        match steps.first() {
            None => Self::Value(kind, String::new()),
            Some(Step::Field(_)) => Self::Fields(Vec::new()),
            Some(Step::Row(_)) => Self::Rows(BTreeMap::new()),
            Some(Step::Further) => Self::Values(kind, Vec::new()),
        }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Value(_, value) => value.trim().is_empty(),
            Self::Fields(fields) => fields.iter().all(|(_, node)| node.is_blank()),
            Self::Rows(rows) => rows.values().all(Self::is_blank),
            Self::Values(_, values) => values.is_empty(),
        }
    }

    /// Leaves out rows in which nothing was typed, and numbers the others anew.
    pub fn close_gaps(&mut self) {
        match self {
            Self::Fields(fields) => fields.iter_mut().for_each(|(_, node)| node.close_gaps()),
            Self::Rows(rows) => {
                let kept = std::mem::take(rows).into_values().filter(|row| !row.is_blank());
                *rows = kept.enumerate().collect();
                rows.values_mut().for_each(Self::close_gaps);
            }
            Self::Value(..) | Self::Values(..) => {}
        }
    }

    pub fn find(&self, steps: &[Step]) -> Option<&Self> {
        match (self, steps) {
            (node, []) => Some(node),
            (Self::Fields(fields), [Step::Field(name), rest @ ..]) => {
                fields.iter().find(|(known, _)| known == name)?.1.find(rest)
            }
            (Self::Rows(rows), [Step::Row(index), rest @ ..]) => rows.get(index)?.find(rest),
            _ => None,
        }
    }

    /// As JSON; `None` where it is left out. What cannot be read is noted under its path.
    pub fn json(&self, path: &str, faults: &mut Vec<FieldError>) -> Option<Value> {
        let mut read = |kind: &Kind, typed: &str, path: String| match kind.read(typed) {
            Ok(value) => value,
            Err(sentence) => {
                faults.push(FieldError { field: path, detail: sentence.to_owned() });
                None
            }
        };
        match self {
            Self::Value(kind, typed) => read(kind, typed, path.to_owned()),
            Self::Values(kind, values) => {
                let values = values.iter().enumerate();
                let values =
                    values.filter_map(|(at, value)| read(kind, value, format!("{path}[{at}]")));
                Some(values.collect())
            }
            Self::Rows(rows) => {
                let rows = rows.iter();
                let rows = rows.filter_map(|(at, row)| row.json(&format!("{path}[{at}]"), faults));
                Some(rows.collect())
            }
            Self::Fields(fields) => {
                let mut object = Map::new();
                for (name, node) in fields {
                    let inner =
                        if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    if let Some(value) = node.json(&inner, faults) {
                        object.insert(name.clone(), value);
                    }
                }
                Some(Value::Object(object))
            }
        }
    }
}
