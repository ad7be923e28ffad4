//! Which of the deployment's five Workers this is (docs/decisions/0009).

/// The variable `WORKER` of each wrangler file says it: a development build has the code of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The public entry: pages, carts, the storefront's API. It hands on what is for the others.
    Shop,
    /// Carts, promotions, stock and orders as objects; payments, what gateways say, and mails.
    Orders,
    /// The merchant's API and the publication of documents.
    Desk,
    /// The merchant's pages.
    Admin,
    /// Products from files, and all of them as one.
    Imports,
}

impl Role {
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "shop" => Some(Self::Shop),
            "orders" => Some(Self::Orders),
            "desk" => Some(Self::Desk),
            "admin" => Some(Self::Admin),
            "imports" => Some(Self::Imports),
            _ => None,
        }
    }

    /// The binding under which others reach it.
    pub(super) const fn binding(self) -> &'static str {
        match self {
            Self::Shop => "SELF",
            Self::Orders => "ORDERS",
            Self::Desk => "DESK",
            Self::Admin => "ADMIN",
            Self::Imports => "IMPORTER",
        }
    }
}
