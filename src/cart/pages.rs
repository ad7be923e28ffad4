//! The cart's page, the forms on it, and links that set a cart.

use std::rc::Rc;

use askama::Template;

use super::changing::{
    Order, change_by_form, choose_shipping, new_cart_id, no_such_cart, price_of_line, wish, wishes,
};
use super::client::read_cart;
use super::input::{parse_code, parse_destination, parse_rate, parse_sku};
use super::opening::{cart_of_visitor, find_cart, open_cart, with_cookies, without_cookies};
use super::permalink::Permalink;
use super::views::{CartPage, CartPanel};
use super::{Cart, CartId, Command};
use crate::content::{ShopDocument, count_visitor, read_shop};
use crate::web::{
    Answer, Body, Context, Form, MAX_FORM_BYTES, Page, Problem, Purpose, Reply, limit_client,
    require_same_origin, require_visit,
};

/// Asked for with the header `Fragment: cart`: the panel alone, for whoever puts it into a page.
fn wants_fragment(context: &Context) -> bool {
    context.header("Fragment").as_deref() == Some("cart")
}

async fn show(context: &Context, shop: &ShopDocument, cart: Cart) -> Result<Reply, Problem> {
    let opened = open_cart(context, shop, cart).await?;
    let failed = |error: askama::Error| Problem::internal(&error.to_string());
    let reply = if wants_fragment(context) {
        let html = CartPanel::new(&opened).render().map_err(failed)?;
        Reply::new(200, Body::Html(html.into_bytes()))
    } else {
        let page = CartPage::new(shop, &opened, &context.origin);
        page.to_reply(context.now).map_err(failed)?
    };
    if opened.cart.revision > 0 {
        Ok(with_cookies(reply, &opened.cart))
    } else {
        // It was never stored; a cookie that names a cart which is gone goes, too.
        Ok(if cart_of_visitor(context).is_some() { without_cookies(reply) } else { reply })
    }
}

/// `GET /cart`
pub async fn show_cart(context: &Context) -> Result<Answer, Problem> {
    if cart_of_visitor(context).is_some() {
        limit_client(context, "cart reads").await?;
    }
    let shop = read_shop(context).await?;
    let nothing = || Cart::new(CartId::none(), shop.market.id.clone(), context.now);
    let cart = find_cart(context).await?.unwrap_or_else(nothing);
    Ok(show(context, &shop, cart).await?.into())
}

async fn read_form(context: &Context) -> Result<Form, Problem> {
    require_same_origin(context)?;
    limit_client(context, "cart changes").await?;
    Ok(Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?))
}

/// After a change: the panel for a script; for everybody else the way back to where they were.
async fn answer(
    context: &Context,
    shop: &ShopDocument,
    form: &Form,
    cart: Cart,
) -> Result<Answer, Problem> {
    if wants_fragment(context) {
        // The change is made, whether or not it can be shown just now.
        let shown = show(context, shop, cart.clone()).await;
        return Ok(shown.unwrap_or_else(|problem| with_cookies(problem.to_reply(), &cart)).into());
    }
    let back = form.return_to().map_or_else(|| shop.link("/cart"), str::to_owned);
    Ok(with_cookies(Reply::redirect(303, back), &cart).into())
}

/// A change of the visitor's own cart by a form.
async fn change_own(
    context: &Context,
    shop: &ShopDocument,
    form: &Form,
    command: Command,
) -> Result<Answer, Problem> {
    let id = cart_of_visitor(context).ok_or_else(no_such_cart)?;
    let cart = change_by_form(context, shop, &id, Order::to(command)).await?;
    answer(context, shop, form, cart).await
}

/// The visitor's cart for adding to: an id that names nothing gets a new one, so that nobody can
/// choose the id of somebody's cart.
async fn own_or_new_id(context: &Context) -> Result<CartId, Problem> {
    if let Some(id) = cart_of_visitor(context)
        && read_cart(&context.platform, &id).await?.is_some()
    {
        return Ok(id);
    }
    limit_client(context, "carts").await?;
    Ok(new_cart_id())
}

/// `POST /cart/lines`
pub async fn add_line(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let (sku, quantity) = (parse_sku(form.text("sku"))?, form.number("quantity")?);
    let shop: Rc<ShopDocument> = read_shop(context).await?;
    let wish = wish(context, &shop, sku, quantity).await?;
    let id = own_or_new_id(context).await?;
    let order = Order::making(Command::Add(wish));
    let cart = change_by_form(context, &shop, &id, order).await?;
    answer(context, &shop, &form, cart).await
}

/// `POST /cart/lines/{line_id}`: another quantity; 0 removes it.
pub async fn change_line(context: &Context, line_id: &str) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let quantity = form.number("quantity")?;
    let shop = read_shop(context).await?;
    let cart = find_cart(context).await?.ok_or_else(no_such_cart)?;
    let seen = price_of_line(context, &shop, &cart, line_id).await?;
    let command = Command::SetQuantity { line_id: line_id.to_owned(), quantity, seen };
    change_own(context, &shop, &form, command).await
}

/// `POST /cart/discounts`
pub async fn add_discount(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    limit_client(context, "codes").await?;
    count_visitor(context, Purpose::DiscountCodes).await?;
    let code = parse_code("code", form.text("code"))?;
    change_own(context, &*read_shop(context).await?, &form, Command::AddCode { code }).await
}

/// `POST /cart/discounts/{code}/removal`
pub async fn remove_discount(context: &Context, code: &str) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let code = parse_code("code", code)?;
    change_own(context, &*read_shop(context).await?, &form, Command::RemoveCode { code }).await
}

/// `POST /cart/destination`
pub async fn set_destination(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let text = |name| form.text(name);
    let destination = parse_destination(text("country"), text("region"), text("postal_code"))?;
    change_own(context, &*read_shop(context).await?, &form, Command::SetDestination { destination })
        .await
}

/// `POST /cart/shipping`
pub async fn set_shipping(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let rate = parse_rate(form.text("rate"))?;
    let shop = read_shop(context).await?;
    let cart = find_cart(context).await?.ok_or_else(no_such_cart)?;
    let command = choose_shipping(context, &shop, cart, rate).await?;
    change_own(context, &shop, &form, command).await
}

/// `POST /cart/note`
pub async fn set_note(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let note = form.text("note").replace("\r\n", "\n");
    change_own(context, &*read_shop(context).await?, &form, Command::SetNote { note }).await
}

/// `GET /cart/{sku}:{quantity},…?discount=CODE`: sets the cart, and never adds to it.
pub async fn open_permalink(context: &Context, contents: &str) -> Result<Answer, Problem> {
    require_visit(context)?;
    let link = Permalink::parse(contents, context.query_value("discount").as_deref())?;
    let shop = read_shop(context).await?;
    let redirect = Reply::redirect(303, shop.link("/cart"));
    if context.is_head {
        return Ok(redirect.into());
    }
    limit_client(context, "cart changes").await?;
    if link.codes.is_some() {
        limit_client(context, "codes").await?;
        count_visitor(context, Purpose::DiscountCodes).await?;
    }
    let wishes = wishes(context, &shop, &link.lines).await?;
    let id = own_or_new_id(context).await?;
    let order = Order::making(Command::Replace { wishes, codes: link.codes });
    let cart = change_by_form(context, &shop, &id, order).await?;
    Ok(with_cookies(redirect, &cart).into())
}
