//! JSON lines: one product a line, as `GET /api/admin/v1/products/{handle}` shows it.

use serde_json::Value;

use super::found::{Content, Found, Part, Place, Trouble};
use crate::catalog::ProductDraft;
use crate::kernel::from_value;
use crate::web::parse_json;

/// What the shop adds to a product by itself.
const ADDED: [&str; 3] = ["revision", "created_at", "updated_at"];

/// The products in a part of a file that begins at `start`.
pub fn read(part: &[u8], start: Place, is_last: bool, most: usize) -> Part {
    let mut products = Vec::new();
    let mut place = start;
    let mut rest = part;
    while products.len() < most && !rest.is_empty() {
        let end = rest.iter().position(|byte| *byte == b'\n');
        let Some(length) = end.map(|end| end + 1).or_else(|| is_last.then_some(rest.len())) else {
            break;
        };
        let (line, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        let number = place.line;
        place = Place { offset: place.offset + length as u64, line: number.saturating_add(1) };
        rest = after;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
        if !line.trim_ascii().is_empty() {
            products.push(read_line(line, number, place));
        }
    }
    if place == start && !is_last {
        return Part::TooShort;
    }
    Part::Products { products, end: place }
}

fn read_line(line: &[u8], number: u32, end: Place) -> Found {
    let (content, troubles, handle) = match product_of(line) {
        Ok(mut draft) => {
            let handle = draft.handle.take();
            let missing = || Trouble::error(number, "handle", "Say which product it is.");
            let troubles: Vec<Trouble> = handle.is_none().then(missing).into_iter().collect();
            let content = handle.is_some().then(|| Content::Whole(Box::new(draft)));
            (content, troubles, handle)
        }
        Err((field, reason)) => {
            (None, vec![Trouble::error(number, field, reason)], handle_in(line))
        }
    };
    Found { line: number, end, rows: 1, handle, content, troubles }
}

fn product_of(line: &[u8]) -> Result<ProductDraft, (String, String)> {
    let mut value: Value = parse_json(line).map_err(|problem| {
        let error = problem.errors.into_iter().next();
        error.map_or((String::new(), problem.detail), |error| (error.field, error.detail))
    })?;
    if let Value::Object(fields) = &mut value {
        fields.retain(|name, _| !ADDED.contains(&name.as_str()));
    }
    from_value(&value).map_err(|fault| (fault.path, format!("{}.", fault.message)))
}

/// Of a line that cannot be read as a whole: the product it names is not missing from the file.
fn handle_in(line: &[u8]) -> Option<crate::kernel::Handle> {
    let value: Value = parse_json(line).ok()?;
    from_value(value.get("handle")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Place = Place { offset: 0, line: 1 };

    fn products(text: &str) -> Vec<Found> {
        match read(text.as_bytes(), START, true, 100) {
            Part::Products { products, .. } => products,
            Part::TooShort => panic!("the part is too short"),
        }
    }

    #[test]
    fn a_line_is_a_product_and_a_bad_one_says_where() {
        let good = r#"{"handle":"jug","revision":3,"created_at":"2026-11-01T00:00:00Z","title":"Jug","variants":[{"sku":"JUG","price":{"amount_minor":100,"currency":"EUR"}}]}"#;
        let found = products(&format!("\u{feff}{good}\n\n{{\n{good}"));
        let lines: Vec<(u32, bool)> =
            found.iter().map(|found| (found.line, found.content.is_some())).collect();
        assert_eq!(lines, [(1, true), (3, false), (4, true)]);
        for (line, column) in [
            (good.replace("\"handle\":\"jug\",", ""), "handle"),
            (good.replace("100", "\"x\""), "variants[0].price.amount_minor"),
            (good.replace("\"title\"", "\"name\""), "name"),
            (good.replace("Jug", "J\\u0000"), "title"),
            ("[]".to_owned(), ""),
        ] {
            let found = products(&line);
            let columns: Vec<&str> =
                found[0].troubles.iter().map(|trouble| trouble.column.as_str()).collect();
            assert_eq!((columns, found[0].content.is_none()), (vec![column], true), "{line}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..300), is_last: bool) {
            read(&bytes, START, is_last, 5);
        }
    }
}
