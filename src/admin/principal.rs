//! Who asks, and what they may do. Pure.

use super::scope::{Role, Scope};

/// Whoever a request of the admin API comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// The deployment's own secret `ADMIN_TOKEN`: the first owner, and the shop's Workers themselves.
    Bootstrap,
    Token {
        id: String,
        scopes: Vec<Scope>,
    },
    Staff(Member),
}

/// A member of staff, as a session finds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub email: String,
    pub name: String,
    pub role: Role,
}

impl Principal {
    /// As logs and records name it, and as limits count it.
    pub fn actor(&self) -> String {
        match self {
            Self::Bootstrap => "admin-token".to_owned(),
            Self::Token { id, .. } => format!("token:{id}"),
            Self::Staff(member) => format!("staff:{}", member.id),
        }
    }

    pub fn may(&self, scope: Scope) -> bool {
        match self {
            Self::Bootstrap => true,
            Self::Token { scopes, .. } => scopes.contains(&scope),
            Self::Staff(member) => member.role.has(scope),
        }
    }
}
