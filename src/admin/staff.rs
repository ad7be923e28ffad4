//! Endpoints of who may work at the desk.

use serde::Deserialize;
use serde_json::json;

use super::authorising::identify;
use super::principal::Principal;
use super::scope::Role;
use super::tokens::revoke_statements;
use super::wire::{MemberDraft, MemberResource, StaffList};
use crate::content::parse_id;
use crate::kernel::{Handle, Timestamp};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{
    Answer, Body, Context, FieldError, Part, Problem, Reply, audited_row, changed_meanwhile,
    expect_revision, revision_at, revision_mismatch, with_revision,
};

const MEMBERS: &str = "SELECT id, revision, email, name, role, created_at_ms,
  (SELECT max(last_seen_at_ms) FROM staff_sessions WHERE staff_id = staff.id) AS last_seen_at_ms FROM staff";
const REVISION: &str = "SELECT revision FROM staff WHERE id = ?1";
const BEFORE: &str =
    "SELECT json_object('email', email, 'name', name, 'role', role) FROM staff WHERE id = ?4";

#[derive(Debug, Deserialize)]
struct MemberRow {
    id: String,
    revision: i64,
    email: String,
    name: String,
    role: Role,
    created_at_ms: i64,
    last_seen_at_ms: Option<i64>,
}

impl MemberRow {
    fn into_resource(self) -> MemberResource {
        let Self { id, revision, email, name, role, created_at_ms, last_seen_at_ms } = self;
        let created_at = Timestamp::from_millis(created_at_ms);
        let last_seen_at = last_seen_at_ms.map(Timestamp::from_millis);
        MemberResource { id, revision, email, name, role, created_at, last_seen_at }
    }
}

async fn find(database: &Database, id: &Handle) -> Result<Option<MemberResource>, StoreError> {
    let statement = Statement::new(format!("{MEMBERS} WHERE id = ?1")).bind(id.as_str());
    let row: Option<MemberRow> = database.first(statement).await?;
    Ok(row.map(MemberRow::into_resource))
}

/// `GET /api/admin/v1/staff`: all of them by id.
pub async fn list_staff(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let statement = Statement::new(format!("{MEMBERS} WHERE id > ?1 ORDER BY id LIMIT ?2"))
        .bind(part.cursor.as_deref().unwrap_or_default())
        .bind(part.limit()?);
    let rows: Vec<MemberRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.id.clone()))?;
    let staff = rows.into_iter().map(MemberRow::into_resource).collect();
    Ok(Reply::json(200, &StaffList { staff, next_cursor }).into())
}

/// `GET /api/admin/v1/staff/{id}`
pub async fn get_member(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let member = find(&context.platform.database()?, &id).await?.ok_or_else(Problem::not_found)?;
    Ok(with_revision(200, &member, member.revision))
}

/// `PUT /api/admin/v1/staff/{id}`: makes or changes a member. Another role holds from the next request on;
/// links that went to another address open nothing any more.
pub async fn put_member(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let expected = context.expected_revision()?;
    let draft: MemberDraft = context.body_json::<MemberDraft>().await?.checked()?;
    let database = context.platform.database()?;
    let stored = find(&database, &id).await?;
    expect_stored(expected, stored.as_ref())?;
    let roles = stored.iter().map(|member| member.role).chain([draft.role]);
    require_cover(&identify(context).await?, roles)?;
    if let Some(member) = &stored
        && (member.email.as_str(), member.name.as_str(), member.role)
            == (draft.email.as_str(), draft.name.as_str(), draft.role)
    {
        return Ok(with_revision(200, member, member.revision));
    }
    let held = stored.as_ref().map_or(0, |member| member.revision);
    let mut statements = Vec::from(expect_revision(REVISION, id.as_str(), held));
    if draft.role != Role::Owner {
        statements.extend(expect_another_owner(&id));
    }
    let after = serde_json::to_string(&draft).map_err(StoreError::unavailable)?;
    statements.push(audited_row(&context.platform, "staff", id.as_str(), BEFORE, Some(&after)));
    let upsert = Statement::new(
        "INSERT INTO staff (id, revision, email, name, role, created_at_ms) VALUES (?1, 1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET revision = revision + 1, email = ?2, name = ?3, role = ?4
         RETURNING revision",
    );
    let at = statements.len();
    statements.push(
        upsert
            .bind(id.as_str())
            .bind(draft.email.as_str())
            .bind(draft.name.as_str())
            .bind(draft.role.as_str())
            .bind(context.now.as_millis()),
    );
    if stored.as_ref().is_some_and(|member| member.email != draft.email.as_str()) {
        // It may be somebody else who reads the new address.
        for table in ["sign_in_links", "staff_sessions"] {
            let forget = Statement::new(format!("DELETE FROM {table} WHERE staff_id = ?1"));
            statements.push(forget.bind(id.as_str()));
        }
    }
    let rows = database.batch(statements).await.map_err(|error| refusal(expected, error))?;
    let revision = revision_at(&rows, at)?;
    let member = find(&database, &id).await?.ok_or_else(Problem::unavailable)?;
    Ok(with_revision(if revision == 1 { 201 } else { 200 }, &member, member.revision))
}

/// Tokens that somebody made, themselves or by a token of theirs.
const MADE_BY: &str = "created_by IN (WITH RECURSIVE makers (actor) AS (SELECT ?1 UNION
     SELECT 'token:' || id FROM api_tokens JOIN makers ON created_by = actor) SELECT actor FROM makers)";

/// `DELETE /api/admin/v1/staff/{id}`: sessions and links go with the member, at once, and so does what
/// the tokens open that they made: who leaves may know their secrets.
pub async fn delete_member(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = parse_id("id", id)?;
    let expected = context.expected_revision()?;
    let database = context.platform.database()?;
    let stored = find(&database, &id).await?.ok_or_else(Problem::not_found)?;
    expect_stored(expected, Some(&stored))?;
    require_cover(&identify(context).await?, [stored.role])?;
    let mut statements = Vec::from(expect_revision(REVISION, id.as_str(), stored.revision));
    statements.extend(expect_another_owner(&id));
    statements.push(audited_row(&context.platform, "staff", id.as_str(), BEFORE, None));
    statements.extend(revoke_statements(context, MADE_BY, &format!("staff:{id}")));
    statements.push(Statement::new("DELETE FROM staff WHERE id = ?1").bind(id.as_str()));
    database.batch(statements).await.map_err(|error| refusal(expected, error))?;
    Ok(Reply::new(204, Body::Empty).into())
}

/// 412 with what is there now.
fn expect_stored(expected: Option<i64>, stored: Option<&MemberResource>) -> Result<(), Problem> {
    let actual = stored.map_or(0, |member| member.revision);
    if expected.is_none_or(|expected| expected == actual) {
        return Ok(());
    }
    Err(revision_mismatch().with("current", json!(stored)))
}

/// Who lets somebody in, or changes where their links go, may do all that they may: else a program with
/// `staff:write` alone could make itself an owner.
pub(super) fn require_cover(
    principal: &Principal,
    roles: impl IntoIterator<Item = Role>,
) -> Result<(), Problem> {
    match roles.into_iter().find(|role| !principal.covers(*role)) {
        None => Ok(()),
        Some(role) => {
            let role = role.as_str();
            let detail = format!("The role `{role}` may do more than you may yourself.");
            let field = FieldError { field: "role".to_owned(), detail: detail.clone() };
            Err(Problem { errors: vec![field], ..Problem::new(403, "forbidden", detail) })
        }
    }
}

/// Refuses the batch where this is the only owner.
fn expect_another_owner(id: &Handle) -> [Statement; 2] {
    let others = Statement::new(
        "INSERT INTO allotments (taken, most)
         SELECT 1, (SELECT count(*) FROM staff WHERE role = 'owner' AND id <> ?1)
         FROM staff WHERE id = ?1 AND role = 'owner'",
    );
    [others.bind(id.as_str()), Statement::new("DELETE FROM allotments")]
}

fn refusal(expected: Option<i64>, error: StoreError) -> Problem {
    if error.violates("staff.email") {
        let sentence = "Somebody else of the staff has this address already.";
        return Problem { status: 409, ..Problem::invalid_field("email", sentence) };
    }
    if error.violates("there_is_room") {
        return Problem::new(
            409,
            "last_owner",
            "The shop needs an owner. Give somebody else the role `owner` first.",
        );
    }
    changed_meanwhile(expected, error)
}
