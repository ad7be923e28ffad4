//! Feeds as files: a header that names columns, a row for each count, and the report as a file again.
//! Pure.

use std::collections::HashMap;

use csv::{ByteRecord, ReaderBuilder, WriterBuilder};

use super::feed::{FeedReport, FeedRow, ItemResult};
use super::stock::{BackOrders, Location};
use super::wire::CountDraft;
use crate::kernel::{Sku, Timestamp, inert_in_spreadsheets};
use crate::web::{FieldError, Problem};

/// Most rows of a file.
pub const MAX_ROWS: usize = 5000;
/// What spreadsheets put before UTF-8.
const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

const COLUMNS: [&str; 8] = [
    "sku",
    "location",
    "on_hand",
    "counted_at",
    "expected_on_hand",
    "safety",
    "back_order_limit",
    "promised_for",
];

/// Reads a file. Its rows are good or bad each for itself.
///
/// # Errors
/// 422 where the header is none, or the file has no rows or too many.
pub fn read_feed(file: &[u8]) -> Result<Vec<FeedRow>, Problem> {
    let file = file.strip_prefix(BYTE_ORDER_MARK).unwrap_or(file);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter_of(file))
        .has_headers(false)
        .flexible(true)
        .from_reader(file);
    let mut records = reader.byte_records().filter(|record| {
        // A line without anything in it is no row.
        !record.as_ref().is_ok_and(|record| record.iter().all(<[u8]>::is_empty))
    });
    let header = records.next().and_then(Result::ok).unwrap_or_default();
    let columns = read_header(&header)?;
    let mut rows = Vec::new();
    let mut lines = Lines { file, at: 0, line: 1 };
    let mut seen: HashMap<(String, String), u64> = HashMap::new();
    for record in records {
        if rows.len() == MAX_ROWS {
            let sentence =
                format!("Send at most {MAX_ROWS} rows at once, and the rest after them.");
            return Err(Problem::invalid_field("rows", sentence));
        }
        let Ok(record) = record else {
            return Err(Problem::invalid_field("rows", "The file cannot be read as CSV."));
        };
        let begins = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_at(begins);
        rows.push(read_row(&columns, &record, line, &mut seen));
    }
    if rows.is_empty() {
        return Err(Problem::invalid_field("rows", "Send a row for each count after the header."));
    }
    Ok(rows)
}

/// Counts lines of a file from its start on. The reader takes the second half of `\r\n` for the
/// beginning of the next row, and lines without anything, too.
#[derive(Debug)]
struct Lines<'a> {
    file: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of what a row that begins there has first; rows are asked for in their order.
    fn line_at(&mut self, begins: u64) -> u64 {
        let begins = usize::try_from(begins).unwrap_or(usize::MAX);
        while let Some(byte) = self.file.get(self.at) {
            if self.at >= begins && !matches!(byte, b'\r' | b'\n') {
                break;
            }
            self.line += u64::from(*byte == b'\n');
            self.at += 1;
        }
        self.line
    }
}

/// Semicolons where the header has no comma: some spreadsheets write them.
fn delimiter_of(file: &[u8]) -> u8 {
    let header = file.split(|byte| *byte == b'\n').next().unwrap_or_default();
    if !header.contains(&b',') && header.contains(&b';') { b';' } else { b',' }
}

/// Which column stands where.
fn read_header(header: &ByteRecord) -> Result<Vec<&'static str>, Problem> {
    let mut columns = Vec::new();
    for name in header {
        let name = String::from_utf8_lossy(name).trim().to_lowercase();
        let Some(known) = COLUMNS.into_iter().find(|column| *column == name) else {
            let known = COLUMNS.join(", ");
            let sentence = format!("There is no column `{name}`. Columns are {known}.");
            return Err(Problem::invalid_field("header", sentence));
        };
        if columns.contains(&known) {
            let sentence = format!("The column `{known}` is there twice.");
            return Err(Problem::invalid_field("header", sentence));
        }
        columns.push(known);
    }
    if !columns.contains(&"sku") {
        let sentence = "The first row names the columns; one of them is `sku`.";
        return Err(Problem::invalid_field("header", sentence));
    }
    Ok(columns)
}

/// The cells of a row by their columns; empty ones are not there.
#[derive(Debug)]
struct Cells<'a> {
    columns: &'a [&'static str],
    record: &'a ByteRecord,
}

fn complaint(field: &str, detail: impl Into<String>) -> FieldError {
    FieldError { field: field.to_owned(), detail: detail.into() }
}

impl<'a> Cells<'a> {
    fn text(&self, column: &'static str) -> Result<Option<&'a str>, FieldError> {
        let at = self.columns.iter().position(|known| *known == column);
        let Some(cell) = at.and_then(|at| self.record.get(at)) else { return Ok(None) };
        let text = std::str::from_utf8(cell)
            .map_err(|_| complaint(column, "Save the file as UTF-8: this is none."))?
            .trim();
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    fn read<T>(
        &self,
        column: &'static str,
        sentence: &str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, FieldError> {
        let Some(text) = self.text(column)? else { return Ok(None) };
        parse(text).map(Some).ok_or_else(|| complaint(column, sentence))
    }

    fn units(&self, column: &'static str) -> Result<Option<u32>, FieldError> {
        self.read(column, "Give a whole number of units, 0 or more.", |text| text.parse().ok())
    }

    fn instant(&self, column: &'static str) -> Result<Option<Timestamp>, FieldError> {
        let sentence = "Give an instant like 2026-11-26T08:30:00Z.";
        self.read(column, sentence, Timestamp::parse)
    }

    fn count(&self) -> Result<CountDraft, FieldError> {
        if self.record.len() > self.columns.len() {
            let sentence = format!(
                "The row has {} cells and the header {}; put text with commas into quotes.",
                self.record.len(),
                self.columns.len()
            );
            return Err(complaint("sku", sentence));
        }
        let Some(sku) = self.text("sku")? else {
            return Err(complaint("sku", "Say of which SKU."));
        };
        let sku = Sku::parse(sku).map_err(|error| complaint("sku", error.to_string()))?;
        let location = self.read(
            "location",
            "A location has 1 to 64 letters, digits, full stops, underscores or hyphens.",
            Location::parse,
        )?;
        let promised_for = self.instant("promised_for")?;
        let limit = self.units("back_order_limit")?;
        if promised_for.is_some() && limit.is_none() {
            return Err(complaint("back_order_limit", "Say how many may be promised."));
        }
        Ok(CountDraft {
            sku: Some(sku),
            location,
            on_hand: self.units("on_hand")?,
            counted_at: self.instant("counted_at")?,
            expected_on_hand: self.read(
                "expected_on_hand",
                "Give a whole number of units.",
                |text| text.parse().ok(),
            )?,
            safety: self.units("safety")?,
            back_orders: limit.map(|limit| BackOrders { limit, promised_for }),
        })
    }
}

fn read_row(
    columns: &[&'static str],
    record: &ByteRecord,
    line: u64,
    seen: &mut HashMap<(String, String), u64>,
) -> FeedRow {
    let cells = Cells { columns, record };
    let sku = cells.text("sku").ok().flatten().unwrap_or_default().to_owned();
    let count = cells.count().and_then(|count| {
        let location = count.location().map(ToString::to_string).unwrap_or_default();
        match seen.insert((sku.clone(), location), line) {
            None => Ok(count),
            Some(first) => Err(complaint(
                "sku",
                format!("This SKU is there with this location in line {first} already."),
            )),
        }
    });
    FeedRow { line: Some(line), sku, count }
}

/// The column of a file that a field of the API stands in.
pub fn column_of(field: &str) -> String {
    match field.strip_prefix("back_orders.") {
        Some("limit") => "back_order_limit".to_owned(),
        Some(other) => other.to_owned(),
        None => field.to_owned(),
    }
}

/// The report as a file: a row for each row.
pub fn write_report(report: &FeedReport) -> Vec<u8> {
    let mut writer = WriterBuilder::new().from_writer(Vec::new());
    let header = ["line", "sku", "status", "column", "reason", "on_hand", "available"];
    let rows = report.results.iter().map(report_row);
    for row in std::iter::once(header.map(str::to_owned)).chain(rows) {
        // Into memory, which takes everything.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}

fn report_row(result: &ItemResult) -> [String; 7] {
    let number = |value: Option<String>| value.unwrap_or_default();
    let levels = result.stock.as_ref().map(|stock| &stock.levels);
    let reason = result.problem.as_ref().map(|problem| problem.detail.as_str());
    [
        number(result.line.map(|line| line.to_string())),
        inert_in_spreadsheets(&result.sku),
        result.status.to_string(),
        result.column.clone().unwrap_or_default(),
        inert_in_spreadsheets(reason.unwrap_or_default()),
        number(levels.map(|levels| levels.on_hand.to_string())),
        number(levels.and_then(|levels| levels.available).map(|units| units.to_string())),
    ]
}

#[cfg(test)]
#[path = "feed_csv_tests.rs"]
mod tests;
