//! Changes to carts: what both the forms and the API do.

use super::client::{Change, Changed, change_cart, run_alarm};
use super::{Cart, CartId, Command, Wish};
use crate::catalog::load_goods;
use crate::content::ShopDocument;
use crate::kernel::{Money, Sku, Timestamp};
use crate::platform::random_hex;
use crate::pricing::MAX_QUANTITY;
use crate::web::{Answer, Body, Context, Problem, Reply, RequestKey, in_progress, key_reused};

/// A cart after a change, or the answer that was given to the same request before.
#[derive(Debug)]
pub enum Outcome {
    Cart(Cart),
    Answer(Reply),
}

/// A new id: 128 random bits.
pub fn new_cart_id() -> CartId {
    CartId::random(&random_hex::<16>())
}

/// Carries out one change. With `create`, a cart is made where there is none.
///
/// # Errors
/// 404 without such a cart; what [`super::CartRefusal`] says; 409 for a key with another body.
pub async fn change(
    context: &Context,
    shop: &ShopDocument,
    id: &CartId,
    command: Command,
    key: Option<RequestKey>,
    create: bool,
) -> Result<Outcome, Problem> {
    let change = Change { id: id.clone(), market: shop.market.id.clone(), command, key, create };
    match change_cart(&context.platform, &change).await? {
        Changed::Done { cart } => Ok(Outcome::Cart(cart)),
        Changed::Kept { answer } => Ok(Outcome::Answer(answer.to_reply())),
        Changed::Refused { refusal } => Err(Problem::from(&refusal)),
        Changed::KeyReused => Err(key_reused()),
        Changed::InProgress => Err(in_progress()),
        Changed::Missing => Err(no_such_cart()),
    }
}

pub fn no_such_cart() -> Problem {
    Problem::new(404, "not_found", "There is no such cart (any more). Start a new one.")
}

/// Wishes with the prices of the moment. `asked` holds each SKU once.
///
/// # Errors
/// 422 naming the field of what is not sold, 409 `sold_out`.
pub async fn wishes(
    context: &Context,
    shop: &ShopDocument,
    asked: &[(Sku, u32)],
    field: impl Fn(usize) -> String,
) -> Result<Vec<Wish>, Problem> {
    let database = context.platform.database()?;
    let skus: Vec<&Sku> = asked.iter().map(|(sku, _)| sku).collect();
    let goods = load_goods(&database, &skus, shop, context.now).await?;
    let wish = |(index, (sku, quantity)): (usize, &(Sku, u32))| {
        let found = goods.iter().find(|goods| goods.sku == *sku);
        let sold = found.and_then(|goods| Some((goods, goods.unit?)));
        let Some((goods, seen)) = sold else {
            return Err(Problem::invalid_field(
                field(index),
                format!("Nothing is sold under the SKU {sku} here."),
            ));
        };
        if !goods.availability.can_be_bought() {
            let detail = format!("{} is sold out.", goods.title);
            return Err(Problem::new(409, "sold_out", detail));
        }
        Ok(Wish { sku: sku.clone(), quantity: (*quantity).min(MAX_QUANTITY + 1), seen })
    };
    asked.iter().enumerate().map(wish).collect()
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
