//! A form as its page shows it: what is stored, or what was typed and what is wrong with it.

use serde_json::Value;

use super::filled::Filled;
use super::kind::Kind;
use super::node::{Step, steps_of};
use crate::web::{FieldError, Problem};

#[derive(Debug, Clone, Default)]
pub struct FormState {
    stored: Value,
    filled: Option<Filled>,
    /// The sentence above the form.
    pub refusal: Option<String>,
    pub faults: Vec<FieldError>,
    /// The revision that the form was made from, empty for something new.
    pub revision: String,
}

/// What an empty field is called where a program would have sent `null`.
fn in_words(fault: &FieldError) -> FieldError {
    let mut fault = fault.clone();
    if fault.detail.starts_with("invalid type: unit value") {
        "Fill this in.".clone_into(&mut fault.detail);
    }
    fault
}

impl FormState {
    /// Of a resource as the API answers it.
    pub fn stored(resource: Value) -> Self {
        let revision = resource.get("revision").map(Value::to_string).unwrap_or_default();
        Self { stored: resource, revision, ..Self::default() }
    }

    /// With what was typed, of which nothing was asked yet.
    pub fn typed(filled: Filled) -> Self {
        let revision = filled.own("_revision").to_owned();
        Self { filled: Some(filled), revision, ..Self::default() }
    }

    /// After a refusal: with all that was typed.
    pub fn refused(filled: Filled, problem: &Problem) -> Self {
        Self {
            refusal: Some(problem.detail.clone()),
            faults: problem.errors.iter().map(in_words).collect(),
            ..Self::typed(filled)
        }
    }

    /// Changes what is stored before it is shown, and tells of it.
    pub fn cut<T>(&mut self, change: impl FnOnce(&mut Value) -> T) -> T {
        change(&mut self.stored)
    }

    /// The resource below a path, where nothing was typed yet.
    pub fn at(&self, path: &str) -> Option<&Value> {
        steps_of(path)?.iter().try_fold(&self.stored, |value, step| match step {
            Step::Field(name) => value.get(name),
            Step::Row(index) => value.get(index),
            Step::Further => None,
        })
    }

    fn shown(&self, path: &str, kind: Kind) -> String {
        match &self.filled {
            Some(filled) if path.starts_with('_') => filled.own(path).to_owned(),
            Some(filled) => filled.typed(path).unwrap_or_default().to_owned(),
            None => self.at(path).map(|value| kind.show(value)).unwrap_or_default(),
        }
    }

    pub fn text(&self, path: &str) -> String {
        self.shown(path, Kind::Text)
    }

    /// Whether a choice stands at this value.
    pub fn is(&self, path: &str, value: &str) -> bool {
        self.text(path) == value
    }

    pub fn money(&self, path: &str) -> String {
        let currency = self.at(path).and_then(|money| money.get("currency")?.as_str());
        let kind = currency.and_then(crate::kernel::Currency::parse).map(Kind::Money);
        self.shown(path, kind.unwrap_or(Kind::Text))
    }

    pub fn amounts(&self, path: &str) -> String {
        self.shown(path, Kind::Amounts(crate::kernel::Currency::EUR))
    }

    pub fn places(&self, path: &str) -> String {
        self.shown(path, Kind::Places)
    }

    pub fn percent(&self, path: &str) -> String {
        self.shown(path, Kind::Percent)
    }

    pub fn words(&self, path: &str) -> String {
        self.shown(path, Kind::Words)
    }

    pub fn lines(&self, path: &str) -> String {
        self.shown(path, Kind::Lines)
    }

    pub fn instant(&self, path: &str) -> String {
        self.shown(path, Kind::Instant)
    }

    pub fn json(&self, path: &str) -> String {
        self.shown(path, Kind::Json)
    }

    pub fn flag(&self, path: &str) -> bool {
        !self.shown(path, Kind::Flag).is_empty()
    }

    /// Whether a list has this value, for boxes named `path[]`.
    pub fn has(&self, path: &str, value: &str) -> bool {
        match &self.filled {
            Some(filled) => filled.has(path, value),
            None => self
                .at(path)
                .and_then(Value::as_array)
                .is_some_and(|list| list.iter().any(|one| one.as_str() == Some(value))),
        }
    }

    /// How many rows a list has.
    pub fn rows(&self, path: &str) -> usize {
        match &self.filled {
            Some(filled) => filled.rows(path).unwrap_or_default(),
            None => self.at(path).and_then(Value::as_array).map_or(0, Vec::len),
        }
    }

    /// Whether there is anything below a path that is not always there.
    pub fn knows(&self, path: &str) -> bool {
        match &self.filled {
            Some(filled) => filled.knows(path),
            None => self.at(path).is_some_and(|value| !value.is_null()),
        }
    }

    /// What is wrong with a field, if anything.
    pub fn fault(&self, path: &str) -> Option<&str> {
        let found = self.faults.iter().find(|fault| fault.field == path);
        found.map(|fault| fault.detail.as_str())
    }

    /// What stands behind the path of an amount in this currency.
    pub fn money_kind(code: &str) -> String {
        format!("~money.{code}")
    }

    /// The id of a field's input, and what its sentence is found by.
    pub fn id(path: &str) -> String {
        let letters =
            path.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' });
        format!("f-{}", letters.collect::<String>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_shows_what_is_stored_and_after_a_refusal_what_was_typed() {
        let stored = json!({
            "revision": 7, "title": "Throw", "gift": true, "tags": ["a", "b"], "rate_ppm": 125_000,
            "variants": [{"price": {"amount_minor": 990, "currency": "EUR"}, "sale": null}],
            "starts_at": "2026-12-24T18:00:00Z",
        });
        let form = FormState::stored(stored);
        assert_eq!(form.revision, "7");
        assert_eq!(
            (form.text("title"), form.money("variants[0].price")),
            ("Throw".into(), "9.90".into())
        );
        assert_eq!((form.words("tags"), form.percent("rate_ppm")), ("a, b".into(), "12.5".into()));
        assert_eq!(form.instant("starts_at"), "2026-12-24T18:00");
        assert!(form.flag("gift") && !form.flag("plain") && form.has("tags", "b"));
        assert!(form.knows("variants[0].price") && !form.knows("variants[0].sale"));
        assert_eq!((form.rows("variants"), form.fault("title")), (1, None));

        let filled = Filled::parse(b"_revision=6&title=&variants[0].price~money.EUR=dear");
        let problem = filled.json().unwrap_err();
        let form = FormState::refused(filled, &problem);
        assert_eq!(
            (form.text("title"), form.money("variants[0].price")),
            (String::new(), "dear".into())
        );
        assert_eq!(form.revision, "6");
        assert!(form.fault("variants[0].price").is_some() && !form.flag("gift"));
    }
}
