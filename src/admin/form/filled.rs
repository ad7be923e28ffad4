//! A form as it was sent.

use serde_json::Value;

use super::kind::Kind;
use super::node::{Node, Step, steps_of};
use crate::web::Problem;

/// Largest form, in bytes: a product with a hundred variants fits.
pub const MAX_FORM_BYTES: u32 = 500_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// Fields of the form itself, whose names begin with `_`.
    own: Vec<(String, String)>,
    root: Node,
}

impl Filled {
    pub fn parse(bytes: &[u8]) -> Self {
        Self::new(
            form_urlencoded::parse(bytes)
                .map(|(name, value)| (name.into_owned(), value.into_owned())),
        )
    }

    /// From names and values in their order.
    pub fn new(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut filled = Self { own: Vec::new(), root: Node::Fields(Vec::new()) };
        for (name, value) in pairs {
            // HTML cannot hold a NUL; nobody types one.
            let value = value.replace('\0', "");
            if name.starts_with('_') {
                filled.own.push((name, value));
                continue;
            }
            let (path, kind) = name.split_once('~').unwrap_or((&name, ""));
            // A name that no form of ours has.
            if let (Some(steps), Some(kind)) = (steps_of(path), Kind::parse(kind)) {
                filled.root.put(&steps, kind, value);
            }
        }
        filled.root.close_gaps();
        filled
    }

    /// A field of the form itself, like `_revision`; empty when it is missing.
    pub fn own(&self, name: &str) -> &str {
        let found = self.own.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    }

    /// Every value of a field of the form itself that may stand there several times.
    pub fn every_own<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.own.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What was typed at a path; `None` where there is no such field.
    pub fn typed(&self, path: &str) -> Option<&str> {
        match self.root.find(&steps_of(path)?)? {
            Node::Value(_, typed) => Some(typed),
            _ => None,
        }
    }

    /// Whether a list of ticked values has this one.
    pub fn has(&self, path: &str, value: &str) -> bool {
        let found = steps_of(path).and_then(|steps| self.root.find(&steps));
        matches!(found, Some(Node::Values(_, values)) if values.iter().any(|one| one == value))
    }

    /// How many rows a list has; `None` where the form has no such list.
    pub fn rows(&self, path: &str) -> Option<usize> {
        match self.root.find(&steps_of(path)?)? {
            Node::Rows(rows) => Some(rows.len()),
            Node::Values(_, values) => Some(values.len()),
            _ => None,
        }
    }

    /// Whether the form has any field below this one.
    pub fn knows(&self, path: &str) -> bool {
        steps_of(path).is_some_and(|steps: Vec<Step>| self.root.find(&steps).is_some())
    }

    /// The body for the API.
    ///
    /// # Errors
    /// 422 naming each field that cannot be read.
    pub fn json(&self) -> Result<Value, Problem> {
        let mut faults = Vec::new();
        let value = self.root.json("", &mut faults).unwrap_or_default();
        if faults.is_empty() { Ok(value) } else { Err(Problem::invalid(faults)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn names_are_paths_and_kinds() {
        let form = b"_revision=3&title=Throw&seo.title=Warm&variants%5B0%5D.sku=A&variants%5B0%5D.price~money.EUR=12.5\
            &variants%5B4%5D.sku=B&variants%5B4%5D.price~money.EUR=&variants%5B9%5D.sku=&variants%5B9%5D.price~money.EUR=\
            &tags~words=red,%20blue&gift~flag=&gift~flag=on&plain~flag=&handle~absent=&scopes%5B%5D=a&scopes%5B%5D=b&scopes%5B%5D=";
        let filled = Filled::parse(form);
        assert_eq!(
            filled.json().unwrap(),
            json!({
                "title": "Throw", "seo": {"title": "Warm"},
                "variants": [
                    {"sku": "A", "price": {"amount_minor": 1250, "currency": "EUR"}},
                    {"sku": "B", "price": null},
                ],
                "tags": ["red", "blue"], "gift": true, "plain": false, "scopes": ["a", "b"],
            })
        );
        assert_eq!((filled.own("_revision"), filled.own("_key")), ("3", ""));
        assert_eq!(filled.typed("variants[1].sku"), Some("B"));
        assert_eq!((filled.rows("variants"), filled.rows("options")), (Some(2), None));
        assert!(filled.has("scopes", "b") && !filled.has("scopes", "c"));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_path_after_the_gaps_are_closed() {
        let form =
            "variants[3].price~money.EUR=dear&weight~number=heavy&variants[1].price~money.EUR=";
        let problem = Filled::parse(form.as_bytes()).json().unwrap_err();
        let fields: Vec<&str> = problem.errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!((problem.status, fields), (422, vec!["variants[0].price", "weight"]));
    }

    #[test]
    fn names_that_no_form_has_are_left_out() {
        for name in ["a..b", "[0]", "a[x]", "a[99999999]", "a[0", "a]", "a~colour", "a[0]b", ""] {
            let filled = Filled::new([(name.to_owned(), "x".to_owned())]);
            assert_eq!(filled.json().unwrap(), json!({}), "{name}");
        }
        let clash = [("a", "1"), ("a.b", "2"), ("a[0]", "3")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(Filled::new(clash).json().unwrap(), json!({"a": "1"}));
    }

    proptest! {
        #[test]
        fn nothing_that_is_sent_does_harm(pairs in proptest::collection::vec(("[a-c_.\\[\\]0-9~]{0,12}", "\\PC{0,6}"), 0..20)) {
            let filled = Filled::new(pairs);
            let _ = filled.json();
        }
    }
}
