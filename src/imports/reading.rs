//! The next products of a file, as a step takes them.

use super::columns::Columns;
use super::found::{Found, Part, Place, Trouble};
use super::report::{Format, ImportRow, State};
use super::{files, jsonl, shopify};
use crate::content::Settings;
use crate::kernel::from_json;
use crate::platform::{Platform, StoreError};

/// Bytes read at once, and how far that grows where one product is longer.
const PART_BYTES: u64 = 512 * 1024;
const LONGEST_PART_BYTES: u64 = 8 * 1024 * 1024;
/// Most products of a step: of the dry run, and of one that writes.
const CHECKED_AT_ONCE: usize = 500;
const APPLIED_AT_ONCE: usize = 200;

/// Products of the file, and how they were read.
pub struct ReadPart {
    pub products: Vec<Found>,
    pub end: Place,
    pub columns: Option<Columns>,
    pub column_names: Option<Vec<String>>,
}

/// Reads on from where the last step ended, further and further until there is a whole product; a sentence
/// when the file cannot be read.
pub async fn read_part(
    platform: &Platform,
    row: &ImportRow,
    settings: &Settings,
) -> Result<Result<ReadPart, String>, StoreError> {
    let most = if row.state == State::Running { APPLIED_AT_ONCE } else { CHECKED_AT_ONCE };
    let start = row.place();
    let mut length = PART_BYTES;
    loop {
        let Some(bytes) = files::read(platform, &row.id, start.offset, length).await? else {
            return Ok(Err("The file is not there any more. Send it again.".to_owned()));
        };
        let is_last = start.offset + bytes.len() as u64 >= row.byte_length;
        let read = match row.format {
            Format::Jsonl => Ok(whole(jsonl::read(&bytes, start, is_last, most), None, None)),
            Format::Shopify => shopify_part(row, &bytes, start, is_last, most, settings),
        };
        match read {
            Ok(Some(part)) => return Ok(Ok(part)),
            Err(reason) => return Ok(Err(reason)),
            Ok(None) if length >= LONGEST_PART_BYTES && row.format == Format::Jsonl => {
                return Ok(Ok(pass_over(platform, row, start).await?));
            }
            Ok(None) if length >= LONGEST_PART_BYTES => {
                return Ok(Err(format!(
                    "Line {} begins a product that does not end within 8 MiB: a quotation mark may be missing there.",
                    start.line
                )));
            }
            Ok(None) => length *= 2,
        }
    }
}

/// A line that is longer than any product, and the next one behind it.
async fn pass_over(
    platform: &Platform,
    row: &ImportRow,
    start: Place,
) -> Result<ReadPart, StoreError> {
    let mut end = Place { line: start.line.saturating_add(1), ..start };
    loop {
        let bytes = files::read(platform, &row.id, end.offset, LONGEST_PART_BYTES).await?;
        let bytes = bytes.unwrap_or_default();
        let line_end = bytes.iter().position(|byte| *byte == b'\n');
        end.offset += line_end.map_or(bytes.len(), |at| at + 1) as u64;
        if line_end.is_none() && !bytes.is_empty() && end.offset < row.byte_length {
            continue;
        }
        let reason = "This line is longer than 8 MiB, and no product is.";
        let troubles = vec![Trouble::error(start.line, "", reason)];
        let product =
            Found { line: start.line, end, rows: 1, handle: None, content: None, troubles };
        return Ok(ReadPart { products: vec![product], end, columns: None, column_names: None });
    }
}

fn shopify_part(
    row: &ImportRow,
    bytes: &[u8],
    start: Place,
    is_last: bool,
    most: usize,
    settings: &Settings,
) -> Result<Option<ReadPart>, String> {
    let known: Option<Vec<String>> =
        row.column_names.as_ref().and_then(|names| from_json(names.as_bytes()).ok());
    let (names, first) = match known.filter(|_| start.offset > 0) {
        Some(names) => (names, start),
        None => match shopify::read_header(bytes, is_last) {
            Some(header) if !header.is_readable => {
                return Err("The file is not UTF-8. Save it as CSV in UTF-8.".to_owned());
            }
            Some(header) => (header.texts().to_vec(), header.end),
            None if is_last => return Err("The file is empty.".to_owned()),
            None => return Ok(None),
        },
    };
    let columns = Columns::read(&names)?;
    let skipped = usize::try_from(first.offset - start.offset).unwrap_or(usize::MAX);
    let rest = bytes.get(skipped..).unwrap_or_default();
    let part = shopify::read(rest, first, is_last, most, &columns, settings.currency);
    Ok(whole(part, Some(columns), (start.offset == 0).then_some(names)))
}

fn whole(
    part: Part,
    columns: Option<Columns>,
    column_names: Option<Vec<String>>,
) -> Option<ReadPart> {
    match part {
        Part::Products { products, end } => Some(ReadPart { products, end, columns, column_names }),
        Part::TooShort => None,
    }
}
