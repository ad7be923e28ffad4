//! Carts in the storefront API. Whoever knows a cart's id has the cart; no cookie is read.

use std::rc::Rc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::changing::{
    Order, Outcome, change, choose_shipping, new_cart_id, no_such_cart, price_of_line, wish, wishes,
};
use super::client::{Recalled, keep_answer, read_cart, recall};
use super::contents::ask;
use super::input::{parse_code, parse_destination, parse_rate};
use super::opening::open_cart;
use super::wire::{
    CartDraft, CartResource, DestinationDraft, DiscountDraft, LineDraft, LinePatch, NoteDraft,
    QuoteResource, ShippingDraft,
};
use super::{Cart, CartId, CartRefusal, Command};
use crate::content::{ShopDocument, count_visitor, read_shop, read_shop_in};
use crate::kernel::hex;
use crate::pricing::MAX_LINES;
use crate::web::{
    Answer, Context, KeptAnswer, Problem, Purpose, Reply, RequestKey, client, in_progress,
    key_reused, limit_client, parse_json, parse_query,
};

/// A key that makes a cart also names it, so it must not be guessable.
const MIN_CREATION_KEY_LENGTH: usize = 16;
/// A hundred lines take twelve thousand bytes.
const MAX_CART_BODY_BYTES: u32 = 64_000;

/// These addresses take no parameters: a cart knows its market itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct NoParameters {}

fn parse_id(context: &Context, id: &str) -> Result<CartId, Problem> {
    let NoParameters {} = parse_query(&context.query)?;
    CartId::parse(id).ok_or_else(no_such_cart)
}

/// The key of a request with its body, if it has one.
fn key_of(context: &Context, body: &[u8]) -> Result<Option<RequestKey>, Problem> {
    let route = format!("{} {}", context.method, context.path);
    let key = context.header("Idempotency-Key");
    key.map(|key| RequestKey::new(&route, &key, body)).transpose()
}

async fn load(context: &Context, id: &CartId) -> Result<(Rc<ShopDocument>, Cart), Problem> {
    let cart = read_cart(&context.platform, id).await?.ok_or_else(no_such_cart)?;
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

/// Carries out an order and answers with the whole cart.
async fn carry_out(
    context: &Context,
    shop: &ShopDocument,
    id: &CartId,
    order: Order,
) -> Result<Reply, Problem> {
    let status = if order.create { 201 } else { 200 };
    match change(context, shop, id, order).await? {
        Outcome::Cart(cart) => cart_reply(context, shop, cart, status).await,
        Outcome::Known(known) => repeat(context, known, status).await,
    }
}

/// What a request gets whose key is known.
async fn repeat(context: &Context, known: Recalled, status: u16) -> Result<Reply, Problem> {
    match known {
        Recalled::Answer { answer } => Ok(answer.to_reply()),
        Recalled::Unanswered { cart } => {
            let (shop, cart) = load(context, &cart.id).await?;
            cart_reply(context, &shop, cart, status).await
        }
        Recalled::InProgress => Err(in_progress()),
        Recalled::Reused | Recalled::Unknown => Err(key_reused()),
    }
}

/// Does the work of a request unless its key tells that it was done, and keeps the answer, refusals
/// included, for whoever asks again.
async fn once(
    context: &Context,
    id: &CartId,
    key: Option<&RequestKey>,
    status: u16,
    work: impl Future<Output = Result<Reply, Problem>>,
) -> Result<Answer, Problem> {
    let Some(key) = key else { return Ok(work.await?.into()) };
    match recall(&context.platform, id, key).await? {
        Recalled::Unknown => {}
        known => return Ok(repeat(context, known, status).await?.into()),
    }
    let outcome = work.await;
    let is_waiting =
        |problem: &Problem| matches!(problem.name(), "in_progress" | "idempotency_key_reused");
    let reply = match &outcome {
        Ok(reply) => Some(reply.clone()),
        Err(problem) if is_waiting(problem) => None,
        Err(problem) => Some(problem.to_reply()),
    };
    // What cannot be kept was done all the same: who asks again gets the cart as it is.
    if let Some(answer) = reply.as_ref().and_then(KeptAnswer::of)
        && let Err(error) = keep_answer(&context.platform, id, key, answer).await
    {
        worker::console_warn!("an answer is not kept: {error}");
    }
    Ok(outcome?.into())
}

/// A POST to a cart that exists: `decide` makes the command from its body.
async fn post_once<T: DeserializeOwned>(
    context: &Context,
    id: &str,
    decide: impl AsyncFnOnce(T, &ShopDocument) -> Result<Command, Problem>,
) -> Result<Answer, Problem> {
    let id = parse_id(context, id)?;
    limit_client(context, "cart changes").await?;
    let body = context.body_bytes(MAX_CART_BODY_BYTES).await?;
    let key = key_of(context, &body)?;
    let expected = context.expected_revision()?;
    let work = async {
        let (shop, cart) = load(context, &id).await?;
        let command = decide(parse_json(&body)?, &shop).await?;
        let order = Order { key: key.clone(), expected, ..Order::to(command) };
        carry_out(context, &shop, &cart.id, order).await
    };
    once(context, &id, key.as_ref(), 200, work).await
}

/// The body of a change that needs no key, read only from a client that may change something.
async fn read_change<T: DeserializeOwned>(
    context: &Context,
    id: &str,
) -> Result<(CartId, T), Problem> {
    let id = parse_id(context, id)?;
    limit_client(context, "cart changes").await?;
    let body = context.body_bytes(MAX_CART_BODY_BYTES).await?;
    Ok((id, parse_json(&body)?))
}

/// A change that may be repeated by its nature, and so needs no key.
async fn change_known(
    context: &Context,
    id: CartId,
    decide: impl AsyncFnOnce(&ShopDocument, &Cart) -> Result<Command, Problem>,
) -> Result<Answer, Problem> {
    let expected = context.expected_revision()?;
    let (shop, cart) = load(context, &id).await?;
    let command = decide(&shop, &cart).await?;
    let order = Order { expected, ..Order::to(command) };
    Ok(carry_out(context, &shop, &id, order).await?.into())
}

/// `POST /api/v1/carts`. A key names the cart that it makes: the same key finds the same one.
pub async fn create_cart(context: &Context) -> Result<Answer, Problem> {
    let NoParameters {} = parse_query(&context.query)?;
    limit_client(context, "cart changes").await?;
    let body = context.body_bytes(MAX_CART_BODY_BYTES).await?;
    let key = key_of(context, &body)?;
    let id = match context.header("Idempotency-Key") {
        Some(key) if key.len() < MIN_CREATION_KEY_LENGTH => {
            return Err(Problem::new(
                400,
                "malformed",
                "The `Idempotency-Key` of a new cart has at least 16 characters, best a random UUID.",
            ));
        }
        Some(key) => named_by(context, &key),
        None => new_cart_id(),
    };
    let work = async {
        limit_client(context, "carts").await?;
        let draft: CartDraft = parse_json(&body)?;
        if draft.lines.len() > MAX_LINES {
            return Err(Problem::from(&CartRefusal::TooManyLines));
        }
        let shop = read_shop_in(context, draft.market.as_ref()).await?;
        let shop =
            shop.ok_or_else(|| Problem::invalid_field("market", "The shop has no such market."))?;
        let mut asked = Vec::new();
        for (index, line) in draft.lines.into_iter().enumerate() {
            ask(&mut asked, line.sku, line.quantity, format!("lines[{index}]"));
        }
        let wishes = wishes(context, &shop, &asked).await?;
        let command = Command::Replace { wishes, codes: None };
        let order = Order { key: key.clone(), ..Order::making(command) };
        carry_out(context, &shop, &id, order).await
    };
    once(context, &id, key.as_ref(), 201, work).await
}

/// The id of the cart that this client's key makes. Nobody else can compute it.
fn named_by(context: &Context, key: &str) -> CartId {
    let secret = context.platform.variable("ADMIN_TOKEN").unwrap_or_default();
    let client = client(context);
    let digest = Sha256::digest(format!("cart\0{secret}\0{client}\0{key}"));
    CartId::random(&hex(digest.get(..16).unwrap_or_default()))
}

/// `GET /api/v1/carts/{id}`
pub async fn show_cart(context: &Context, id: &str) -> Result<Answer, Problem> {
    limit_client(context, "cart reads").await?;
    let (shop, cart) = load(context, &parse_id(context, id)?).await?;
    Ok(cart_reply(context, &shop, cart, 200).await?.into())
}

/// `GET /api/v1/carts/{id}/quote`
pub async fn show_quote(context: &Context, id: &str) -> Result<Answer, Problem> {
    limit_client(context, "cart reads").await?;
    let (shop, cart) = load(context, &parse_id(context, id)?).await?;
    let opened = open_cart(context, &shop, cart).await?;
    Ok(Reply::json(200, &QuoteResource::new(&opened)).into())
}

/// `POST /api/v1/carts/{id}/lines`
pub async fn add_line(context: &Context, id: &str) -> Result<Answer, Problem> {
    let decide = async |line: LineDraft, shop: &ShopDocument| {
        Ok(Command::Add(wish(context, shop, line.sku, line.quantity).await?))
    };
    post_once(context, id, decide).await
}

/// `PATCH /api/v1/carts/{id}/lines/{line_id}`
pub async fn change_line(context: &Context, id: &str, line_id: &str) -> Result<Answer, Problem> {
    let (id, LinePatch { quantity }) = read_change(context, id).await?;
    set_quantity(context, id, line_id, quantity).await
}

/// `DELETE /api/v1/carts/{id}/lines/{line_id}`
pub async fn remove_line(context: &Context, id: &str, line_id: &str) -> Result<Answer, Problem> {
    let id = parse_id(context, id)?;
    limit_client(context, "cart changes").await?;
    set_quantity(context, id, line_id, 0).await
}

async fn set_quantity(
    context: &Context,
    id: CartId,
    line_id: &str,
    quantity: u32,
) -> Result<Answer, Problem> {
    let decide = async |shop: &ShopDocument, cart: &Cart| {
        let seen = price_of_line(context, shop, cart, line_id).await?;
        Ok(Command::SetQuantity { line_id: line_id.to_owned(), quantity, seen })
    };
    change_known(context, id, decide).await
}

/// `POST /api/v1/carts/{id}/discounts`: a code is kept whether or not it applies today.
pub async fn add_discount(context: &Context, id: &str) -> Result<Answer, Problem> {
    let decide = async |draft: DiscountDraft, _: &ShopDocument| {
        limit_client(context, "codes").await?;
        count_visitor(context, Purpose::DiscountCodes).await?;
        Ok(Command::AddCode { code: parse_code("code", &draft.code)? })
    };
    post_once(context, id, decide).await
}

/// `DELETE /api/v1/carts/{id}/discounts/{code}`
pub async fn remove_discount(context: &Context, id: &str, code: &str) -> Result<Answer, Problem> {
    let id = parse_id(context, id)?;
    limit_client(context, "cart changes").await?;
    let code = parse_code("code", code)?;
    change_known(context, id, async |_, _| Ok(Command::RemoveCode { code })).await
}

/// `PUT /api/v1/carts/{id}/destination`
pub async fn put_destination(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (id, draft) = read_change::<DestinationDraft>(context, id).await?;
    let DestinationDraft { country, region, postal_code } = draft;
    let destination = parse_destination(&country, &region, &postal_code)?;
    change_known(context, id, async |_, _| Ok(Command::SetDestination { destination })).await
}

/// `PUT /api/v1/carts/{id}/shipping`
pub async fn put_shipping(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (id, ShippingDraft { rate }) = read_change(context, id).await?;
    let rate = parse_rate(&rate)?;
    let decide = async |shop: &ShopDocument, cart: &Cart| {
        choose_shipping(context, shop, cart.clone(), rate).await
    };
    change_known(context, id, decide).await
}

/// `PUT /api/v1/carts/{id}/note`
pub async fn put_note(context: &Context, id: &str) -> Result<Answer, Problem> {
    let (id, NoteDraft { note }) = read_change(context, id).await?;
    change_known(context, id, async |_, _| Ok(Command::SetNote { note })).await
}
