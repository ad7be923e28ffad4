//! Reading what people and programs send, with refusals that name the field.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Problem;
use crate::kernel::tagged::place_in;
use crate::kernel::{Fault, TextFault, from_value, parse_value, plain_excerpt};

/// Reads JSON; a refusal names the field by its path, `variants[0].price`.
pub fn parse_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value = parse_value(bytes).map_err(|fault| match fault {
        TextFault::Syntax(sentence) => {
            Problem::new(400, "malformed", format!("The body is not JSON: {sentence}."))
        }
        TextFault::Twice(fault) => named(&fault),
    })?;
    if let Some(fault) = text_with_nul(&value) {
        return Err(named(&fault));
    }
    from_value(&value).map_err(|fault| named(&fault))
}

/// Where the first text is with the one character that neither HTML nor XML can hold.
fn text_with_nul(value: &Value) -> Option<Fault> {
    match value {
        Value::String(text) => {
            text.contains('\0').then(|| Fault::at_end("A text has no NUL (\\u0000) in it"))
        }
        Value::Array(items) => items.iter().enumerate().find_map(|(index, item)| {
            text_with_nul(item).map(|fault| fault.under(&format!("[{index}]")))
        }),
        Value::Object(fields) => fields
            .iter()
            .find_map(|(name, item)| text_with_nul(item).map(|fault| fault.under(name))),
        _ => None,
    }
}

/// Reads a query string of the API into a struct that refuses unknown names.
pub fn parse_query<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs: serde_json::Map<String, Value> = form_urlencoded::parse(query.as_bytes())
        .map(|(key, value)| (key.into_owned(), value.into_owned().into()))
        .collect();
    from_value(&Value::Object(pairs)).map_err(|fault| Problem { status: 400, ..named(&fault) })
}

fn named(fault: &Fault) -> Problem {
    let outer = fault.path.as_str();
    let (inner, sentence) = place_in(&fault.message).unwrap_or(("", &fault.message));
    let dot = if outer.is_empty() || inner.is_empty() { "" } else { "." };
    let place = format!("{outer}{dot}{inner}");
    // The path of a missing field ends at what misses it; every other path is whole.
    let missing = sentence.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let field = match missing {
        Some(name) if place.is_empty() => name.to_owned(),
        Some(name) => format!("{place}.{name}"),
        None if place.is_empty() => {
            return Problem::new(400, "malformed", format!("Send an object: {sentence}."));
        }
        None => place,
    };
    Problem::invalid_field(
        plain_excerpt(&field, MAX_ECHO),
        format!("{}.", plain_excerpt(sentence, MAX_ECHO)),
    )
}

/// What a refusal repeats of a request, in characters.
const MAX_ECHO: usize = 300;

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Line {
        #[expect(dead_code, reason = "only its reading is tested")]
        price: u32,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Order {
        #[expect(dead_code, reason = "only its reading is tested")]
        lines: Vec<Line>,
    }

    #[test]
    fn a_text_with_nul_is_refused_by_its_path_and_its_escaped_name_is_not() {
        for (body, field) in [
            (r#"{"lines": [{"price": 1, "note": "a\u0000"}]}"#, Some("lines[0].note")),
            (r#"{"note": "\\\u0000"}"#, Some("note")),
            (r#"{"note": "\\u0000"}"#, None),
            (r#"{"note": "\\\\u0000 \u0001"}"#, None),
        ] {
            let problem = parse_json::<Value>(body.as_bytes()).err();
            let found = problem.as_ref().and_then(|problem| problem.errors.first());
            assert_eq!(found.map(|error| error.field.as_str()), field, "{body}");
        }
    }

    #[test]
    fn a_refusal_names_the_field_by_its_path() {
        for (body, status, field) in [
            (r#"{"lines": [{"price": "x"}]}"#, 422, "lines[0].price"),
            (r#"{"lines": [{"price": 1, "colour": 2}]}"#, 422, "lines[0].colour"),
            (r#"{"lines": [{}]}"#, 422, "lines[0].price"),
            (r#"{"line": []}"#, 422, "line"),
            (r"{}", 422, "lines"),
        ] {
            let problem = parse_json::<Order>(body.as_bytes()).err();
            let found = problem.as_ref().map(|problem| {
                (problem.status, problem.errors.first().map(|error| error.field.as_str()))
            });
            assert_eq!(found, Some((status, Some(field))), "{body}");
        }
        for broken in ["", "{", "{\"lines\": []} x", "null", "3"] {
            let status = parse_json::<Order>(broken.as_bytes()).err().map(|problem| problem.status);
            assert_eq!(status, Some(400), "{broken}");
        }
    }
}
