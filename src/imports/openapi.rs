//! Imports, as the document of the admin API tells them.

use serde_json::{Value, json};

use super::report::{Format, ImportList, ImportResource, ProblemList};
use crate::web::operation::{Operation, get, post, scoped};

const IMPORT: &str = "The id of the import.";
const FILES: &[&str] = &["text/csv", "application/jsonl", "application/x-ndjson"];

fn id() -> Value {
    json!({"type": "string", "pattern": "^[0-9a-f]{32}$"})
}

fn one_of(names: &[&str]) -> Value {
    json!({"type": "string", "enum": names})
}

pub fn admin() -> Vec<Operation> {
    let text = |length: u32| json!({"type": "string", "maxLength": length});
    let operations = vec![
        get("/imports", "list_imports")
            .does("Lists imports, the newest first.")
            .paged()
            .gives::<ImportList>(200, "A part of the list, without problems."),
        post("/imports", "post_import")
            .does("Takes a file of products and looks through it; nothing changes until it is run.")
            .query_of::<Format>("format", "What the file is; without it the content type says it.")
            .query("name", "What the file is called.", text(200))
            .query("archive_missing", "Archives at the end every product that the file does not name.", one_of(&["true", "false"]))
            .query("stock", "The location at which the quantities of the file were counted; without it they are not taken.", text(64))
            .query("pictures", "Whether pictures whose addresses are known are fetched again.", one_of(&["new", "all"]))
            .query("run", "Whether it runs by itself where no row is bad.", one_of(&["later", "if_clean"]))
            .takes_bytes(FILES)
            .keyed()
            .gives::<ImportResource>(201, "The import, whose dry run begins.")
            .or(200, "It was sent before under this key.")
            .with(&["Location"])
            .refuses("length_required")
            .refuses("unsupported_type"),
        get("/imports/{id}", "get_import")
            .does("Shows how far an import is, what it counted and the first hundred problems.")
            .at_text("id", IMPORT, id())
            .gives::<ImportResource>(200, "The import."),
        get("/imports/{id}/problems", "list_problems")
            .does("Lists what is wrong with rows of the file, in its order.")
            .note("As a table with `as=csv`, then all that are kept at once.")
            .at_text("id", IMPORT, id())
            .query("as", "In which form.", one_of(&["json", "csv"]))
            .paged()
            .gives::<ProblemList>(200, "A part of the list."),
        post("/imports/{id}/run", "post_run")
            .does("Imports what the dry run has looked through. One that runs already goes on.")
            .at_text("id", IMPORT, id())
            .gives::<ImportResource>(202, "It runs.")
            .refuses("not_checked"),
        post("/imports/{id}/cancellation", "post_cancellation")
            .does("Ends an import after the step that is being taken; what was changed stays changed.")
            .at_text("id", IMPORT, id())
            .gives::<ImportResource>(200, "It is cancelled.")
            .refuses("ended"),
    ];
    scoped("Imports", "catalogue", operations)
}
