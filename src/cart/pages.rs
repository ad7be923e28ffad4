//! The cart's page and the forms on it.

use std::rc::Rc;

use askama::Template;

use super::changing::{Outcome, change, new_cart_id, price_of_line, wishes};
use super::client::read_cart;
use super::opening::{cart_of_visitor, find_cart, open_cart, with_cookies};
use super::permalink::Permalink;
use super::views::{CartPage, CartPanel};
use super::{Cart, CartId, Command};
use crate::content::{ShopDocument, read_shop};
use crate::kernel::{Destination, Sku};
use crate::promotions::Code;
use crate::web::{
    Answer, Body, Context, Form, MAX_FORM_BYTES, Page, Problem, Reply, limit_client,
    require_same_origin,
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
    // What has no id of its own was never stored.
    Ok(if opened.cart.revision == 0 { reply } else { with_cookies(reply, &opened.cart) })
}

fn empty_cart(context: &Context, shop: &ShopDocument) -> Cart {
    Cart::new(CartId::none(), shop.market.id.clone(), context.now)
}

/// `GET /cart`
pub async fn show_cart(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let cart = find_cart(context).await?.unwrap_or_else(|| empty_cart(context, &shop));
    Ok(show(context, &shop, cart).await?.into())
}

async fn read_form(context: &Context) -> Result<Form, Problem> {
    require_same_origin(context)?;
    Ok(Form::parse(&context.body_bytes(MAX_FORM_BYTES).await?))
}

/// After a change: the panel for a script; for everybody else the way back to where they were.
async fn answer(
    context: &Context,
    shop: &ShopDocument,
    form: &Form,
    outcome: Outcome,
) -> Result<Answer, Problem> {
    let cart = match outcome {
        Outcome::Cart(cart) => cart,
        Outcome::Answer(reply) => return Ok(reply.into()),
    };
    if wants_fragment(context) {
        return Ok(show(context, shop, cart).await?.into());
    }
    let back = form.return_to().map_or_else(|| shop.link("/cart"), str::to_owned);
    Ok(with_cookies(Reply::redirect(303, back), &cart).into())
}

/// A change of the visitor's own cart by a form.
async fn change_own(context: &Context, form: &Form, command: Command) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let id = cart_of_visitor(context).ok_or_else(super::changing::no_such_cart)?;
    let outcome = change(context, &shop, &id, command, None, false).await?;
    answer(context, &shop, form, outcome).await
}

fn parse_sku(text: &str) -> Result<Sku, Problem> {
    Sku::parse(text).map_err(|error| Problem::invalid_field("sku", error.to_string()))
}

fn parse_code(text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(|| {
        Problem::invalid_field("code", "A code has 3 to 40 letters, digits and hyphens.")
    })
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
    let asked = [(parse_sku(form.text("sku"))?, form.number("quantity")?)];
    let shop: Rc<ShopDocument> = read_shop(context).await?;
    let mut wishes = wishes(context, &shop, &asked, |_| "sku".to_owned()).await?;
    let wish = wishes.pop().ok_or_else(Problem::unavailable)?;
    let id = own_or_new_id(context).await?;
    let outcome = change(context, &shop, &id, Command::Add(wish), None, true).await?;
    answer(context, &shop, &form, outcome).await
}

/// `POST /cart/lines/{line_id}`: another quantity; 0 removes it.
pub async fn change_line(context: &Context, line_id: &str) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let quantity = form.number("quantity")?;
    let shop = read_shop(context).await?;
    let cart = find_cart(context).await?.ok_or_else(super::changing::no_such_cart)?;
    let seen = price_of_line(context, &shop, &cart, line_id).await?;
    let command = Command::SetQuantity { line_id: line_id.to_owned(), quantity, seen };
    let outcome = change(context, &shop, &cart.id, command, None, false).await?;
    answer(context, &shop, &form, outcome).await
}

/// `POST /cart/discounts`
pub async fn add_discount(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    limit_client(context, "codes").await?;
    let code = parse_code(form.text("code"))?;
    change_own(context, &form, Command::AddCode { code }).await
}

/// `POST /cart/discounts/{code}/removal`
pub async fn remove_discount(context: &Context, code: &str) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let code = parse_code(code)?;
    change_own(context, &form, Command::RemoveCode { code }).await
}

/// `POST /cart/destination`
pub async fn set_destination(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let text = |name| form.text(name);
    let destination = Destination::parse(text("country"), text("region"), text("postal_code"))
        .map_err(|sentence| Problem::invalid_field("country", sentence))?;
    change_own(context, &form, Command::SetDestination { destination }).await
}

/// `POST /cart/shipping`
pub async fn choose_shipping(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let rate = super::api::parse_rate(form.text("rate"))?;
    change_own(context, &form, Command::ChooseShipping { rate }).await
}

/// `POST /cart/note`
pub async fn set_note(context: &Context) -> Result<Answer, Problem> {
    let form = read_form(context).await?;
    let note = form.text("note").replace("\r\n", "\n");
    change_own(context, &form, Command::SetNote { note }).await
}

/// `GET /cart/{sku}:{quantity},…?discount=CODE`: sets the cart, and never adds to it. What is only
/// fetched ahead changes nothing.
pub async fn open_permalink(context: &Context, contents: &str) -> Result<Answer, Problem> {
    let is_ahead = ["Sec-Purpose", "Purpose", "X-Moz"].iter().any(|name| {
        context.header(name).is_some_and(|purpose| purpose.to_lowercase().contains("prefetch"))
    });
    if is_ahead {
        return Err(Problem::new(503, "prefetch", "This link is opened only by its visitor."));
    }
    let link = Permalink::parse(contents, context.query_value("discount").as_deref())?;
    let shop = read_shop(context).await?;
    let field = |index| format!("lines[{index}]");
    let wishes = wishes(context, &shop, &link.lines, field).await?;
    let id = own_or_new_id(context).await?;
    let command = Command::Replace { wishes, codes: link.codes };
    match change(context, &shop, &id, command, None, true).await? {
        Outcome::Cart(cart) => {
            Ok(with_cookies(Reply::redirect(303, shop.link("/cart")), &cart).into())
        }
        Outcome::Answer(reply) => Ok(reply.into()),
    }
}
