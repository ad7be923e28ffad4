//! Endpoints of the tokens that programs ask with.

use serde::Deserialize;
use serde_json::json;

use super::authorising::{identify, unauthorised};
use super::store::{TOKEN_MARK, digest_of};
use super::wire::{MadeToken, TokenDraft, TokenList, TokenResource};
use crate::kernel::{Timestamp, from_json};
use crate::platform::{Rows, Statement, StoreError, random_hex};
use crate::web::{
    Answer, Body, Context, FieldError, MAX_BODY_BYTES, Once, Part, Problem, Reply, audited,
    expect_revision, expect_room, is_still_somebody, once, parse_json, too_many,
};

/// Most tokens that open something.
const MAX_TOKENS: usize = 100;

#[derive(Debug, Deserialize)]
struct TokenRow {
    id: String,
    title: String,
    scopes: String,
    created_by: String,
    created_at_ms: i64,
    last_used_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
}

impl TokenRow {
    fn into_resource(self) -> Result<TokenResource, StoreError> {
        Ok(TokenResource {
            scopes: from_json(self.scopes.as_bytes()).map_err(StoreError::unavailable)?,
            id: self.id,
            title: self.title,
            created_by: self.created_by,
            created_at: Timestamp::from_millis(self.created_at_ms),
            last_used_at: self.last_used_at_ms.map(Timestamp::from_millis),
            revoked_at: self.revoked_at_ms.map(Timestamp::from_millis),
        })
    }
}

/// `GET /api/admin/v1/tokens`: the newest first, with those that were revoked.
pub async fn list_tokens(context: &Context) -> Result<Answer, Problem> {
    let part = Part::parse(&context.query)?;
    let find = Statement::new(
        "SELECT id, title, scopes, created_by, created_at_ms, last_used_at_ms, revoked_at_ms FROM api_tokens
         WHERE ?1 = '' OR (created_at_ms, id) < (SELECT created_at_ms, id FROM api_tokens WHERE id = ?1)
         ORDER BY created_at_ms DESC, id DESC LIMIT ?2",
    );
    let find = find.bind(part.cursor.as_deref().unwrap_or_default()).bind(part.limit()?);
    let rows: Vec<TokenRow> = context.platform.database()?.rows(find).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.id.clone()))?;
    let tokens = rows.into_iter().map(TokenRow::into_resource).collect::<Result<_, _>>()?;
    Ok(Reply::json(200, &TokenList { tokens, next_cursor }).into())
}

/// `POST /api/admin/v1/tokens`: its answer is the only copy of the secret.
pub async fn post_token(context: &Context) -> Result<Answer, Problem> {
    let body = context.body_bytes(MAX_BODY_BYTES).await?;
    let guard = match once(context, "POST /api/admin/v1/tokens", &body).await? {
        Once::Replay(answer) => return Ok(answer),
        Once::First(guard) => guard,
    };
    let draft: TokenDraft = parse_json(&body)?;
    let (title, scopes) = draft.checked()?;
    let principal = identify(context).await?;
    let lacking = draft.scopes.iter().position(|name| {
        scopes.iter().any(|scope| scope.as_str() == name && !principal.may(*scope))
    });
    if let Some(index) = lacking {
        let detail = "A token may do no more than whoever makes it.".to_owned();
        let field = FieldError { field: format!("scopes[{index}]"), detail: detail.clone() };
        return Err(Problem { errors: vec![field], ..Problem::new(403, "forbidden", detail) });
    }
    let scopes: Vec<String> = scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    let secret = format!("{TOKEN_MARK}{}", random_hex::<32>());
    let id = random_hex::<8>();
    let made = json!({ "title": title, "scopes": scopes }).to_string();
    let insert = Statement::new(
        "INSERT INTO api_tokens (id, digest, title, scopes, created_by, created_at_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    );
    let insert = insert
        .bind(id.as_str())
        .bind(digest_of(&secret))
        .bind(title.as_str())
        .bind(json!(scopes).to_string())
        .bind(principal.actor())
        .bind(context.now.as_millis());
    // Whoever makes it may have been removed meanwhile, with all the tokens that there were.
    let is_there = format!("SELECT {}", is_still_somebody("?1"));
    let mut statements = Vec::from(expect_revision(&is_there, &principal.actor(), 1));
    statements.push(insert);
    statements.extend(expect_room("api_tokens WHERE revoked_at_ms IS NULL", MAX_TOKENS));
    statements.push(audited(&context.platform, "token", &id, None, Some(&made)));
    let mut token = MadeToken { id, title, scopes, secret: None };
    // Without the secret: a repetition learns that the token is there.
    statements.extend(guard.keep(201, &token));
    if let Err(error) = context.platform.database()?.batch(statements).await {
        let full = "A shop has 100 tokens at most. Revoke one that nobody uses.";
        return match too_many(&error, full) {
            Some(problem) => Err(problem),
            None if error.violates("revision_matches") => Err(unauthorised()),
            None => guard.or_replay(context, error).await,
        };
    }
    token.secret = Some(secret);
    Ok(Reply::json(201, &token).into())
}

/// Revokes every token that `which` (about `?1`) finds and that still opens something, with a row of the
/// audit log for each.
pub(super) fn revoke_statements(context: &Context, which: &str, subject: &str) -> [Statement; 2] {
    let these = |sql: &str| {
        Statement::new(format!("{sql} WHERE {which} AND revoked_at_ms IS NULL"))
            .bind(subject)
            .bind(context.now.as_millis())
    };
    let note = these(
        "INSERT INTO audit_log (at_ms, actor, kind, subject, before, after)
         SELECT ?2, ?3, 'token', id, json_object('title', title, 'scopes', json(scopes)), NULL FROM api_tokens",
    );
    let revoke = these("UPDATE api_tokens SET revoked_at_ms = ?2");
    [note.bind(context.platform.actor()), revoke]
}

/// `DELETE /api/admin/v1/tokens/{id}`: it opens nothing from now on, and stays in the list.
pub async fn revoke_token(context: &Context, id: &str) -> Result<Answer, Problem> {
    #[derive(Deserialize)]
    struct Revoked {
        #[serde(rename = "id")]
        _id: String,
    }
    let mut statements = Vec::from(revoke_statements(context, "id = ?1", id));
    statements.push(Statement::new("SELECT id FROM api_tokens WHERE id = ?1").bind(id));
    let answers = context.platform.database()?.batch(statements).await?;
    let revoked: Option<Revoked> = answers.last().map(Rows::first).transpose()?.flatten();
    revoked.ok_or_else(Problem::not_found)?;
    Ok(Reply::new(204, Body::Empty).into())
}
