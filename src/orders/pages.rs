//! The page behind a shopper's link. It shows what the order's object knows and decides nothing.

use std::rc::Rc;

use askama::Template;

use super::client::{Commanded, command_of_shopper, read_own, tell};
use super::views::page::{OrderPage, OrderPanel};
use super::views::situation::Situation;
use super::wire::ShopperOrderResource;
use super::{Command, Order, OrderState};
use crate::cart::with_fresh_count;
use crate::content::{ShopDocument, read_shop, read_shop_in};
use crate::kernel::OrderToken;
use crate::web::{Answer, Body, Context, Page, Problem, Reply, limit_client, require_visit};

/// A page that looked so often hints no more: the order's own alarm goes on.
const MAX_LOOKS: usize = 12;

fn parse_token(token: &str) -> Result<OrderToken, Problem> {
    OrderToken::parse(token).ok_or_else(Problem::not_found)
}

async fn load(context: &Context, token: &OrderToken) -> Result<Order, Problem> {
    limit_client(context, "orders").await?;
    read_own(&context.platform, token).await?.ok_or_else(Problem::not_found)
}

/// The shop in the market of the order; a market that is no more leaves its orders to the default one.
async fn shop_of(context: &Context, order: &Order) -> Result<Rc<ShopDocument>, Problem> {
    match read_shop_in(context, order.placement.market.as_ref()).await? {
        Some(shop) => Ok(shop),
        None => read_shop(context).await,
    }
}

/// The order, after its gateway was asked where something may have happened there.
async fn look(
    context: &Context,
    token: &OrderToken,
    has_returned: bool,
    looks: usize,
) -> Result<Order, Problem> {
    let order = load(context, token).await?;
    if !Situation::of(&order, has_returned).is_pending() || looks >= MAX_LOOKS {
        return Ok(order);
    }
    // Who comes from the payment page waits for the answer; everybody else only asks for it.
    let hinted = if has_returned && looks == 0 {
        command_of_shopper(&context.platform, token, Command::Look).await
    } else {
        tell(&context.platform, &token.number, Command::Look).await
    };
    match hinted {
        Ok(_) => load(context, token).await,
        // What is known can be shown all the same.
        Err(error) => {
            worker::console_warn!("order {}: {error}", token.number);
            Ok(order)
        }
    }
}

/// `GET /orders/{token}`
pub async fn show_order(context: &Context, token: &str) -> Result<Answer, Problem> {
    let token = parse_token(token)?;
    let has_returned = context.query_value("from").as_deref() == Some("payment");
    let looks = context.query_value("look").and_then(|text| text.parse().ok()).unwrap_or(0);
    let order = look(context, &token, has_returned, looks).await?;
    let shop = shop_of(context, &order).await?;
    let failed = |error: askama::Error| Problem::internal(&error.to_string());
    let reply = if context.header("Fragment").as_deref() == Some("order") {
        let html = OrderPanel::new(&shop, &order, has_returned).render().map_err(failed)?;
        Reply::new(200, Body::Html(html.into_bytes()))
    } else {
        let page = OrderPage::new(&shop, &order, &context.origin, has_returned, looks);
        page.to_reply(context.now).map_err(failed)?
    };
    let reply = reply.header("X-Robots-Tag", "noindex".to_owned());
    // The order has emptied its cart.
    let is_bought = matches!(order.state, OrderState::Confirmed | OrderState::Closed);
    Ok(if is_bought { with_fresh_count(context, reply).await } else { reply }.into())
}

/// `GET /orders/{token}/cancelled`: the way back from a payment page without having paid (rule 3).
pub async fn leave_payment(context: &Context, token: &str) -> Result<Answer, Problem> {
    require_visit(context)?;
    let token = parse_token(token)?;
    let order = load(context, &token).await?;
    let shop = shop_of(context, &order).await?;
    let own = format!("/orders/{token}");
    if context.is_head {
        return Ok(Reply::redirect(303, own).into());
    }
    let left = command_of_shopper(&context.platform, &token, Command::LeavePayment).await?;
    let is_unpaid = match left {
        Commanded::Done { .. } => load(context, &token).await?.is_unpaid(),
        Commanded::Refused(_) | Commanded::Missing => false,
    };
    let back = format!("{}?from=payment", shop.link("/checkout"));
    Ok(Reply::redirect(303, if is_unpaid { back } else { own }).into())
}

/// `GET /api/v1/orders/{token}`
pub async fn get_order(context: &Context, token: &str) -> Result<Answer, Problem> {
    let token = parse_token(token)?;
    let order = look(context, &token, false, 0).await?;
    Ok(Reply::json(200, &ShopperOrderResource::of(&order)).into())
}
