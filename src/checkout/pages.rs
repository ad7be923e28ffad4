//! The checkout's page and what its form sends.

use std::rc::Rc;

use askama::Template;

use super::address_input::AddressDraft;
use super::details::CheckoutDraft;
use super::opening::open;
use super::place::{Refusal, shortage};
use super::placing::{Outcome, Visit, token_of};
use super::views::page::{CheckoutPage, CheckoutPanel, Shown};
use super::views::trouble::{SeenTotals, Trouble};
use crate::cart::{
    Cart, CartId, CartInCheckout, CartOrder, Command as CartCommand, OpenedCart, Recalled,
    cart_of_visitor, change_by_form, keep_answer, parse_code, read_checkout, recall, with_cookies,
};
use crate::content::{ShopDocument, count_visitor, read_shop};
use crate::kernel::{Currency, Destination, Money, OrderToken, from_json};
use crate::orders::{Command, Commanded, EndReason, PublicView, command_of_shopper, read};
use crate::payments;
use crate::platform::random_hex;
use crate::web::{
    Answer, Body, Context, FieldError, Form, KeptAnswer, MAX_FORM_BYTES, Page, Problem, Purpose,
    Reply, RequestKey, limit_client, require_same_origin,
};

/// Why the page is shown.
#[derive(Debug, Default)]
struct Cause {
    status: u16,
    errors: Vec<FieldError>,
    refusal: Option<Refusal>,
    end: Option<EndReason>,
    trouble: Option<Trouble>,
    news: Option<&'static str>,
    seen: SeenTotals,
    retry_after_seconds: Option<u32>,
}

impl Cause {
    fn trouble(&self, opened: &OpenedCart<'_>) -> Option<Trouble> {
        let told = match (&self.refusal, &self.end) {
            (Some(Refusal::TotalChanged { expected }), _) => {
                Some(Trouble::total_changed(*expected, &self.seen, opened))
            }
            (_, Some(end)) => Some(trouble_of(end, opened)),
            _ => self.trouble.clone(),
        };
        told.or_else(|| Trouble::problems(opened))
    }
}

/// What became of an order that ended before anybody could pay for it.
fn trouble_of(end: &EndReason, opened: &OpenedCart<'_>) -> Trouble {
    let say = |heading: &str, sentence: &str| Trouble::new(heading, vec![sentence.to_owned()]);
    match end {
        EndReason::OutOfStock { missing } => {
            let sentences = shortage(missing, opened).into_iter().map(|(_, detail)| detail);
            let sentences = sentences.chain(["You were not charged.".to_owned()]).collect();
            let cart = format!("{}/cart", opened.market.base());
            Trouble::new("Somebody was faster", sentences).link(cart, "Change the cart")
        }
        EndReason::PromotionUsedUp { .. } => say(
            "The promotion is used up",
            "Its last use went to somebody else. You were not charged. Look at the new total and order again if it suits you.",
        ),
        EndReason::TooManyUnpaid => say(
            "Other orders wait for their payment",
            "There are several unpaid orders of yours already. Pay one of them, or try again in half an hour.",
        ),
        EndReason::PaymentUnavailable { .. } => say(
            "The payment could not be started",
            "You were not charged. Choose another way to pay, or try again in a minute.",
        ),
        _ => say(
            "The order could not be made",
            "You were not charged. Please try again in a moment.",
        ),
    }
}

const fn status_of(end: &EndReason) -> u16 {
    match end {
        EndReason::TooManyUnpaid => 429,
        EndReason::PaymentUnavailable { .. } | EndReason::Unavailable => 503,
        _ => 409,
    }
}

fn wants_fragment(context: &Context) -> bool {
    context.header("Fragment").as_deref() == Some("checkout")
}

async fn show(
    context: &Context,
    shop: &ShopDocument,
    found: CartInCheckout,
    draft: &CheckoutDraft,
    cause: Cause,
) -> Result<Answer, Problem> {
    let CartInCheckout { cart, last } = found;
    let opening = open(context, shop, cart, draft, last.as_ref()).await?;
    let (opened, methods) = (&opening.opened, opening.methods());
    let shown = Shown {
        shop,
        opened,
        draft,
        errors: &cause.errors,
        trouble: cause.trouble(opened),
        news: cause.news,
        methods: &methods,
        key: &random_hex::<16>(),
        status: cause.status,
    };
    let failed = |error: askama::Error| Problem::internal(&error.to_string());
    let reply = if wants_fragment(context) {
        let html = CheckoutPanel::new(&shown).render().map_err(failed)?;
        Reply::new(cause.status, Body::Html(html.into_bytes()))
    } else {
        let hosts = payments::configured(&context.platform).form_hosts();
        CheckoutPage::new(&shown, &context.origin, hosts).to_reply(context.now).map_err(failed)?
    };
    let reply = match cause.retry_after_seconds {
        Some(seconds) => reply.header("Retry-After", seconds.to_string()),
        None => reply,
    };
    Ok(with_cookies(reply, &opened.cart).into())
}

/// The visitor's cart, if there is something in it.
async fn find(context: &Context) -> Result<Option<CartInCheckout>, Problem> {
    let Some(id) = cart_of_visitor(context) else { return Ok(None) };
    let found = read_checkout(&context.platform, &id).await?;
    Ok(found.filter(|found| !found.cart.lines.is_empty()))
}

fn to_cart(shop: &ShopDocument) -> Answer {
    Reply::redirect(303, shop.link("/cart")).into()
}

/// What was entered at the last checkout; the first time what the cart knows.
fn first_draft(found: &CartInCheckout, shop: &ShopDocument) -> CheckoutDraft {
    let entered = found.last.as_ref().and_then(|last| from_json(last.entered.as_bytes()).ok());
    entered.unwrap_or_else(|| {
        let first = shop.market.countries.first().copied().map(Destination::in_country);
        let address = found.cart.destination.clone().or(first).map(|place| AddressDraft {
            region: place.region,
            postal_code: place.postal_code,
            country: place.country.to_string(),
            ..AddressDraft::default()
        });
        CheckoutDraft { address, ..CheckoutDraft::default() }
    })
}

/// `GET /checkout`
pub async fn show_checkout(context: &Context) -> Result<Answer, Problem> {
    limit_client(context, "cart reads").await?;
    let shop = read_shop(context).await?;
    let Some(found) = find(context).await? else { return Ok(to_cart(&shop)) };
    let draft = first_draft(&found, &shop);
    // The parameter is anybody's to write: the order knows whether it is so.
    let is_back = context.query_value("from").as_deref() == Some("payment");
    let is_unpaid = match &found.last {
        Some(last) if is_back => {
            let order = read(&context.platform, &last.number).await.ok().flatten();
            order.is_some_and(|order| order.is_unpaid())
        }
        _ => false,
    };
    let news = is_unpaid.then_some("You were not charged. Everything is still here.");
    let cause = Cause { status: 200, news, ..Cause::default() };
    show(context, &shop, found, &draft, cause).await
}

async fn read_form(context: &Context) -> Result<(Form, Vec<u8>), Problem> {
    require_same_origin(context)?;
    limit_client(context, "checkouts").await?;
    let body = context.body_bytes(MAX_FORM_BYTES).await?;
    Ok((Form::parse(&body), body))
}

/// Like `5997 EUR`, as the page itself wrote it.
fn money_of(text: &str) -> Option<Money> {
    let (amount, currency) = text.split_once(' ')?;
    Some(Money::new(amount.parse().ok()?, Currency::parse(currency)?))
}

/// The code that a form enters or takes out, if it does.
async fn change_codes(
    context: &Context,
    shop: &ShopDocument,
    cart: Cart,
    form: &Form,
) -> Result<(Cart, Vec<FieldError>), Problem> {
    let (entered, removed) = (form.text("code").trim(), form.text("remove_code"));
    let command = if !removed.is_empty() {
        parse_code("code", removed).map(|code| CartCommand::RemoveCode { code })
    } else if entered.is_empty() {
        return Ok((cart, Vec::new()));
    } else {
        limit_client(context, "codes").await?;
        count_visitor(context, Purpose::DiscountCodes).await?;
        parse_code("code", entered).map(|code| CartCommand::AddCode { code })
    };
    let changed = match command {
        Ok(command) => change_by_form(context, shop, &cart.id, CartOrder::to(command)).await,
        Err(problem) => Err(problem),
    };
    match changed {
        Ok(cart) => Ok((cart, Vec::new())),
        Err(problem) if problem.status == 404 => Ok((cart, Vec::new())),
        Err(problem) if !problem.errors.is_empty() => Ok((cart, problem.errors)),
        Err(problem) => Err(problem),
    }
}

/// `POST /checkout/preview`: the page for what was entered so far; nothing is ordered.
pub async fn preview(context: &Context) -> Result<Answer, Problem> {
    let (form, _) = read_form(context).await?;
    let shop = read_shop(context).await?;
    let Some(found) = find(context).await? else { return Ok(to_cart(&shop)) };
    let draft = CheckoutDraft::of_form(&form, None);
    let CartInCheckout { cart, last } = found;
    let (cart, cause) = match change_codes(context, &shop, cart.clone(), &form).await {
        Ok((cart, errors)) => (cart, Cause { status: 200, errors, ..Cause::default() }),
        Err(problem) if problem.status == 429 => (cart, limited(problem)),
        Err(problem) => return Err(problem),
    };
    let found = CartInCheckout { cart, last };
    show(context, &shop, found, &draft, cause).await
}

/// To the payment page, or to the order's own, which knows what is next.
fn lead_on(view: &PublicView) -> Reply {
    let own = format!("/orders/{}", token_of(view));
    Reply::redirect(303, view.redirect_url.clone().unwrap_or(own))
}

/// The order that this very form has already made. A changed form under the same key is a new wish:
/// the button Back brings old pages with old keys.
async fn repeated(
    context: &Context,
    id: &CartId,
    key: &RequestKey,
) -> Result<Option<Reply>, Problem> {
    let Recalled::Answer { answer } = recall(&context.platform, id, key).await? else {
        return Ok(None);
    };
    let kept = answer.to_reply();
    let text = std::str::from_utf8(kept.body.as_bytes()).unwrap_or_default();
    let Some(token) = OrderToken::parse(text) else { return Ok(None) };
    let wish = Command::Pay { payment: None };
    Ok(match command_of_shopper(&context.platform, &token, wish).await? {
        Commanded::Done { view, .. } => Some(lead_on(&view)),
        _ => None,
    })
}

/// `POST /checkout`
pub async fn place_order(context: &Context) -> Result<Answer, Problem> {
    let (form, body) = read_form(context).await?;
    let shop: Rc<ShopDocument> = read_shop(context).await?;
    let key = RequestKey::new("POST /checkout", form.text("idempotency_key"), &body).ok();
    let id = cart_of_visitor(context);
    if let (Some(id), Some(key)) = (&id, &key)
        && let Some(reply) = repeated(context, id, key).await?
    {
        return Ok(reply.into());
    }
    let Some(found) = find(context).await? else { return Ok(to_cart(&shop)) };
    let draft = CheckoutDraft::of_form(&form, money_of(form.text("expected_total")));
    let (cart, last) = (found.cart.clone(), found.last.clone());
    if let Err(problem) = count_visitor(context, Purpose::Checkouts).await {
        return show(context, &shop, found, &draft, limited(problem)).await;
    }
    let visit = Visit { context, shop: &shop, found, draft: &draft, key: None };
    let seen = SeenTotals::parse(form.text("seen"));
    let cause = match visit.check_out().await {
        Ok(Outcome::Order(view)) => {
            if let Some(key) = &key {
                keep(context, &cart.id, key, &view).await;
            }
            return Ok(lead_on(&view).into());
        }
        Ok(Outcome::Ended(EndReason::AlreadyPaying { order })) => {
            let Some(order) = read(&context.platform, &order).await? else {
                return Err(Problem::unavailable());
            };
            let url = format!("/orders/{}", token_of(&order.public_view()));
            return Ok(Reply::redirect(303, url).into());
        }
        Ok(Outcome::Ended(end)) => {
            Cause { status: status_of(&end), end: Some(end), ..Cause::default() }
        }
        Ok(Outcome::Refused(Refusal::Invalid(errors))) => {
            Cause { status: 422, errors, ..Cause::default() }
        }
        Ok(Outcome::Refused(refusal)) => {
            Cause { status: 409, refusal: Some(refusal), seen, ..Cause::default() }
        }
        Ok(Outcome::CartChanged | Outcome::Known(_)) => {
            return changed(context, &shop, &draft).await;
        }
        Err(problem) if problem.name() == "in_progress" => busy(),
        Err(problem) => return Err(problem),
    };
    show(context, &shop, CartInCheckout { cart, last }, &draft, cause).await
}

/// What was entered stays, and may be sent again in a while.
fn limited(problem: Problem) -> Cause {
    let sentences = vec![problem.detail, "What you entered is still here.".to_owned()];
    Cause {
        status: 429,
        trouble: Some(Trouble::new("One moment, please", sentences)),
        retry_after_seconds: problem.retry_after_seconds,
        ..Cause::default()
    }
}

fn busy() -> Cause {
    let sentence = "Another order of this cart is just being made. Please try again in a moment.";
    let trouble = Some(Trouble::new("One moment, please", vec![sentence.to_owned()]));
    Cause { status: 409, trouble, ..Cause::default() }
}

/// Another tab changed the cart meanwhile: the page shows it as it is.
async fn changed(
    context: &Context,
    shop: &ShopDocument,
    draft: &CheckoutDraft,
) -> Result<Answer, Problem> {
    let Some(found) = find(context).await? else { return Ok(to_cart(shop)) };
    let sentence = "It was changed in another tab. Nothing was ordered. Look at it and order again if it suits you.";
    let trouble = Some(Trouble::new("The cart has changed", vec![sentence.to_owned()]));
    let cause = Cause { status: 409, trouble, ..Cause::default() };
    show(context, shop, found, draft, cause).await
}

/// Whoever sends the same form again is led to the same order, even when its cart is empty by then.
async fn keep(context: &Context, id: &CartId, key: &RequestKey, view: &PublicView) {
    let reply = Reply::new(303, Body::Text(token_of(view).to_string()));
    let Some(answer) = KeptAnswer::of(&reply) else { return };
    if let Err(error) = keep_answer(&context.platform, id, key, answer).await {
        worker::console_warn!("a checkout's answer is not kept: {error}");
    }
}
