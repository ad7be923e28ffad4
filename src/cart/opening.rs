//! Finding a visitor's cart, and looking at it: goods from D1, terms from KV, uses from their owners.

use futures_util::future::{join, join_all};

use super::client::read_cart;
use super::{Cart, CartId, LIFETIME_DAYS, OpenedCart};
use crate::catalog::load_goods;
use crate::content::ShopDocument;
use crate::kernel::Sku;
use crate::pricing::{Customer, TermsDocument, read_terms};
use crate::promotions::{Uses, uses_of};
use crate::web::{Context, Problem, Reply, cookie, lax_cookie};

const CART_COOKIE: &str = "__Host-cart";
/// What a script paints the badge from.
const COUNT_COOKIE: &str = "cart-count";

/// The cart that the visitor's cookie names, whether or not there still is one.
pub fn cart_of_visitor(context: &Context) -> Option<CartId> {
    CartId::parse(cookie(&context.header("Cookie")?, CART_COOKIE)?)
}

/// Lets the visitor's browser know its cart and how much is in it.
pub fn with_cookies(reply: Reply, cart: &Cart) -> Reply {
    let lifetime = LIFETIME_DAYS * 24 * 3600;
    let set = |name, value: &str, for_scripts| lax_cookie(name, value, lifetime, for_scripts);
    reply
        .header("Set-Cookie", set(CART_COOKIE, cart.id.as_str(), false))
        .header("Set-Cookie", set(COUNT_COOKIE, &cart.units().to_string(), true))
}

/// Lets the visitor's browser forget a cart that is gone.
pub fn without_cookies(reply: Reply) -> Reply {
    reply
        .header("Set-Cookie", lax_cookie(CART_COOKIE, "", 0, false))
        .header("Set-Cookie", lax_cookie(COUNT_COOKIE, "", 0, true))
}

/// The visitor's cart; `None` when there is none (any more).
pub async fn find_cart(context: &Context) -> Result<Option<Cart>, Problem> {
    match cart_of_visitor(context) {
        Some(id) => Ok(read_cart(&context.platform, &id).await?),
        None => Ok(None),
    }
}

/// Lets the visitor's badge follow a cart that an order has emptied. What cannot be read stays as it is.
pub async fn with_fresh_count(context: &Context, reply: Reply) -> Reply {
    match find_cart(context).await {
        Ok(Some(cart)) => with_cookies(reply, &cart),
        _ => reply,
    }
}

/// Looks at a cart in the market of `shop`.
pub async fn open_cart<'a>(
    context: &Context,
    shop: &'a ShopDocument,
    cart: Cart,
) -> Result<OpenedCart<'a>, Problem> {
    let database = context.platform.database()?;
    let skus: Vec<&Sku> = cart.lines.iter().map(|line| &line.sku).collect();
    let goods = load_goods(&database, &skus, shop, context.now);
    let (goods, terms) = join(goods, read_terms(context)).await;
    let (goods, terms) = (goods?, terms?);
    let uses = uses_of_cart(context, &cart, &terms, None).await;
    let nobody = Customer::default();
    Ok(OpenedCart::new(cart, goods, &shop.market, &terms, &uses, nobody, context.now))
}

/// How often the limited promotions were used that this cart might use. One whose object does not
/// answer counts as unused: a cart only shows it, and the claim at checkout decides.
pub async fn uses_of_cart(
    context: &Context,
    cart: &Cart,
    terms: &TermsDocument,
    customer: Option<&str>,
) -> Vec<(String, Uses)> {
    if cart.lines.is_empty() {
        return Vec::new();
    }
    let meant = terms.promotions.iter().filter(|promotion| {
        let code = promotion.rule.code.as_ref();
        promotion.is_limited() && code.is_none_or(|code| cart.codes.contains(code))
    });
    let asked = meant.map(|promotion| async move {
        let uses =
            uses_of(&context.platform, &promotion.id, customer).await.unwrap_or_else(|error| {
                worker::console_error!(
                    "uses of the promotion {} are unknown: {error}",
                    promotion.id
                );
                Uses::default()
            });
        (promotion.id.clone(), uses)
    });
    join_all(asked).await
}
