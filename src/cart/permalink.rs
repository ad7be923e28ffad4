//! Links that set a cart: `/cart/MUG-1:2,PRINT-A3:1?discount=SPRING`.

use super::contents::{Asked, ask};
use super::input::parse_code;
use crate::kernel::Sku;
use crate::pricing::MAX_LINES;
use crate::promotions::Code;
use crate::web::Problem;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permalink {
    /// Each SKU once, in the order of the link.
    pub lines: Vec<Asked>,
    /// Absent where the link names none.
    pub codes: Option<Vec<Code>>,
}

impl Permalink {
    /// `contents` is the decoded last segment of the path. What stands twice is summed.
    ///
    /// # Errors
    /// 422 that names what cannot be read; nothing is half-read.
    pub fn parse(contents: &str, discount: Option<&str>) -> Result<Self, Problem> {
        let mut lines = Vec::new();
        for (index, part) in contents.split(',').enumerate() {
            let place = format!("lines[{index}]");
            let refuse = |detail: &str| Problem::invalid_field(place.as_str(), detail);
            let (sku, quantity) = part
                .rsplit_once(':')
                .ok_or_else(|| refuse("Write a SKU and a quantity, like MUG-1:2."))?;
            let sku = Sku::parse(sku).map_err(|error| refuse(&error.to_string()))?;
            let quantity: u32 = quantity
                .parse()
                .ok()
                .filter(|quantity| *quantity > 0)
                .ok_or_else(|| refuse("Give a quantity of at least 1 behind the colon."))?;
            ask(&mut lines, sku, quantity, place.clone());
            if lines.len() > MAX_LINES {
                return Err(refuse("A cart holds at most 100 different things."));
            }
        }
        let codes = match discount {
            None | Some("") => None,
            Some(text) => Some(vec![parse_code("discount", text)?]),
        };
        Ok(Self { lines, codes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_names_skus_with_quantities_and_a_code() {
        let link = Permalink::parse("MUG-1:2,PRINT A3:1,MUG-1:1", Some("spring"));
        let found = link.map(|link| {
            let said = |asked: &Asked| (asked.sku.to_string(), asked.quantity);
            let codes = link.codes.unwrap_or_default();
            let lines: Vec<(String, u32)> = link.lines.iter().map(said).collect();
            (lines, codes.first().map(|code| code.as_str().to_owned()))
        });
        let lines = vec![("MUG-1".to_owned(), 3), ("PRINT A3".to_owned(), 1)];
        assert_eq!(found, Ok((lines, Some("SPRING".to_owned()))));
    }

    #[test]
    fn a_link_that_cannot_be_read_is_refused_by_its_part() {
        for (contents, discount, field) in [
            ("", None, "lines[0]"),
            ("A:1,,B:1", None, "lines[1]"),
            ("A", None, "lines[0]"),
            ("A:0", None, "lines[0]"),
            ("A:-1", None, "lines[0]"),
            ("A:x", None, "lines[0]"),
            ("A<b>:1", None, "lines[0]"),
            ("A:1", Some("%"), "discount"),
        ] {
            let refused = Permalink::parse(contents, discount).err();
            let named = refused.and_then(|problem| problem.errors.into_iter().next());
            assert_eq!(named.map(|error| error.field), Some(field.to_owned()), "{contents}");
        }
        let many: Vec<String> = (0..=MAX_LINES).map(|number| format!("S{number}:1")).collect();
        assert!(Permalink::parse(&many.join(","), None).is_err());
    }
}
