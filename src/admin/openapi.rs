//! The operations of staff, as the document of the admin API tells them.

use serde_json::json;

use super::wire::{LinkResource, MeResource, MemberDraft, MemberResource};
use crate::kernel::Handle;
use crate::web::operation::{Operation, get, post, put, scoped, tagged};

const MEMBER: &str = "What the member of staff is called.";

pub fn admin() -> Vec<Operation> {
    let me = get("/me", "show_me")
        .does("Says who asks, and what they may do; whoever is somebody may ask.")
        .gives::<MeResource<'static>>(200, "Who asks.");
    let mut operations = tagged("Staff", vec![me]);
    operations.extend(scoped("Staff", "staff", staff()));
    operations
}

fn staff() -> Vec<Operation> {
    vec![
        put("/staff/{id}", "put_member")
            .does("Adds or changes a member of staff.")
            .note("An `owner` may do everything, a `manager` everything but staff, `support` sees and works on orders.")
            .at::<Handle>("id", MEMBER)
            .guarded()
            .takes::<MemberDraft>()
            .like(json!({"email": "mary@example.com", "name": "Mary Gallagher", "role": "support"}))
            .gives::<MemberResource<'static>>(200, "The member was changed.")
            .or(201, "The member was added.")
            .with(&["ETag"])
            .refuses("invalid@409 conflict"),
        post("/staff/{id}/sign-in-links", "post_link")
            .does("Makes a link that signs a member of staff in once, for who gets no mail.")
            .at::<Handle>("id", MEMBER)
            .gives::<LinkResource>(201, "The link: this answer is its only copy."),
    ]
}
