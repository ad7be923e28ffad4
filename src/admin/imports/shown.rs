//! What the pages say of an import. Pure.

use crate::admin::words::{Badge, counted};
use crate::imports::{Counts, Format, ImportResource, State};

pub const fn badge(state: State) -> Badge {
    let (text, tone) = match state {
        State::Uploading => ("On its way", " is-warning"),
        State::Checking => ("Being checked", " is-warning"),
        State::Checked => ("Ready to run", " is-warning"),
        State::Running => ("Running", " is-warning"),
        State::Done => ("Done", " is-good"),
        State::Cancelled => ("Cancelled", ""),
        State::Failed => ("Failed", " is-bad"),
    };
    Badge { text, tone }
}

/// It goes on by itself.
pub const fn is_working(state: State) -> bool {
    matches!(state, State::Uploading | State::Checking | State::Running)
}

/// The file's name, or the day on which it came.
pub fn title(import: &ImportResource) -> String {
    if import.name.is_empty() {
        return format!("Import of {}", import.created_at.moment());
    }
    import.name.clone()
}

/// How much of the file is read, in percent.
pub fn percent(import: &ImportResource) -> u64 {
    (import.bytes_read.saturating_mul(100) / import.byte_length.max(1)).min(100)
}

pub const fn format_title(format: Format) -> &'static str {
    match format {
        Format::Shopify => "CSV from Shopify",
        Format::Jsonl => "JSON lines",
    }
}

/// What was done, or what would be.
pub fn counts(import: &ImportResource) -> Counts {
    match import.state {
        State::Checked => import.plan.unwrap_or(import.counts),
        _ => import.counts,
    }
}

/// The same in the list, where nobody says what did not come about.
pub fn listed(import: &ImportResource) -> Counts {
    match import.state {
        State::Cancelled | State::Failed if import.begun_at.is_none() => Counts::default(),
        _ => counts(import),
    }
}

/// What the counts are about.
pub const fn heading(import: &ImportResource) -> &'static str {
    match import.state {
        State::Uploading | State::Checking => "Found so far",
        State::Checked => "What would happen",
        State::Running => "Done so far",
        State::Cancelled | State::Failed if import.begun_at.is_none() => "Found until then",
        State::Done | State::Cancelled | State::Failed => "What happened",
    }
}

/// Whether it stopped while it ran: then it can be run again.
pub fn can_run_again(import: &ImportResource) -> bool {
    import.state == State::Failed && import.begun_at.is_some()
}

const fn writes(counts: Counts) -> bool {
    counts.created > 0 || counts.changed > 0 || counts.archived > 0
}

/// Whether running it writes anything.
pub fn has_work(import: &ImportResource) -> bool {
    writes(counts(import)) || import.options.stock.is_some()
}

/// "2 products created, 1 archived"; what did not happen is not told.
fn deeds(counts: Counts) -> String {
    let deeds =
        [(counts.created, "created"), (counts.changed, "changed"), (counts.archived, "archived")];
    let mut told: Vec<String> = Vec::new();
    for (count, deed) in deeds.into_iter().filter(|(count, _)| *count > 0) {
        let what = counted(count, "product", "products");
        told.push(if told.is_empty() {
            format!("{what} {deed}")
        } else {
            format!("{count} {deed}")
        });
    }
    if told.is_empty() { "no product had to change".to_owned() } else { told.join(", ") }
}

/// How it stands, in plain words, for what does not go on by itself.
pub fn verdict(import: &ImportResource) -> String {
    let counts = counts(import);
    match import.state {
        State::Checked if writes(counts) => {
            format!("Nothing has changed yet. When it runs: {}.", deeds(counts))
        }
        State::Checked if import.options.stock.is_some() => {
            "No product would change. Its quantities are counted when you run it.".to_owned()
        }
        State::Checked if counts.failed == 0 => {
            "Everything that the file says is so already: there is nothing to do.".to_owned()
        }
        State::Checked => {
            let left_out = counted(counts.failed, "product", "products");
            format!("There is nothing to do: {left_out} left out, and all else is so already.")
        }
        State::Done => format!("It is done: {}.", deeds(counts)),
        State::Cancelled if import.begun_at.is_none() => {
            "It was cancelled before anything changed.".to_owned()
        }
        State::Cancelled => format!("It was stopped after this: {}. That stays.", deeds(counts)),
        State::Failed | State::Uploading | State::Checking | State::Running => String::new(),
    }
}

/// What to do next; nothing where the page has a button for it.
pub fn next(import: &ImportResource) -> &'static str {
    let leaves_out = counts(import).failed > 0;
    match import.state {
        State::Checked if leaves_out => {
            "Products with an error below are left out and stay as they are. Run it for the others, or mend the file and send it again."
        }
        State::Done if leaves_out => {
            "Products with an error below were left out and are as they were. Mend their rows and send the file again: what is right already is passed over."
        }
        State::Cancelled if import.begun_at.is_some() => {
            "Send the file again to go on: what is right already is passed over."
        }
        State::Failed if import.begun_at.is_none() => {
            "Nothing has changed. Mend the file and send it again."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Timestamp, from_json};

    fn import(state: State, counts: Counts, has_begun: bool) -> ImportResource {
        let json = r#"{"id":"1","format":"jsonl","name":"","state":"done","options":{"archive_missing":false,"stock":null,"refetch_pictures":false,"run_if_clean":false},
            "byte_length":200,"bytes_read":50,"rows_read":3,"counts":{"created":0,"changed":0,"unchanged":0,"archived":0,"failed":0},"plan":null,
            "error_count":0,"warning_count":0,"failure":null,"started_by":"staff:ada","run_by":null,"created_at":"2026-11-26T08:00:00Z",
            "checked_at":null,"begun_at":null,"ended_at":null}"#;
        let begun_at = has_begun.then(|| Timestamp::from_millis(0));
        ImportResource { state, counts, begun_at, ..from_json(json.as_bytes()).unwrap() }
    }

    #[test]
    fn every_end_says_what_became_of_it_and_what_to_do() {
        let none = Counts::default();
        let some = Counts { created: 2, changed: 1, ..none };
        let bad = Counts { failed: 1, ..some };
        for (state, counts, has_begun, said, next_words) in [
            (State::Checked, none, false, "is so already: there is nothing", ""),
            (State::Checked, Counts { failed: 1, ..none }, false, "1 product left out", "mend"),
            (State::Checked, bad, false, "When it runs: 2 products created, 1 changed.", "mend"),
            (State::Done, none, true, "It is done: no product had to change.", ""),
            (State::Done, some, true, "It is done: 2 products created, 1 changed.", ""),
            (State::Done, Counts { archived: 1, ..none }, true, "1 product archived.", ""),
            (State::Done, bad, true, "It is done: 2 products", "Mend their rows"),
            (State::Cancelled, some, false, "cancelled before anything changed", ""),
            (State::Cancelled, some, true, "1 changed. That stays.", "Send the file again"),
            (State::Failed, none, false, "", "Nothing has changed. Mend the file"),
        ] {
            let import = import(state, counts, has_begun);
            assert!(verdict(&import).contains(said), "{state:?}: {}", verdict(&import));
            assert!(next(&import).contains(next_words), "{state:?}: {}", next(&import));
        }
        assert!(has_work(&import(State::Done, some, true)));
        assert!(!has_work(&import(State::Done, none, true)));
        assert!(can_run_again(&import(State::Failed, some, true)));
        assert!(!can_run_again(&import(State::Failed, some, false)));
        assert_eq!(title(&import(State::Done, none, true)), "Import of 26 Nov 2026, 08:00");
        assert_eq!(percent(&import(State::Running, none, true)), 25);
    }
}
