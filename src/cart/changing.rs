//! Changes to carts: what both the forms and the API do.

use super::client::{Change, Changed, Recalled, change_cart, run_alarm};
use super::contents::Asked;
use super::input::{check_quantities, not_offered};
use super::opening::open_cart;
use super::{Cart, CartId, Command, Wish};
use crate::catalog::load_goods;
use crate::content::ShopDocument;
use crate::kernel::{Money, Sku, Timestamp};
use crate::platform::random_hex;
use crate::web::{Answer, Body, Context, Problem, Reply, RequestKey, revision_mismatch};

/// A cart after a change, or what is known of an earlier request with the same key.
#[derive(Debug)]
pub enum Outcome {
    Cart(Cart),
    Known(Recalled),
}

/// A new id: 128 random bits.
pub fn new_cart_id() -> CartId {
    CartId::random(&random_hex::<16>())
}

/// One change with what goes along with it.
#[derive(Debug)]
pub struct Order {
    pub command: Command,
    pub key: Option<RequestKey>,
    /// The revision that the caller read.
    pub expected: Option<i64>,
    /// Whether a cart is made where there is none.
    pub create: bool,
}

impl Order {
    /// A change of a cart that is there.
    pub const fn to(command: Command) -> Self {
        Self { command, key: None, expected: None, create: false }
    }

    /// A change that makes the cart where there is none.
    pub fn making(command: Command) -> Self {
        Self { create: true, ..Self::to(command) }
    }
}

/// Carries out one change.
///
/// # Errors
/// 404 without such a cart, 412 at another revision, and what [`super::CartRefusal`] says.
pub async fn change(
    context: &Context,
    shop: &ShopDocument,
    id: &CartId,
    order: Order,
) -> Result<Outcome, Problem> {
    let Order { command, key, expected, create } = order;
    let market = shop.market.id.clone();
    let change = Change { id: id.clone(), market, command, key, expected, create };
    match change_cart(&context.platform, &change).await? {
        Changed::Done { cart } => Ok(Outcome::Cart(cart)),
        Changed::Known { known } => Ok(Outcome::Known(known)),
        Changed::Refused { refusal } => Err(Problem::from(&refusal)),
        Changed::Mismatch => Err(revision_mismatch()),
        Changed::Missing => Err(no_such_cart()),
    }
}

/// Changes a cart by a form, which has no key.
pub async fn change_by_form(
    context: &Context,
    shop: &ShopDocument,
    id: &CartId,
    order: Order,
) -> Result<Cart, Problem> {
    match change(context, shop, id, order).await? {
        Outcome::Cart(cart) => Ok(cart),
        Outcome::Known(_) => Err(Problem::internal("a form without a key met an earlier request")),
    }
}

pub fn no_such_cart() -> Problem {
    Problem::new(404, "not_found", "There is no such cart (any more). Start a new one.")
}

/// Wishes with the prices of the moment.
///
/// # Errors
/// 422 naming the place of what is not sold or has an impossible quantity, 409 `sold_out`.
pub async fn wishes(
    context: &Context,
    shop: &ShopDocument,
    asked: &[Asked],
) -> Result<Vec<Wish>, Problem> {
    check_quantities(asked)?;
    let database = context.platform.database()?;
    let skus: Vec<&Sku> = asked.iter().map(|line| &line.sku).collect();
    let goods = load_goods(&database, &skus, shop, context.now).await?;
    let wish = |line: &Asked| {
        let Asked { sku, quantity, place } = line;
        let found = goods.iter().find(|goods| goods.sku == *sku);
        let sold = found.and_then(|goods| Some((goods, goods.unit?)));
        let Some((goods, seen)) = sold else {
            let field = if place.is_empty() { "sku".to_owned() } else { format!("{place}.sku") };
            let sentence = format!("Nothing is sold under the SKU {sku} here.");
            return Err(Problem::invalid_field(field, sentence));
        };
        if !goods.availability.can_be_bought() {
            let detail = format!("{} is sold out.", goods.title);
            return Err(Problem::new(409, "sold_out", detail));
        }
        Ok(Wish { sku: sku.clone(), quantity: *quantity, seen })
    };
    asked.iter().map(wish).collect()
}

/// The wish for one SKU.
pub async fn wish(
    context: &Context,
    shop: &ShopDocument,
    sku: Sku,
    quantity: u32,
) -> Result<Wish, Problem> {
    let asked = [Asked { sku, quantity, place: String::new() }];
    let mut wishes = wishes(context, shop, &asked).await?;
    wishes.pop().ok_or_else(Problem::unavailable)
}

/// The command that chooses a way of delivery, if it is offered for this cart.
pub async fn choose_shipping(
    context: &Context,
    shop: &ShopDocument,
    cart: Cart,
    rate: String,
) -> Result<Command, Problem> {
    let opened = open_cart(context, shop, cart).await?;
    if opened.quote.shipping_options.iter().any(|option| option.rate == rate) {
        Ok(Command::ChooseShipping { rate })
    } else {
        Err(not_offered())
    }
}

/// What one unit of a line costs now; `None` when it is not sold.
pub async fn price_of_line(
    context: &Context,
    shop: &ShopDocument,
    cart: &Cart,
    line_id: &str,
) -> Result<Option<Money>, Problem> {
    let Some(line) = cart.lines.iter().find(|line| line.id == line_id) else {
        return Ok(None);
    };
    let database = context.platform.database()?;
    let goods = load_goods(&database, &[&line.sku], shop, context.now).await?;
    Ok(goods.first().and_then(|goods| goods.unit))
}

/// `POST /__dev/carts/{id}/alarm` with an instant as its body: runs what is due then.
pub async fn run_alarm_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    let id = CartId::parse(id).ok_or_else(no_such_cart)?;
    let now: Timestamp = context.body_json().await?;
    run_alarm(&context.platform, &id, now).await?;
    Ok(Reply::new(204, Body::Empty).into())
}
