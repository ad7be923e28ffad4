//! Which operations an API has.

use crate::web::operation::Operation;
use crate::{
    admin as staff, cart, catalog, checkout, content, imports, inventory, media, notifications,
    operations, orders, promotions, search, shipping, tax,
};

/// One API: every operation below its address.
#[derive(Debug)]
pub struct Api {
    pub title: &'static str,
    /// What every path begins with.
    pub base: &'static str,
    /// What one should know before anything else, in Markdown.
    pub description: &'static str,
    /// Whether every operation wants to know who asks.
    pub is_private: bool,
    pub operations: Vec<Operation>,
}

const STOREFRONT: &str = "Products, carts and the checkout, open to everybody. Money is an integer of minor units with its currency. Catalogue answers carry an `ETag` and are shared for a minute; carts and orders are nobody's but whose who know their id. Refusals are problem documents (RFC 9457).";

const ADMIN: &str = "Everything that a merchant sets and does. Answers are never stored; where there is an `ETag`, it is the revision that `If-Match` takes on writes. POSTs take an `Idempotency-Key`, which makes a repetition harmless. Refusals are problem documents (RFC 9457).";

/// For programs of anybody.
pub fn storefront() -> Api {
    let operations = [
        catalog::openapi::storefront(),
        search::openapi::storefront(),
        cart::openapi::storefront(),
        checkout::openapi::storefront(),
        orders::openapi::storefront(),
    ];
    Api {
        title: "Awning storefront API",
        base: "/api/v1",
        description: STOREFRONT,
        is_private: false,
        operations: operations.into_iter().flatten().collect(),
    }
}

/// For the merchant's programs.
pub fn admin() -> Api {
    let operations = [
        catalog::openapi::admin(),
        imports::openapi::admin(),
        media::openapi::admin(),
        inventory::openapi::admin(),
        orders::openapi::admin(),
        promotions::openapi::admin(),
        shipping::openapi::admin(),
        tax::openapi::admin(),
        content::openapi::admin(),
        notifications::openapi::admin(),
        operations::openapi::admin(),
        staff::openapi::admin(),
    ];
    Api {
        title: "Awning admin API",
        base: "/api/admin/v1",
        description: ADMIN,
        is_private: true,
        operations: operations.into_iter().flatten().collect(),
    }
}
