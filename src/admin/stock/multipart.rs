//! What forms with a file send: `multipart/form-data` (RFC 7578). Pure.

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'a> {
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// The fields in their order; `None` where the body is none of this type or ends too early.
pub fn parts<'a>(content_type: &'a str, body: &'a [u8]) -> Option<Vec<Part<'a>>> {
    let (media_type, parameters) = content_type.split_once(';')?;
    if !media_type.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let boundary = parameter(parameters, "boundary")?;
    let delimiter = format!("\r\n--{boundary}");
    let mut rest = body.strip_prefix(format!("--{boundary}").as_bytes())?;
    let mut parts = Vec::new();
    // The delimiter of the last part is followed by two hyphens, that of others by a new line.
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        let end = find(part, delimiter.as_bytes())?;
        let (whole, after) = part.split_at(end);
        rest = after.get(delimiter.len()..)?;
        let head_end = find(whole, b"\r\n\r\n")?;
        let head = std::str::from_utf8(whole.get(..head_end)?).ok()?;
        let name = head.lines().find_map(field_name)?;
        parts.push(Part { name, bytes: whole.get(head_end + 4..)? });
    }
    rest.starts_with(b"--").then_some(parts)
}

fn field_name(line: &str) -> Option<&str> {
    let (header, value) = line.split_once(':')?;
    let is_it = header.trim().eq_ignore_ascii_case("Content-Disposition");
    parameter(value, "name").filter(|_| is_it)
}

/// A parameter of a header, with or without quotes.
fn parameter<'a>(parameters: &'a str, name: &str) -> Option<&'a str> {
    let find = |pair: &'a str| {
        let (key, value) = pair.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    };
    parameters.split(';').find_map(find).filter(|value| !value.is_empty())
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/form-data; boundary=\"x1\"";

    #[test]
    fn fields_and_files_are_found_in_their_order() {
        let body = b"--x1\r\nContent-Disposition: form-data; name=\"_key\"\r\n\r\nabc\r\n--x1\r\n\
            Content-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\
            sku,on_hand\r\nA,1\r\n\r\n--x1--\r\n";
        let parts = parts(TYPE, body).unwrap();
        let read: Vec<_> =
            parts.iter().map(|part| (part.name, String::from_utf8_lossy(part.bytes))).collect();
        assert_eq!(read, [("_key", "abc".into()), ("file", "sku,on_hand\r\nA,1\r\n".into())]);
    }

    #[test]
    fn what_is_something_else_or_torn_is_none() {
        let whole = "--x1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x1--";
        assert!(parts(TYPE, whole.as_bytes()).is_some());
        for end in 0..whole.len() {
            assert_eq!(parts(TYPE, &whole.as_bytes()[..end]), None, "{end}");
        }
        assert_eq!(parts("text/csv", whole.as_bytes()), None);
        assert_eq!(parts("multipart/form-data; boundary=y", whole.as_bytes()), None);
        assert_eq!(parts("multipart/form-data; boundary=", whole.as_bytes()), None);
    }
}
