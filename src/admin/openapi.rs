//! The operations of staff, tokens and the audit log, as the document of the admin API tells them.

use serde_json::{Value, json};

use super::wire::{
    AuditList, LinkResource, MadeToken, MeResource, MemberDraft, MemberResource, SessionList,
    StaffList, TokenDraft, TokenList,
};
use crate::kernel::Handle;
use crate::web::operation::{Operation, delete, get, post, put, scoped, tagged};

const MEMBER: &str = "What the member of staff is called.";
const SESSION: &str = "The `id` of the session, as the list of sessions has it.";

pub fn admin() -> Vec<Operation> {
    let mut operations = tagged("Staff", own());
    operations.extend(scoped("Staff", "staff", staff()));
    operations.extend(scoped("Staff", "staff", sessions()));
    operations.extend(scoped("API tokens", "staff", tokens()));
    operations.extend(scoped("Audit log", "staff", audit_log()));
    operations
}

/// Whoever is somebody may ask.
fn own() -> Vec<Operation> {
    vec![
        get("/me", "show_me")
            .does("Says who asks, and what they may do; whoever is somebody may ask.")
            .gives::<MeResource>(200, "Who asks."),
        get("/me/sessions", "list_own")
            .does("Lists where the member of staff who asks is signed in.")
            .gives::<SessionList>(
                200,
                "All that have not ended, the one that was used last first.",
            ),
        delete("/me/sessions", "end_all_own")
            .does("Signs the member of staff who asks out everywhere, at once.")
            .gives_nothing(204, "They ended."),
        delete("/me/sessions/{session}", "end_own")
            .does("Ends one of one's own sessions.")
            .at_text("session", SESSION, text())
            .gives_nothing(204, "It ended."),
    ]
}

fn text() -> Value {
    json!({"type": "string"})
}

fn of_member(operation: Operation) -> Operation {
    operation.at::<Handle>("id", MEMBER)
}

fn staff() -> Vec<Operation> {
    vec![
        get("/staff", "list_staff")
            .does("Lists the members of staff by id.")
            .paged()
            .gives::<StaffList>(200, "A part of the list."),
        of_member(get("/staff/{id}", "get_member"))
            .does("Reads a member of staff.")
            .gives::<MemberResource>(200, "The member.")
            .with(&["ETag"]),
        of_member(put("/staff/{id}", "put_member"))
            .does("Adds or changes a member of staff.")
            .note("An `owner` may do everything, a `manager` everything but staff, `support` sees and works on orders. Another role holds from the next request on. Nobody gives a role that may do more than they may themselves, or changes who has one. 412 has `current`, the member as they are now.")
            .guarded()
            .takes::<MemberDraft>()
            .like(json!({"email": "mary@example.com", "name": "Mary Gallagher", "role": "support"}))
            .gives::<MemberResource>(200, "The member was changed, or is just so.")
            .or(201, "The member was added.")
            .with(&["ETag"])
            .refuses("invalid@409 conflict last_owner"),
        of_member(delete("/staff/{id}", "delete_member"))
            .does("Removes a member of staff, who is signed out everywhere at once, and revokes the tokens that they made.")
            .guarded()
            .gives_nothing(204, "The member was removed.")
            .refuses("conflict last_owner"),
        of_member(post("/staff/{id}/sign-in-links", "post_link"))
            .does("Makes a link that signs a member of staff in once, for who gets no mail.")
            .gives::<LinkResource>(201, "The link: this answer is its only copy; `url` is `null` in a repeated answer.")
            .replayed(),
    ]
}

fn sessions() -> Vec<Operation> {
    vec![
        of_member(get("/staff/{id}/sessions", "list_sessions"))
            .does("Lists where a member of staff is signed in.")
            .gives::<SessionList>(
                200,
                "All that have not ended, the one that was used last first.",
            ),
        of_member(delete("/staff/{id}/sessions", "end_sessions"))
            .does("Signs a member of staff out everywhere, at once.")
            .gives_nothing(204, "They ended."),
        of_member(delete("/staff/{id}/sessions/{session}", "end_session"))
            .does("Ends a session; it opens nothing from then on.")
            .at_text("session", SESSION, text())
            .gives_nothing(204, "It ended."),
    ]
}

fn tokens() -> Vec<Operation> {
    vec![
        get("/tokens", "list_tokens")
            .does("Lists the tokens, the newest first, with those that were revoked.")
            .paged()
            .gives::<TokenList>(200, "A part of the list; no secrets."),
        post("/tokens", "post_token")
            .does("Makes a token. Its secret is in this answer and nowhere else.")
            .note("A token may do no more than whoever makes it. A repetition under the same key is answered without the secret. A shop has 100 tokens at most that are not revoked.")
            .takes::<TokenDraft>()
            .like(json!({"title": "Warehouse", "scopes": ["stock:read", "stock:write"]}))
            .gives::<MadeToken>(201, "The token; `secret` is `null` in a repeated answer.")
            .replayed()
            .refuses("too_many"),
        delete("/tokens/{id}", "revoke_token")
            .does("Revokes a token, at once and for good; it stays in the list.")
            .at_text("id", "The `id` of the token.", text())
            .gives_nothing(204, "It opens nothing any more."),
    ]
}

fn audit_log() -> Vec<Operation> {
    vec![
        get("/audit-log", "list_entries")
            .does("Lists who changed what, from what, to what; the newest first. Nothing edits it.")
            .query("kind", "What was changed, like `product`.", text())
            .query("subject", "Which one, like its handle.", text())
            .query("actor", "Who did it: `staff:…`, `token:…`, `admin-token` or `system`.", text())
            .paged()
            .gives::<AuditList>(200, "A part of the log."),
    ]
}
