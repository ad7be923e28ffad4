//! What ordinary forms send: `application/x-www-form-urlencoded`.

use std::collections::HashMap;

use super::Problem;

/// Largest form, in bytes.
pub const MAX_FORM_BYTES: u32 = 50_000;

/// The fields of a form; the first value where a name stands twice.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form(HashMap<String, String>);

impl Form {
    pub fn parse(bytes: &[u8]) -> Self {
        let mut fields = HashMap::new();
        for (name, value) in form_urlencoded::parse(bytes) {
            // HTML cannot hold a NUL; nobody types one.
            fields.entry(name.into_owned()).or_insert_with(|| value.replace('\0', ""));
        }
        Self(fields)
    }

    /// A field's text; empty when it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// # Errors
    /// 422 with the field's name when it is no whole number of at least 0.
    pub fn number(&self, name: &str) -> Result<u32, Problem> {
        self.text(name)
            .trim()
            .parse()
            .map_err(|_| Problem::invalid_field(name, "Give a whole number, like 2.".to_owned()))
    }

    /// Where the form wants its visitor back; only within the shop.
    pub fn return_to(&self) -> Option<&str> {
        Some(self.text("return_to")).filter(|path| is_local_path(path))
    }
}

/// A form as a page fills it in.
impl FromIterator<(String, String)> for Form {
    fn from_iter<T: IntoIterator<Item = (String, String)>>(fields: T) -> Self {
        Self(fields.into_iter().collect())
    }
}

/// Whether a redirect to this path stays within the shop, whatever a browser makes of it.
pub fn is_local_path(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 2000
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_decoded_and_a_missing_one_is_empty() {
        let form = Form::parse(b"sku=A+1&quantity=2&sku=B&note=%C3%A6");
        assert_eq!((form.text("sku"), form.text("note"), form.text("x")), ("A 1", "æ", ""));
        assert_eq!(form.number("quantity"), Ok(2));
        for bad in ["", "-1", "1.5", "two", "99999999999"] {
            let form = Form::parse(format!("quantity={bad}").as_bytes());
            assert!(form.number("quantity").is_err(), "{bad}");
        }
    }

    #[test]
    fn a_form_leads_back_into_the_shop_and_nowhere_else() {
        for (path, fine) in [
            ("/cart", true),
            ("/products/x?variant=A%201", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\r\nSet-Cookie: x", false),
            ("/\tevil", false),
            ("", false),
        ] {
            assert_eq!(is_local_path(path), fine, "{path:?}");
        }
    }
}
