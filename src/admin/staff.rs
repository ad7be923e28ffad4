//! Who may work at the desk.

use super::wire::{MemberDraft, MemberResource};
use crate::content::parse_id;
use crate::platform::{Rows, Statement, StoreError};
use crate::web::{
    Answer, Context, Problem, audited_row, changed_meanwhile, expect_revision, revision_at,
    with_revision,
};

/// Longest name, in characters.
const MAX_NAME_LENGTH: usize = 100;

const BEFORE: &str =
    "SELECT json_object('email', email, 'name', name, 'role', role) FROM staff WHERE id = ?4";

/// `PUT /api/admin/v1/staff/{id}`: creates or changes a member.
pub async fn put_member(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let expected = context.expected_revision()?;
    let member: MemberDraft = context.body_json().await?;
    if member.name.trim().is_empty() || member.name.chars().count() > MAX_NAME_LENGTH {
        return Err(Problem::invalid_field("name", "Give a name of at most 100 characters."));
    }
    let after = serde_json::to_string(&member).map_err(StoreError::unavailable)?;
    let mut statements = Vec::new();
    if let Some(expected) = expected {
        let actual = "SELECT revision FROM staff WHERE id = ?1";
        statements.extend(expect_revision(actual, id.as_str(), expected));
    }
    statements.push(audited_row(&context.platform, "staff", id.as_str(), BEFORE, Some(&after)));
    let upsert = Statement::new(
        "INSERT INTO staff (id, revision, email, name, role, created_at_ms) VALUES (?1, 1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET revision = revision + 1, email = ?2, name = ?3, role = ?4
         RETURNING revision",
    );
    statements.push(
        upsert
            .bind(id.as_str())
            .bind(member.email.as_str().to_lowercase())
            .bind(member.name.trim())
            .bind(member.role.as_str())
            .bind(context.now.as_millis()),
    );
    let at = statements.len() - 1;
    let rows: Vec<Rows> =
        context.platform.database()?.batch(statements).await.map_err(|error| {
            if error.violates("staff.email") {
                let sentence = "Somebody else has this address already.";
                return Problem { status: 409, ..Problem::invalid_field("email", sentence) };
            }
            changed_meanwhile(expected, error)
        })?;
    let revision = revision_at(&rows, at)?;
    let resource = MemberResource { id: id.as_str(), revision, member: &member };
    Ok(with_revision(if revision == 1 { 201 } else { 200 }, &resource, revision))
}
