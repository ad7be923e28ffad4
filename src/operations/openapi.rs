//! The operations of the desk's overview, health and dead letters, as the document of the admin API
//! tells them.

use serde_json::json;

use super::wire::{DeadLetter, DeadLetterList, Health, Overview};
use crate::web::operation::{Operation, get, post, scoped};

pub fn admin() -> Vec<Operation> {
    let letter = |operation: Operation| {
        let schema = json!({"type": "string", "examples": ["5d0f8e1c7ab94f6e9a3b2c1d0e4f5a6b"]});
        operation.at_text("id", "The id of the message.", schema)
    };
    let operations = vec![
        get("/overview", "show_overview")
            .does("Says what needs attention, and the figures of today and of 30 days.")
            .note("Whoever may not see stock, the catalogue or settings does not get those parts.")
            .needs("orders:read")
            .gives::<Overview>(200, "What whoever asks may see of it."),
        get("/health", "show_health")
            .does("Says whether everything works: reconciliation, outboxes, queues, sweeps, gateways, publications.")
            .gives::<Health>(200, "How it stands."),
        get("/dead-letters", "list_dead_letters")
            .does("Lists messages that a queue gave up on, the newest first.")
            .query("queue", "Of this queue.", json!({"type": "string"}))
            .query(
                "state",
                "What became of them; those that wait without it.",
                json!({"type": "string", "enum": ["waiting", "replayed", "dismissed", "all"]}),
            )
            .paged()
            .gives::<DeadLetterList>(200, "A part of the list."),
        letter(post("/dead-letters/{id}/replay", "replay_dead_letter"))
            .does("Sends a message to its queue again; a second time changes nothing.")
            .gives::<DeadLetter>(200, "The message.")
            .replayed()
            .refuses("already_handled in_progress"),
        letter(post("/dead-letters/{id}/dismissal", "dismiss_dead_letter"))
            .does("Puts a message aside; a second time changes nothing.")
            .gives::<DeadLetter>(200, "The message.")
            .replayed()
            .refuses("already_handled in_progress"),
    ];
    scoped("Operations", "settings", operations)
}
