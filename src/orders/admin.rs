//! What the merchant asks of one order and does to it. The order's object answers, never a copy.

use super::admin_wire::{CancellationDraft, NoteDraft, Refunded, Shipped};
use super::client::{Commanded, alarm_of, calls_of, command_by, read, run_alarm};
use super::problems::problem_of;
use super::requests::request_of;
use super::wire::{OrderResource, RefundResource, ShipmentResource};
use super::{Command, Order, RefundWish, ShipmentWish};
use crate::inventory::Location;
use crate::kernel::{OrderNumber, OrderToken, Timestamp};
use crate::platform::random_hex;
use crate::web::{Answer, Body, Context, MAX_BODY_BYTES, Problem, Reply, RequestKey, parse_json};

/// Longest texts of a shipment and of reasons, in characters.
const MAX_TEXT_LENGTH: usize = 500;
/// Longest note, in characters.
const MAX_NOTE_LENGTH: usize = 2000;

/// An order is named by its number; whoever has only its link may use that.
fn parse_number(id: &str) -> Result<OrderNumber, Problem> {
    let token = OrderToken::parse(id).map(|token| token.number);
    token.or_else(|| OrderNumber::parse(id)).ok_or_else(Problem::not_found)
}

async fn find(context: &Context, number: &OrderNumber) -> Result<Order, Problem> {
    read(&context.platform, number).await?.ok_or_else(Problem::not_found)
}

fn tag(reply: Reply, revision: u64) -> Reply {
    reply.header("ETag", format!("\"{revision}\""))
}

fn answer(status: u16, order: &Order) -> Reply {
    tag(Reply::json(status, &OrderResource::of(order)), order.revision)
}

/// `GET /api/admin/v1/orders/{number}`
pub async fn get_order(context: &Context, id: &str) -> Result<Answer, Problem> {
    Ok(answer(200, &find(context, &parse_number(id)?).await?).into())
}

/// The body and what the request is known again by; without a key it is none that could come twice.
async fn read_request(context: &Context, route: &str) -> Result<(Vec<u8>, String), Problem> {
    let bytes = context.body_bytes(MAX_BODY_BYTES).await?;
    let key = match context.header("Idempotency-Key") {
        Some(key) => RequestKey::new(route, &key, &bytes)?,
        None => RequestKey::new(route, &random_hex::<16>(), &bytes)?,
    };
    Ok((bytes, request_of(&key)))
}

/// Carries out a wish, if the order is the one that `If-Match` names, and answers with the order as it is
/// afterwards, and whether the same request had been carried out before.
async fn carry_out(
    context: &Context,
    number: &OrderNumber,
    wish: Command,
) -> Result<(Order, bool), Problem> {
    let expected = context.expected_revision()?;
    match command_by(&context.platform, number, wish, expected).await? {
        Commanded::Done { repeated, .. } => Ok((find(context, number).await?, repeated)),
        Commanded::Missing => Err(Problem::not_found()),
        Commanded::Refused(refusal) => {
            let order = find(context, number).await?;
            Err(problem_of(&refusal, order.total().currency))
        }
    }
}

fn check_text(field: &str, text: &str) -> Result<(), Problem> {
    check_length(field, text, MAX_TEXT_LENGTH)
}

fn check_length(field: &str, text: &str, most: usize) -> Result<(), Problem> {
    if text.chars().count() <= most {
        return Ok(());
    }
    Err(Problem::invalid_field(field, format!("At most {most} characters.")))
}

fn check_location(field: &str, location: Option<&str>) -> Result<(), Problem> {
    match location {
        Some(location) if Location::parse(location).is_none() => Err(Problem::invalid_field(
            field,
            "A location has 1 to 64 letters, digits, full stops, underscores or hyphens.",
        )),
        _ => Ok(()),
    }
}

fn check_refund(wish: &RefundWish) -> Result<(), Problem> {
    check_text("reason", &wish.reason)?;
    for (at, line) in wish.lines.iter().enumerate() {
        check_location(&format!("lines[{at}].location"), line.location.as_deref())?;
    }
    Ok(())
}

/// `POST /api/admin/v1/orders/{number}/refunds`. The key makes it happen once.
pub async fn post_refund(context: &Context, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let (bytes, request) = read_request(context, "refunds").await?;
    let wish: RefundWish = parse_json(&bytes)?;
    check_refund(&wish)?;
    let wish = Command::Refund { request: request.clone(), wish };
    let (order, repeated) = carry_out(context, &number, wish).await?;
    let own = order.refunds.iter().find(|refund| refund.request.as_ref() == Some(&request));
    let refund = own.map(RefundResource::of);
    let reply = Reply::json(201, &Refunded { refund, order: OrderResource::of(&order) });
    Ok(tag(reply, order.revision).replayed(repeated).into())
}

/// `POST /api/admin/v1/orders/{number}/refunds/preview`: what it would come to; nothing is done. With its
/// revision as `If-Match` the refund is exactly that one, or none.
pub async fn preview_refund(context: &Context, id: &str) -> Result<Answer, Problem> {
    let order = find(context, &parse_number(id)?).await?;
    let wish: RefundWish = context.body_json().await?;
    check_refund(&wish)?;
    let plan = order.plan_refund(&wish);
    let plan = plan.map_err(|refusal| problem_of(&refusal, order.total().currency))?;
    Ok(tag(Reply::json(200, &plan), plan.revision).into())
}

/// `POST /api/admin/v1/orders/{number}/cancellation`: before capture pages and approvals are let go,
/// afterwards everything is refunded.
pub async fn post_cancellation(context: &Context, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let (bytes, request) = read_request(context, "cancellation").await?;
    let CancellationDraft { reason } =
        if bytes.is_empty() { CancellationDraft::default() } else { parse_json(&bytes)? };
    check_text("reason", &reason)?;
    let wish = Command::Cancel { request, note: reason };
    let (order, repeated) = carry_out(context, &number, wish).await?;
    Ok(answer(200, &order).replayed(repeated).into())
}

/// `POST /api/admin/v1/orders/{number}/shipments`: units left the house.
pub async fn post_shipment(context: &Context, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let (bytes, request) = read_request(context, "shipments").await?;
    let wish: ShipmentWish = parse_json(&bytes)?;
    for (at, line) in wish.lines.iter().enumerate() {
        check_location(&format!("lines[{at}].location"), line.location.as_deref())?;
    }
    check_text("carrier", &wish.carrier)?;
    check_text("tracking_number", &wish.tracking_number)?;
    check_text("tracking_url", &wish.tracking_url)?;
    // It becomes a link in a mail.
    if !wish.tracking_url.is_empty() && !wish.tracking_url.starts_with("https://") {
        let sentence = "Give an address that begins with https://.";
        return Err(Problem::invalid_field("tracking_url", sentence));
    }
    let wish = Command::Ship { request: request.clone(), wish };
    let (order, repeated) = carry_out(context, &number, wish).await?;
    let own = order.shipments.iter().find(|shipment| shipment.request.as_ref() == Some(&request));
    let shipment = own.map(ShipmentResource::of);
    let reply = Reply::json(201, &Shipped { shipment, order: OrderResource::of(&order) });
    Ok(tag(reply, order.revision).replayed(repeated).into())
}

/// `POST /api/admin/v1/orders/{number}/mails/{sequence}`: the shopper is told of an event again.
pub async fn post_mail(context: &Context, id: &str, sequence: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let sequence: u32 = sequence.parse().map_err(|_| Problem::not_found())?;
    let (_, request) = read_request(context, &format!("mails/{sequence}")).await?;
    let (_, repeated) = carry_out(context, &number, Command::Resend { request, sequence }).await?;
    Ok(Reply::new(202, Body::Empty).replayed(repeated).into())
}

/// `POST /api/admin/v1/orders/{number}/notes`: words for whoever looks at the order later. Shoppers
/// never see them. The key makes it happen once.
pub async fn post_note(context: &Context, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let (bytes, request) = read_request(context, "notes").await?;
    let NoteDraft { text } = parse_json(&bytes)?;
    let text = text.trim().to_owned();
    if text.is_empty() {
        return Err(Problem::invalid_field("text", "Write what is to be noted."));
    }
    check_length("text", &text, MAX_NOTE_LENGTH)?;
    let (order, repeated) = carry_out(context, &number, Command::Note { request, text }).await?;
    Ok(answer(201, &order).replayed(repeated).into())
}

/// `GET /__dev/orders/{number}`: the whole document, as it is stored.
pub async fn show_document_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    Ok(Reply::json(200, &find(context, &parse_number(id)?).await?).into())
}

/// `GET /__dev/orders/{number}/alarm`: the instant that the object's alarm is set to, or `null`.
pub async fn show_alarm_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    Ok(Reply::json(200, &alarm_of(&context.platform, &parse_number(id)?).await?).into())
}

/// `GET /__dev/orders/{number}/calls`: what the order's object asked of the platform, the oldest first.
pub async fn show_calls_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    Ok(Reply::json(200, &calls_of(&context.platform, &parse_number(id)?).await?).into())
}

/// `POST /__dev/orders/{number}/alarm` with an instant as its body: runs what is due then.
pub async fn run_alarm_for_tests(context: &Context, id: &str) -> Result<Answer, Problem> {
    let number = parse_number(id)?;
    let at: Timestamp = context.body_json().await?;
    run_alarm(&context.platform, &number, at).await?;
    Ok(Reply::new(204, Body::Empty).into())
}
