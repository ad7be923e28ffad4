//! Rows of a CSV file from a part of it, with the lines they stand on.

use csv::{ByteRecord, ReaderBuilder};

use super::found::Place;

/// Most rows of one product: a hundred variants and its pictures, with room.
const MAX_GROUPED_ROWS: usize = 1000;

/// One row. Its texts are without spaces around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub start: Place,
    pub end: Place,
    /// What is not UTF-8 is replaced in them, so that the others still say which product it is.
    fields: Vec<String>,
    pub is_readable: bool,
    /// Whether a quotation mark is opened and not closed until the end of the part.
    pub is_open: bool,
}

impl Row {
    pub fn field(&self, index: usize) -> &str {
        self.fields.get(index).map_or("", String::as_str)
    }

    pub fn is_blank(&self) -> bool {
        self.fields.iter().all(String::is_empty)
    }

    pub fn texts(&self) -> &[String] {
        &self.fields
    }
}

/// The rows in `part`, which begins at `start`. Unless it is the last part of the file, its last row may
/// go on behind it and is left out.
pub fn rows(part: &[u8], start: Place, is_last: bool) -> Vec<Row> {
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(part);
    let mut record = ByteRecord::new();
    let mut rows: Vec<Row> = Vec::new();
    let mut at = Cursor { part, position: 0, line: start.line };
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        let begins = record.position().map_or(0, csv::Position::byte);
        at.go_to(usize::try_from(begins).unwrap_or(usize::MAX));
        at.skip_line_ends();
        let first = at.place(start.offset);
        let ends = usize::try_from(reader.position().byte()).unwrap_or(usize::MAX);
        let raw = part.get(at.position..ends).unwrap_or_default();
        let is_open = ends == part.len() && raw.contains(&b'\n') && ends_in_quotes(raw);
        at.go_to(ends);
        at.skip_line_ends();
        let is_readable = record.iter().all(|field| std::str::from_utf8(field).is_ok());
        let texts = record.iter().map(|field| String::from_utf8_lossy(field).trim().to_owned());
        let (fields, end) = (texts.collect(), at.place(start.offset));
        rows.push(Row { start: first, end, fields, is_readable, is_open });
    }
    if !is_last {
        rows.pop();
    }
    rows
}

/// Whether a cell of the row begins with a quotation mark and has no other one at its end. Marks within a cell
/// that begins without one are letters like any other.
fn ends_in_quotes(row: &[u8]) -> bool {
    let (mut is_quoted, mut begins) = (false, true);
    for byte in row {
        match byte {
            // Two in a row within quotation marks leave and enter them again.
            b'"' if is_quoted || begins => (is_quoted, begins) = (!is_quoted, is_quoted),
            b',' | b'\r' | b'\n' if !is_quoted => begins = true,
            _ => begins = false,
        }
    }
    is_quoted
}

/// Rows that belong together by their keys; a row without one belongs to those before it.
pub fn groups<'a>(rows: &'a [Row], keys: &[String]) -> Vec<&'a [Row]> {
    let mut groups = Vec::new();
    let mut start = 0;
    for (index, key) in keys.iter().enumerate() {
        let goes_on = key.is_empty() || keys.get(start) == Some(key);
        if index > start && (!goes_on || index - start >= MAX_GROUPED_ROWS) {
            groups.extend(rows.get(start..index));
            start = index;
        }
    }
    groups.extend(rows.get(start..).filter(|rest| !rest.is_empty()));
    groups
}

struct Cursor<'a> {
    part: &'a [u8],
    position: usize,
    line: u32,
}

impl Cursor<'_> {
    fn go_to(&mut self, position: usize) {
        let position = position.clamp(self.position, self.part.len());
        let passed = self.part.get(self.position..position).unwrap_or_default();
        let lines = passed.split(|byte| *byte == b'\n').count() - 1;
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.position = position;
    }

    fn skip_line_ends(&mut self) {
        let rest = self.part.get(self.position..).unwrap_or_default();
        let ends = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        self.go_to(self.position + ends);
    }

    fn place(&self, offset: u64) -> Place {
        Place { offset: offset + self.position as u64, line: self.line }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const START: Place = Place { offset: 0, line: 1 };

    fn lines(text: &str) -> Vec<(u32, u64, String)> {
        let rows = rows(text.as_bytes(), START, true);
        rows.iter().map(|row| (row.start.line, row.start.offset, row.field(0).to_owned())).collect()
    }

    #[test]
    fn a_row_knows_its_line_whatever_ends_the_lines() {
        for (text, expected) in [
            ("a,b\nc,d\n", vec![(1, 0, "a"), (2, 4, "c")]),
            ("a,b\r\nc,d\r\ne", vec![(1, 0, "a"), (2, 5, "c"), (3, 10, "e")]),
            ("\n\na\n\nb\n", vec![(3, 2, "a"), (5, 5, "b")]),
            ("\"a\nb\",x\nc\n", vec![(1, 0, "a\nb"), (3, 8, "c")]),
            ("\"a \"\"q\"\"\",x\nc\n", vec![(1, 0, "a \"q\""), (2, 12, "c")]),
        ] {
            let expected: Vec<_> =
                expected.into_iter().map(|(line, at, text)| (line, at, text.to_owned())).collect();
            assert_eq!(lines(text), expected, "{text:?}");
        }
        for (text, expected) in [
            ("a\n\"b,c\nd\n", vec![false, true]),
            ("a\n19\" rack,5\"\n", vec![false, false]),
            ("a\n\"b \"\"c\"\"\",\"d\"\n", vec![false, false]),
            ("a\nb,\"c \"\"d\n", vec![false, true]),
        ] {
            let rows = rows(text.as_bytes(), START, true);
            assert_eq!(rows.iter().map(|row| row.is_open).collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_cell_that_is_not_utf_8_leaves_the_others_readable() {
        let rows = rows(b"mug,caf\xe9,1\njug,b,2\n", START, true);
        let found: Vec<_> = rows.iter().map(|row| (row.field(0), row.is_readable)).collect();
        assert_eq!(found, [("mug", false), ("jug", true)]);
        assert_eq!(rows[0].field(1), "caf\u{fffd}");
    }

    proptest! {
        #[test]
        fn parts_of_any_length_give_the_same_rows_as_the_whole(
            text in "([a-c]{0,3}|\"[a-c,\\n]{0,4}\"|,|\\n|\\r\\n){0,30}\\n", length in 1usize..40,
        ) {
            let bytes = text.as_bytes();
            let whole = rows(bytes, START, true);
            let mut pieced = Vec::new();
            let mut place = START;
            let mut taken = length;
            loop {
                let offset = usize::try_from(place.offset).unwrap();
                let end = (offset + taken).min(bytes.len());
                let is_last = end == bytes.len();
                let some = rows(&bytes[offset..end], place, is_last);
                match some.last() {
                    Some(last) => { place = last.end; taken = length; }
                    None => taken *= 2,
                }
                pieced.extend(some);
                if is_last { break; }
            }
            prop_assert_eq!(pieced, whole);
        }

        #[test]
        fn no_bytes_make_it_fail(bytes in prop::collection::vec(any::<u8>(), 0..300), is_last: bool) {
            let rows = rows(&bytes, START, is_last);
            let keys: Vec<String> = rows.iter().map(|row| row.field(0).to_owned()).collect();
            let grouped: usize = groups(&rows, &keys).iter().map(|group| group.len()).sum();
            prop_assert_eq!(grouped, rows.len());
        }
    }
}
