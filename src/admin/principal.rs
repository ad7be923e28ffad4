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

/// A member of staff, as a session or Cloudflare Access finds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub id: String,
    pub email: String,
    pub name: String,
    pub role: Role,
    /// The id of the session; behind Access there is none.
    pub session: Option<String>,
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

    /// Whether it may do all that the role may: who gives a role, or a way into the account of who has
    /// it, gives nothing that they lack themselves.
    pub fn covers(&self, role: Role) -> bool {
        Scope::ALL.iter().filter(|scope| role.has(**scope)).all(|scope| self.may(*scope))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_covers_a_role_only_with_all_that_the_role_may() {
        let token = |scopes: Vec<Scope>| Principal::Token { id: "t".to_owned(), scopes };
        assert!(Principal::Bootstrap.covers(Role::Owner));
        assert!(token(Scope::ALL.to_vec()).covers(Role::Owner));
        let all_but_one = Scope::ALL.iter().copied().skip(1).collect();
        assert!(!token(all_but_one).covers(Role::Owner));
        assert!(token(vec![Scope::OrdersRead, Scope::OrdersWrite]).covers(Role::Support));
        assert!(!token(vec![Scope::StaffWrite]).covers(Role::Support));
    }
}
