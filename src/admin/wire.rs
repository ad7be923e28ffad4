//! Staff, sessions, tokens and the audit log as the API and the desk's pages have them. Pure.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::changes::Change;
use super::scope::{Role, Scope};
use crate::kernel::{Email, Timestamp};
use crate::web::{FieldError, Problem};

/// Longest name of a member or a token, in characters.
const MAX_NAME_LENGTH: usize = 100;

/// The body of `PUT /api/admin/v1/staff/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MemberDraft {
    /// Kept in lower case.
    pub email: Email,
    pub name: String,
    pub role: Role,
}

impl MemberDraft {
    /// As it is kept.
    pub fn checked(self) -> Result<Self, Problem> {
        let name = checked_name("name", &self.name)?;
        let email = Email::parse(&self.email.as_str().to_lowercase()).unwrap_or(self.email);
        Ok(Self { email, name, ..self })
    }
}

fn checked_name(field: &str, name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME_LENGTH {
        return Err(Problem::invalid_field(field, "Give a name of 1 to 100 characters."));
    }
    Ok(name.to_owned())
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MemberResource {
    pub id: String,
    pub revision: i64,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub created_at: Timestamp,
    /// Within a minute; `null` for who has no session.
    pub last_seen_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct StaffList {
    pub staff: Vec<MemberResource>,
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SessionResource {
    pub id: String,
    pub created_at: Timestamp,
    /// Within a minute.
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub user_agent: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct SessionList {
    pub sessions: Vec<SessionResource>,
    pub next_cursor: Option<String>,
}

/// A one-time link to sign in with; this is its only copy.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct LinkResource {
    /// `null` in a repeated answer.
    #[serde(default)]
    pub url: Option<String>,
    pub expires_at: Timestamp,
}

/// Who asks, and what they may do.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MeResource {
    pub actor: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    pub scopes: Vec<String>,
}

/// The body of `POST /api/admin/v1/tokens`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TokenDraft {
    pub title: String,
    pub scopes: Vec<String>,
}

impl TokenDraft {
    /// Title and scopes as they are kept: each scope once, in their own order.
    pub fn checked(&self) -> Result<(String, Vec<Scope>), Problem> {
        let title = checked_name("title", &self.title)?;
        let mut errors = Vec::new();
        for (index, name) in self.scopes.iter().enumerate() {
            if Scope::parse(name).is_none() {
                errors.push(FieldError {
                    field: format!("scopes[{index}]"),
                    detail: format!("There is no scope `{}`.", name.escape_default()),
                });
            }
        }
        if self.scopes.is_empty() {
            let detail = "Choose at least one thing that it may do.".to_owned();
            errors.push(FieldError { field: "scopes".to_owned(), detail });
        }
        if !errors.is_empty() {
            return Err(Problem::invalid(errors));
        }
        let wanted = |scope: &&Scope| self.scopes.iter().any(|name| name == scope.as_str());
        Ok((title, Scope::ALL.iter().filter(wanted).copied().collect()))
    }
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct TokenResource {
    pub id: String,
    pub title: String,
    pub scopes: Vec<String>,
    /// Like `staff:ada`.
    pub created_by: String,
    pub created_at: Timestamp,
    /// Within a minute.
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct TokenList {
    pub tokens: Vec<TokenResource>,
    pub next_cursor: Option<String>,
}

/// A token that was made just now: the only answer with its secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct MadeToken {
    pub id: String,
    pub title: String,
    pub scopes: Vec<String>,
    /// What programs send as `Authorization: Bearer …`.
    #[serde(default)]
    pub secret: Option<String>,
}

/// One change that somebody made.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct AuditEntry {
    pub id: i64,
    pub at: Timestamp,
    /// `staff:…`, `token:…`, `admin-token` or `system`.
    pub actor: String,
    /// What was changed, like `product`.
    pub kind: String,
    /// Which one.
    pub subject: String,
    /// `null` where there was nothing.
    pub before: Option<Value>,
    /// `null` where there is nothing any more.
    pub after: Option<Value>,
    /// The fields that differ, 100 at most.
    pub changes: Vec<Change>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct AuditList {
    pub entries: Vec<AuditEntry>,
    pub next_cursor: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_each_known_scope_once() {
        let draft = |scopes: &[&str]| TokenDraft {
            title: " Warehouse ".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        };
        let made = draft(&["stock:write", "stock:read", "stock:write"]).checked();
        assert_eq!(
            made.ok(),
            Some(("Warehouse".to_owned(), vec![Scope::StockRead, Scope::StockWrite]))
        );
        let fields = |problem: Problem| -> Vec<String> {
            problem.errors.into_iter().map(|error| error.field).collect()
        };
        assert_eq!(
            draft(&["stock:read", "stock"]).checked().map_err(fields),
            Err(vec!["scopes[1]".to_owned()])
        );
        assert_eq!(draft(&[]).checked().map_err(fields), Err(vec!["scopes".to_owned()]));
    }

    #[test]
    fn an_address_is_kept_in_lower_case() {
        let draft = MemberDraft {
            email: Email::parse("Ada@Shop.example").unwrap(),
            name: " Ada ".to_owned(),
            role: Role::Owner,
        };
        let kept = draft.checked().unwrap();
        assert_eq!((kept.email.as_str(), kept.name.as_str()), ("ada@shop.example", "Ada"));
    }
}
