//! Carts in the storefront API. Whoever knows a cart's id has the cart; no cookie is read.

use std::rc::Rc;

use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::changing::{Outcome, change, new_cart_id, no_such_cart, price_of_line, wishes};
use super::client::{keep_answer, read_cart};
use super::opening::open_cart;
use super::wire::{
    CartDraft, CartResource, DestinationDraft, DiscountDraft, LineDraft, LinePatch, NoteDraft,
    QuoteResource, ShippingDraft,
};
use super::{Cart, CartId, Command};
use crate::content::{ShopDocument, read_shop, read_shop_in};
use crate::kernel::{Destination, Sku, hex};
use crate::promotions::Code;
use crate::web::{
    Answer, Context, KeptAnswer, MAX_BODY_BYTES, Problem, Reply, RequestKey, client, limit_client,
    parse_json,
};

/// A key that makes a cart also names it, so it must not be guessable.
const MIN_CREATION_KEY_LENGTH: usize = 16;
const MAX_RATE_LENGTH: usize = 250;

/// A body with the key of its request.
struct Sent<T> {
    value: T,
    key: Option<RequestKey>,
}

async fn read_body<T: DeserializeOwned>(context: &Context) -> Result<Sent<T>, Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let route = format!("{} {}", context.method, context.path);
    let key = context.header("Idempotency-Key");
    let key = key.map(|key| RequestKey::new(&route, &key, &bytes)).transpose()?;
    Ok(Sent { value: parse_json(&bytes)?, key })
}

fn parse_id(id: &str) -> Result<CartId, Problem> {
    CartId::parse(id).ok_or_else(no_such_cart)
}

fn parse_code(text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(|| {
        Problem::invalid_field("code", "A code has 3 to 40 letters, digits and hyphens.")
    })
}

/// The address of a way of delivery, as a quote names it.
pub(super) fn parse_rate(text: &str) -> Result<String, Problem> {
    let fits = !text.is_empty() && text.len() <= MAX_RATE_LENGTH && text.contains('.');
    if fits {
        Ok(text.to_owned())
    } else {
        Err(Problem::invalid_field("rate", "Choose one of the ways of delivery that are offered."))
    }
}

async fn load(context: &Context, id: &str) -> Result<(Rc<ShopDocument>, Cart), Problem> {
    let id = parse_id(id)?;
    let cart = read_cart(&context.platform, &id).await?.ok_or_else(no_such_cart)?;
    // A market that is no more leaves its carts to the default one.
    let shop = match read_shop_in(context, cart.market.as_ref()).await? {
        Some(shop) => shop,
        None => read_shop(context).await?,
    };
    Ok((shop, cart))
}

async fn cart_reply(
    context: &Context,
    shop: &ShopDocument,
    cart: Cart,
    status: u16,
) -> Result<Reply, Problem> {
    let opened = open_cart(context, shop, cart).await?;
    let revision = format!("\"{}\"", opened.cart.revision);
    Ok(Reply::json(status, &CartResource::new(&opened)).header("ETag", revision))
}

/// Changes a cart and answers with all of it; the answer is kept for the request's key.
async fn carry_out(
    context: &Context,
    shop: &ShopDocument,
    id: &CartId,
    command: Command,
    key: Option<RequestKey>,
    create: bool,
) -> Result<Answer, Problem> {
    let status = if create { 201 } else { 200 };
    match change(context, shop, id, command, key.clone(), create).await? {
        Outcome::Answer(reply) => Ok(reply.into()),
        Outcome::Cart(cart) => {
            let reply = cart_reply(context, shop, cart, status).await?;
            if let (Some(key), Some(answer)) = (key, KeptAnswer::of(&reply)) {
                keep_answer(&context.platform, id, &key, answer).await?;
            }
            Ok(reply.into())
        }
    }
}

/// Changes an existing cart, in its own market.
async fn change_known(
    context: &Context,
    id: &str,
    command: Command,
    key: Option<RequestKey>,
) -> Result<Answer, Problem> {
    let (shop, cart) = load(context, id).await?;
    carry_out(context, &shop, &cart.id, command, key, false).await
}

/// `POST /api/v1/carts`. A key names the cart that it makes: the same key finds the same one.
pub async fn create_cart(context: &Context) -> Result<Answer, Problem> {
    limit_client(context, "carts").await?;
    let sent: Sent<CartDraft> = read_body(context).await?;
    let key_text = context.header("Idempotency-Key");
    let id = match &key_text {
        Some(key) if key.len() < MIN_CREATION_KEY_LENGTH => {
            return Err(Problem::new(
                400,
                "malformed",
                "The `Idempotency-Key` of a new cart has at least 16 characters, best a random UUID.",
            ));
        }
        Some(key) => named_by(context, key),
        None => new_cart_id(),
    };
    let shop = read_shop_in(context, sent.value.market.as_ref()).await?;
    let shop =
        shop.ok_or_else(|| Problem::invalid_field("market", "The shop has no such market."))?;
    let mut asked: Vec<(Sku, u32)> = Vec::new();
    for line in sent.value.lines {
        match asked.iter_mut().find(|(sku, _)| *sku == line.sku) {
            Some((_, quantity)) => *quantity = quantity.saturating_add(line.quantity),
            None => asked.push((line.sku, line.quantity)),
        }
    }
    let wishes = wishes(context, &shop, &asked, |index| format!("lines[{index}].sku")).await?;
    let command = Command::Replace { wishes, codes: Vec::new() };
    carry_out(context, &shop, &id, command, sent.key, true).await
}

fn named_by(context: &Context, key: &str) -> CartId {
    let client = client(context);
    let digest = Sha256::digest(format!("cart\0{client}\0{key}"));
    CartId::random(&hex(digest.get(..16).unwrap_or_default()))
}

/// `GET /api/v1/carts/{id}`
pub async fn show_cart(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (shop, cart) = load(context, id).await?;
    Ok(cart_reply(context, &shop, cart, 200).await?.into())
}

/// `GET /api/v1/carts/{id}/quote`
pub async fn show_quote(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (shop, cart) = load(context, id).await?;
    let opened = open_cart(context, &shop, cart).await?;
    Ok(Reply::json(200, &QuoteResource::new(&opened)).into())
}

/// `POST /api/v1/carts/{id}/lines`
pub async fn add_line(context: &Context, id: &str) -> Result<Answer, Problem> {
    let sent: Sent<LineDraft> = read_body(context).await?;
    let (shop, cart) = load(context, id).await?;
    let asked = [(sent.value.sku, sent.value.quantity)];
    let mut wishes = wishes(context, &shop, &asked, |_| "sku".to_owned()).await?;
    let wish = wishes.pop().ok_or_else(Problem::unavailable)?;
    carry_out(context, &shop, &cart.id, Command::Add(wish), sent.key, false).await
}

async fn set_quantity(
    context: &Context,
    id: &str,
    line_id: &str,
    quantity: u32,
) -> Result<Answer, Problem> {
    let (shop, cart) = load(context, id).await?;
    let seen = price_of_line(context, &shop, &cart, line_id).await?;
    let command = Command::SetQuantity { line_id: line_id.to_owned(), quantity, seen };
    carry_out(context, &shop, &cart.id, command, None, false).await
}

/// `PATCH /api/v1/carts/{id}/lines/{line_id}`
pub async fn change_line(context: &Context, id: &str, line_id: &str) -> Result<Answer, Problem> {
    let sent: Sent<LinePatch> = read_body(context).await?;
    set_quantity(context, id, line_id, sent.value.quantity).await
}

/// `DELETE /api/v1/carts/{id}/lines/{line_id}`
pub async fn remove_line(context: &Context, id: &str, line_id: &str) -> Result<Answer, Problem> {
    set_quantity(context, id, line_id, 0).await
}

/// `POST /api/v1/carts/{id}/discounts`: a code is kept whether or not it applies today.
pub async fn add_discount(context: &Context, id: &str) -> Result<Answer, Problem> {
    limit_client(context, "codes").await?;
    let sent: Sent<DiscountDraft> = read_body(context).await?;
    let code = parse_code(&sent.value.code)?;
    change_known(context, id, Command::AddCode { code }, sent.key).await
}

/// `DELETE /api/v1/carts/{id}/discounts/{code}`
pub async fn remove_discount(context: &Context, id: &str, code: &str) -> Result<Answer, Problem> {
    let code = parse_code(code)?;
    change_known(context, id, Command::RemoveCode { code }, None).await
}

/// `PUT /api/v1/carts/{id}/destination`
pub async fn put_destination(context: &Context, id: &str) -> Result<Answer, Problem> {
    let sent: Sent<DestinationDraft> = read_body(context).await?;
    let DestinationDraft { country, region, postal_code } = sent.value;
    let destination = Destination::parse(&country, &region, &postal_code)
        .map_err(|sentence| Problem::invalid_field("country", sentence))?;
    change_known(context, id, Command::SetDestination { destination }, None).await
}

/// `PUT /api/v1/carts/{id}/shipping`
pub async fn put_shipping(context: &Context, id: &str) -> Result<Answer, Problem> {
    let sent: Sent<ShippingDraft> = read_body(context).await?;
    let rate = parse_rate(&sent.value.rate)?;
    change_known(context, id, Command::ChooseShipping { rate }, None).await
}

/// `PUT /api/v1/carts/{id}/note`
pub async fn put_note(context: &Context, id: &str) -> Result<Answer, Problem> {
    let sent: Sent<NoteDraft> = read_body(context).await?;
    change_known(context, id, Command::SetNote { note: sent.value.note }, None).await
}
