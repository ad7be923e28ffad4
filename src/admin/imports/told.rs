//! An import as the admin API tells it.

use serde::Deserialize;

use crate::admin::words::Badge;
use crate::kernel::Timestamp;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Uploading,
    Checking,
    Checked,
    Running,
    Done,
    Cancelled,
    Failed,
}

impl State {
    pub const fn badge(self) -> Badge {
        let (text, tone) = match self {
            Self::Uploading => ("On its way", " is-warning"),
            Self::Checking => ("Being checked", " is-warning"),
            Self::Checked => ("Ready to run", " is-warning"),
            Self::Running => ("Running", " is-warning"),
            Self::Done => ("Done", " is-good"),
            Self::Cancelled => ("Cancelled", ""),
            Self::Failed => ("Failed", " is-bad"),
        };
        Badge { text, tone }
    }

    /// It goes on by itself.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Uploading | Self::Checking | Self::Running)
    }

    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Failed)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
pub struct Counts {
    pub created: u32,
    pub changed: u32,
    pub unchanged: u32,
    pub archived: u32,
    pub failed: u32,
}

impl Counts {
    /// Whether anything is or was to be done.
    pub const fn is_nothing(self) -> bool {
        self.created == 0 && self.changed == 0 && self.archived == 0
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
pub struct Options {
    pub archive_missing: bool,
    pub stock: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Trouble {
    pub line: u32,
    pub column: String,
    pub reason: String,
    pub severity: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Import {
    pub id: String,
    pub format: String,
    pub name: String,
    pub state: State,
    pub options: Options,
    pub byte_length: u64,
    pub bytes_read: u64,
    pub rows_read: u32,
    pub counts: Counts,
    pub plan: Option<Counts>,
    pub error_count: u32,
    pub warning_count: u32,
    pub failure: Option<String>,
    pub started_by: String,
    pub created_at: Timestamp,
    #[serde(default)]
    pub problems: Vec<Trouble>,
}

impl Import {
    /// The file's name, or the day on which it came.
    pub fn title(&self) -> String {
        if self.name.is_empty() {
            return format!("Import of {}", self.created_at.moment());
        }
        self.name.clone()
    }

    /// How much of the file is read, in percent.
    pub fn percent(&self) -> u64 {
        (self.bytes_read.saturating_mul(100) / self.byte_length.max(1)).min(100)
    }

    pub fn format_title(&self) -> &'static str {
        if self.format == "jsonl" { "JSON lines" } else { "CSV from Shopify" }
    }

    /// What was done, or what would be.
    pub fn shown_counts(&self) -> Counts {
        match self.state {
            State::Checked => self.plan.unwrap_or(self.counts),
            _ => self.counts,
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct ImportList {
    pub imports: Vec<Import>,
    pub next_cursor: Option<String>,
}
