//! What somebody may do at the desk: scopes, and the roles that have them. Pure.

use serde::{Deserialize, Serialize};

macro_rules! scopes {
    ($($variant:ident $name:literal $words:literal;)*) => {
        /// One thing that a request needs leave for. Each route of the admin API names its own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Scope { $($variant,)* }

        impl Scope {
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As tokens list it.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it lets one do, for people.
            pub const fn words(self) -> &'static str {
                match self { $(Self::$variant => $words,)* }
            }
        }
    };
}

scopes! {
    CatalogueRead "catalogue:read" "see products and collections";
    CatalogueWrite "catalogue:write" "change products and collections, import";
    ContentRead "content:read" "see pages, menus, redirects and pictures";
    ContentWrite "content:write" "change pages, menus, redirects and pictures";
    StockRead "stock:read" "see stock";
    StockWrite "stock:write" "count and correct stock";
    OrdersRead "orders:read" "see orders";
    OrdersWrite "orders:write" "ship, refund, cancel and note orders";
    SettingsRead "settings:read" "see settings, promotions, shipping, tax, markets and health";
    SettingsWrite "settings:write" "change settings, promotions, shipping, tax and markets, mend what is stuck";
    StaffRead "staff:read" "see staff, tokens and the audit log";
    StaffWrite "staff:write" "change staff and tokens";
    Storefront "storefront" "ask the storefront API under limits of its own";
}

impl Scope {
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == name)
    }
}

/// What a member of staff is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Manager,
    Support,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Manager, Self::Support];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Manager => "manager",
            Self::Support => "support",
        }
    }

    /// For people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Manager => "Manager",
            Self::Support => "Support",
        }
    }

    /// What somebody in it does, for people.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Owner => {
                "Everything, and alone decides who works here: staff, API tokens, the audit log."
            }
            Self::Manager => {
                "Everything about the shop: products, stock, orders, settings. No staff, tokens or audit log."
            }
            Self::Support => "Orders alone: ship, refund, cancel, write notes.",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }

    /// The one place that says who may do what.
    pub const fn has(self, scope: Scope) -> bool {
        match self {
            Self::Owner => true,
            Self::Manager => !matches!(scope, Scope::StaffRead | Scope::StaffWrite),
            Self::Support => matches!(scope, Scope::OrdersRead | Scope::OrdersWrite),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_the_scopes_of_its_work_and_no_others() {
        let of = |role: Role| -> Vec<&str> {
            let scopes = Scope::ALL.iter().filter(|scope| role.has(**scope));
            scopes.map(|scope| scope.as_str()).collect()
        };
        assert_eq!(of(Role::Owner).len(), Scope::ALL.len());
        assert_eq!(of(Role::Support), ["orders:read", "orders:write"]);
        let most = of(Role::Manager);
        assert_eq!(most.len(), Scope::ALL.len() - 2);
        assert!(!most.iter().any(|name| name.starts_with("staff:")));
    }

    #[test]
    fn every_name_is_read_back_as_what_it_names() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(*scope));
        }
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(role));
        }
        assert_eq!((Scope::parse("catalogue"), Role::parse("Owner")), (None, None));
    }
}
