//! Fields as they are drawn. Each is a function of its own: drawn in place, dozens of them are more than a
//! Worker's stack can hold in one page.

use askama::Template;

use super::state::FormState;

/// What every field has.
#[derive(Debug, Clone, Copy)]
struct Frame<'a> {
    path: &'a str,
    /// What stands behind the path, with its `~`; or nothing.
    kind: &'a str,
    label: &'a str,
    hint: &'a str,
    fault: Option<&'a str>,
}

impl Frame<'_> {
    fn id(&self) -> String {
        FormState::id(self.path)
    }
}

#[derive(Debug, Template)]
#[template(path = "macros/fields/input.html", whitespace = "minimize")]
struct InputField<'a> {
    frame: Frame<'a>,
    value: &'a str,
    /// Of HTML, as they are.
    attributes: &'a str,
}

#[derive(Debug, Template)]
#[template(path = "macros/fields/area.html", whitespace = "minimize")]
struct AreaField<'a> {
    frame: Frame<'a>,
    value: &'a str,
    rows: u32,
}

#[derive(Debug, Template)]
#[template(path = "macros/fields/flag.html", whitespace = "minimize")]
struct FlagField<'a> {
    frame: Frame<'a>,
    is_on: bool,
}

#[derive(Debug, Template)]
#[template(path = "macros/fields/choice.html", whitespace = "minimize")]
struct ChoiceField<'a> {
    frame: Frame<'a>,
    choices: &'a [(&'a str, &'a str)],
    value: &'a str,
}

impl ChoiceField<'_> {
    fn stands_at(&self, value: &str) -> bool {
        self.value == value
    }
}

fn frame<'a>(
    form: &'a FormState,
    path: &'a str,
    kind: &'a str,
    label: &'a str,
    hint: &'a str,
) -> Frame<'a> {
    Frame { path, kind, label, hint, fault: form.fault(path) }
}

impl FormState {
    pub fn input_field(
        &self,
        path: impl AsRef<str>,
        kind: impl AsRef<str>,
        value: impl AsRef<str>,
        attributes: impl AsRef<str>,
        words: &(impl AsRef<str>, impl AsRef<str>),
    ) -> askama::Result<String> {
        let frame = frame(self, path.as_ref(), kind.as_ref(), words.0.as_ref(), words.1.as_ref());
        InputField { frame, value: value.as_ref(), attributes: attributes.as_ref() }.render()
    }

    pub fn area_field(
        &self,
        path: impl AsRef<str>,
        kind: impl AsRef<str>,
        value: impl AsRef<str>,
        rows: impl std::borrow::Borrow<u32>,
        words: &(impl AsRef<str>, impl AsRef<str>),
    ) -> askama::Result<String> {
        let frame = frame(self, path.as_ref(), kind.as_ref(), words.0.as_ref(), words.1.as_ref());
        AreaField { frame, value: value.as_ref(), rows: *rows.borrow() }.render()
    }

    pub fn flag_field(
        &self,
        path: impl AsRef<str>,
        words: &(impl AsRef<str>, impl AsRef<str>),
    ) -> askama::Result<String> {
        let path = path.as_ref();
        let frame = frame(self, path, "~flag", words.0.as_ref(), words.1.as_ref());
        FlagField { frame, is_on: self.flag(path) }.render()
    }

    pub fn choice_field<'a>(
        &self,
        path: impl AsRef<str>,
        kind: impl AsRef<str>,
        choices: impl AsRef<[(&'a str, &'a str)]>,
        words: &(impl AsRef<str>, impl AsRef<str>),
    ) -> askama::Result<String> {
        let path = path.as_ref();
        let frame = frame(self, path, kind.as_ref(), words.0.as_ref(), words.1.as_ref());
        ChoiceField { frame, choices: choices.as_ref(), value: &self.text(path) }.render()
    }
}
