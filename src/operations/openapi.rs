//! The operations of whoever runs the shop, as the document of the admin API tells them.

use serde_json::json;

use super::wire::{DeadLetter, DeadLetterList, Health, Overview};
use crate::web::operation::{Operation, get, post, scoped};

fn of_letter(operation: Operation) -> Operation {
    let schema = json!({"type": "string", "minLength": 1, "examples": ["7f1c3c1d0c6a4f5e9b1f"]});
    operation.at_text("id", "The dead letter, as the list names it.", schema)
}

pub fn admin() -> Vec<Operation> {
    let overview = get("/overview", "show_overview")
        .does("Says what needs somebody, each with its count and the first five, and what was sold today and in 30 days.")
        .note("Each part is there for whoever may see it. Days are those of UTC. `sales` and `refunds` are money that came and went in these days; `orders`, `units` and `average_order` are of orders that were placed in them and are confirmed or closed.")
        .gives::<Overview>(200, "From the copies, some seconds old.");
    let rest = vec![
        get("/health", "show_health")
            .does("Says whether everything that works by itself does.")
            .gives::<Health>(200, "How it stands."),
        get("/dead-letters", "list_dead_letters")
            .does("Lists messages that queues gave up, the newest first.")
            .query(
                "queue",
                "That they were sent to.",
                json!({"type": "string", "enum": ["orders", "payments", "mails", "publications", "imports"]}),
            )
            .query(
                "state",
                "What was done about them.",
                json!({"type": "string", "enum": ["waiting", "replayed", "dismissed", "all"], "default": "waiting"}),
            )
            .paged()
            .gives::<DeadLetterList>(200, "A part of the list."),
        of_letter(post("/dead-letters/{id}/replay", "replay_dead_letter"))
            .does("Sends a dead letter to its queue again; asked twice, once.")
            .gives::<DeadLetter>(200, "The letter afterwards.")
            .refuses("already_handled"),
        of_letter(post("/dead-letters/{id}/dismissal", "dismiss_dead_letter"))
            .does("Puts a dead letter aside; asked twice, once.")
            .gives::<DeadLetter>(200, "The letter afterwards.")
            .refuses("already_handled"),
    ];
    let mut operations = scoped("Operations", "orders", vec![overview]);
    operations.extend(scoped("Operations", "settings", rest));
    operations
}
