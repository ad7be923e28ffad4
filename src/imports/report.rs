//! An import as the API shows it, and as D1 keeps it.

use serde::{Deserialize, Serialize};

use super::decide::Outcome;
use super::found::{Place, Trouble};
use crate::kernel::{Timestamp, from_json, inert_in_spreadsheets};

/// How many problems of one import are kept with their words; the others are only counted.
pub const MAX_KEPT_PROBLEMS: u32 = 10_000;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// CSV as Shopify writes and reads it.
    #[default]
    Shopify,
    /// A product of the admin API on each line.
    Jsonl,
}

impl Format {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shopify => "shopify",
            Self::Jsonl => "jsonl",
        }
    }
}

/// `uploading → checking → checked → running → done`; from all but the last to `cancelled`, and to `failed`
/// where the file cannot be read or a step never succeeds. One that failed while it ran may run again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// The file is on its way.
    #[default]
    Uploading,
    /// The dry run goes on.
    Checking,
    /// The dry run is over and nothing has changed yet.
    Checked,
    /// Products are being changed.
    Running,
    Done,
    Cancelled,
    Failed,
}

/// How many products had which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Counts {
    pub created: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub archived: u32,
    /// Left out, since a row of theirs is bad.
    pub failed: u32,
}

impl Counts {
    pub fn add(&mut self, outcome: Outcome) {
        let count = match outcome {
            Outcome::Created => &mut self.created,
            Outcome::Changed => &mut self.changed,
            Outcome::Unchanged => &mut self.unchanged,
            Outcome::Archived => &mut self.archived,
            Outcome::Failed => &mut self.failed,
        };
        *count = count.saturating_add(1);
    }
}

/// What else was wished for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Options {
    /// Products that the file does not name are archived at the end.
    pub archive_missing: bool,
    /// The quantities of the file are counts at this location.
    pub stock: Option<String>,
    /// Pictures whose addresses are known are fetched anew.
    pub refetch_pictures: bool,
    /// It begins by itself where the dry run finds no bad row.
    pub run_if_clean: bool,
}

/// A row of `imports`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct ImportRow {
    pub id: String,
    pub format: Format,
    pub name: String,
    pub byte_length: u64,
    /// [`Options`].
    pub options: String,
    pub state: State,
    pub started_by: String,
    /// Who had it change products, once somebody did.
    pub run_by: Option<String>,
    /// How often its next step was begun and not finished, this time included.
    pub attempts: u32,
    pub at_byte: u64,
    pub at_line: u32,
    pub row_count: u32,
    pub created: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub archived: u32,
    pub failed: u32,
    /// What the dry run counted: [`Counts`].
    pub planned: Option<String>,
    /// The names of a file's columns, as a list.
    pub column_names: Option<String>,
    /// Where the products that the file does not name are gone through: the last one.
    pub missing_after: Option<String>,
    pub error_count: u32,
    pub warning_count: u32,
    pub failure: Option<String>,
    pub created_at_ms: i64,
    pub checked_at_ms: Option<i64>,
    pub begun_at_ms: Option<i64>,
    pub ended_at_ms: Option<i64>,
}

impl ImportRow {
    pub fn options(&self) -> Options {
        from_json(self.options.as_bytes()).unwrap_or_default()
    }

    pub const fn place(&self) -> Place {
        Place { offset: self.at_byte, line: self.at_line }
    }

    pub const fn counts(&self) -> Counts {
        Counts {
            created: self.created,
            changed: self.changed,
            unchanged: self.unchanged,
            archived: self.archived,
            failed: self.failed,
        }
    }

    /// In whose name it is worked on.
    pub fn actor(&self) -> &str {
        let runner = self.run_by.as_deref().filter(|_| self.state == State::Running);
        runner.unwrap_or(&self.started_by)
    }

    /// As it is when it has just begun to change products.
    #[must_use]
    pub fn begun(self, by: String, now: Timestamp) -> Self {
        Self {
            state: State::Running,
            run_by: Some(by),
            attempts: 0,
            at_byte: 0,
            at_line: 1,
            row_count: 0,
            created: 0,
            changed: 0,
            unchanged: 0,
            archived: 0,
            failed: 0,
            missing_after: None,
            error_count: 0,
            warning_count: 0,
            failure: None,
            begun_at_ms: Some(now.as_millis()),
            ended_at_ms: None,
            ..self
        }
    }

    /// What whoever looks after it is told when its next step never succeeds.
    pub fn given_up(&self) -> String {
        let (times, line) = (self.attempts, self.at_line);
        if self.state != State::Running {
            return format!(
                "The file could not be looked through from line {line} on, though it was tried {times} times. Send it again later, or without the products that begin there."
            );
        }
        let place = match self.missing_after {
            Some(_) => "when products were archived that the file does not name".to_owned(),
            None => format!("at line {line}"),
        };
        format!(
            "It stopped {place}: that step was tried {times} times. What was changed before stays. Run it again later, and it changes what is not so yet; if it stops there again, take the products around that line out of the file."
        )
    }
}

/// `GET /api/admin/v1/imports/{id}`
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ImportResource {
    pub id: String,
    pub format: Format,
    /// Of the file.
    pub name: String,
    pub state: State,
    pub options: Options,
    pub byte_length: u64,
    /// Of the dry run while it goes on, then of what follows.
    pub bytes_read: u64,
    pub rows_read: u32,
    pub counts: Counts,
    /// What the dry run counted.
    pub plan: Option<Counts>,
    pub error_count: u32,
    pub warning_count: u32,
    /// Why the file could not be read, or why it stopped.
    pub failure: Option<String>,
    /// Who sent the file.
    pub started_by: String,
    /// Who had it change products.
    pub run_by: Option<String>,
    pub created_at: Timestamp,
    pub checked_at: Option<Timestamp>,
    pub begun_at: Option<Timestamp>,
    pub ended_at: Option<Timestamp>,
    /// The first hundred; absent in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problems: Option<Vec<ProblemResource>>,
}

impl ImportResource {
    pub fn new(row: &ImportRow, problems: Option<Vec<ProblemResource>>) -> Self {
        Self {
            id: row.id.clone(),
            format: row.format,
            name: row.name.clone(),
            state: row.state,
            options: row.options(),
            byte_length: row.byte_length,
            bytes_read: row.at_byte,
            rows_read: row.row_count,
            counts: row.counts(),
            plan: row.planned.as_ref().and_then(|plan| from_json(plan.as_bytes()).ok()),
            error_count: row.error_count,
            warning_count: row.warning_count,
            failure: row.failure.clone(),
            started_by: row.started_by.clone(),
            run_by: row.run_by.clone(),
            created_at: Timestamp::from_millis(row.created_at_ms),
            checked_at: row.checked_at_ms.map(Timestamp::from_millis),
            begun_at: row.begun_at_ms.map(Timestamp::from_millis),
            ended_at: row.ended_at_ms.map(Timestamp::from_millis),
            problems,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The product is left out.
    Error,
    /// The product is taken all the same.
    Warning,
}

/// What is wrong with a row of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProblemResource {
    pub line: u32,
    pub column: String,
    pub reason: String,
    pub severity: Severity,
}

impl From<Trouble> for ProblemResource {
    fn from(trouble: Trouble) -> Self {
        Self {
            line: trouble.line,
            column: trouble.column,
            reason: trouble.reason,
            severity: if trouble.is_warning == 0 { Severity::Error } else { Severity::Warning },
        }
    }
}

/// `GET /api/admin/v1/imports`
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ImportList {
    pub imports: Vec<ImportResource>,
    pub next_cursor: Option<String>,
}

/// `GET /api/admin/v1/imports/{id}/problems`
#[derive(Debug, Serialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct ProblemList {
    pub error_count: u32,
    pub warning_count: u32,
    pub problems: Vec<ProblemResource>,
    pub next_cursor: Option<String>,
}

/// Problems as a table, for whoever mends the file beside it. A cell that a spreadsheet would take for a
/// formula begins with an apostrophe.
pub fn problems_csv(problems: &[ProblemResource]) -> String {
    let cell = |text: &str| format!("\"{}\"", inert_in_spreadsheets(text).replace('"', "\"\""));
    let mut table = String::from("line,column,severity,reason\r\n");
    for problem in problems {
        let severity = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let (column, reason) = (cell(&problem.column), cell(&problem.reason));
        let line = problem.line.to_string();
        table.push_str(&[line.as_str(), column.as_str(), severity, reason.as_str()].join(","));
        table.push_str("\r\n");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_worked_on_in_the_name_of_whoever_runs_it() {
        let row = ImportRow { started_by: "staff:ada".to_owned(), ..ImportRow::default() };
        assert_eq!(row.actor(), "staff:ada");
        let row = ImportRow { attempts: 9, at_line: 40, failed: 2, ..row };
        let begun = row.begun("staff:bo".to_owned(), Timestamp::from_millis(7));
        assert_eq!((begun.actor(), begun.attempts, begun.at_line), ("staff:bo", 0, 1));
        assert_eq!(begun.counts(), Counts::default());
        assert_eq!(ImportRow { state: State::Checking, ..begun }.actor(), "staff:ada");
    }

    #[test]
    fn who_is_told_that_it_stopped_reads_where_and_what_to_do() {
        let row = ImportRow { attempts: 10, at_line: 40, ..ImportRow::default() };
        for (state, missing_after, words) in [
            (State::Checking, None, "from line 40 on, though it was tried 10 times. Send"),
            (State::Running, None, "stopped at line 40: that step was tried 10 times. What was"),
            (State::Running, Some(String::new()), "stopped when products were archived that"),
        ] {
            let told = ImportRow { state, missing_after, ..row.clone() }.given_up();
            assert!(told.contains(words), "{told}");
        }
    }

    #[test]
    fn no_cell_of_the_table_is_a_formula() {
        let trouble = Trouble::error(7, "=cmd()", "Say \"x\", please.");
        let table = problems_csv(&[trouble.into()]);
        assert_eq!(
            table,
            "line,column,severity,reason\r\n7,\"'=cmd()\",error,\"Say \"\"x\"\", please.\"\r\n"
        );
    }
}
