//! Looking at a cart as it is about to be bought: goods, terms and uses from their owners (show from KV,
//! decide from the owner), for the address where it goes.

use futures_util::future::join;
use serde::Deserialize;

use super::details::CheckoutDraft;
use super::place::{OfferedMethod, UNPAID_LIMITS, UnpaidLimits};
use crate::cart::{Cart, CartProblem, Checkout, Line, OpenedCart, uses_of_cart};
use crate::catalog::{Availability, load_goods};
use crate::content::ShopDocument;
use crate::kernel::{Country, Email, Money, Sku};
use crate::orders::{OrderState, read};
use crate::payments::{
    self, Payable, PaymentMethod, PaymentSettings, candidates, offered, open_circuits,
};
use crate::platform::{Database, Statement, StoreError};
use crate::pricing::{Customer, TermsDocument, load_terms};
use crate::promotions::customer_key;
use crate::web::{Context, Problem};

/// A cart with everything that its order is decided from.
#[derive(Debug)]
pub struct Opening<'a> {
    pub opened: OpenedCart<'a>,
    pub terms: TermsDocument,
    pub offered: Vec<OfferedMethod>,
}

impl Opening<'_> {
    pub fn methods(&self) -> Vec<PaymentMethod> {
        self.offered.iter().map(|offered| offered.method).collect()
    }
}

/// Opens a cart for what was entered so far; what was not, the cart's own estimate stands in for.
pub async fn open<'a>(
    context: &Context,
    shop: &'a ShopDocument,
    mut cart: Cart,
    draft: &CheckoutDraft,
    last: Option<&Checkout>,
) -> Result<Opening<'a>, Problem> {
    cart.destination = draft.destination().or(cart.destination);
    cart.shipping_rate = draft.shipping_rate.clone().or(cart.shipping_rate);
    let database = context.platform.database()?;
    let email = Email::parse(&draft.email);
    let skus: Vec<&Sku> = cart.lines.iter().map(|line| &line.sku).collect();
    let goods = load_goods(&database, &skus, shop, context.now);
    let known = join(load_terms(&database), customer_of(&database, email.as_ref()));
    let (goods, (terms, customer)) = join(goods, known).await;
    let (goods, terms, customer) = (goods?, terms?, customer?);
    let key = email.map(|email| customer_key(email.as_str()));
    let uses = uses_of_cart(context, &cart, &terms, key.as_deref()).await;
    let is_scarce = goods.iter().any(|goods| goods.availability == Availability::Low);
    let mut opened =
        OpenedCart::new(cart, goods, &shop.market, &terms, &uses, customer, context.now);
    if let Some(last) = last {
        forgive_own_hold(context, &mut opened, last).await?;
    }
    let total = Money::new(opened.quote.total_minor, opened.quote.currency);
    let country = country_of(draft, opened.quote.destination.country);
    let offered = methods_for(context, shop, total, country, is_scarce).await;
    Ok(Opening { opened, terms, offered })
}

/// What the shopper's own unpaid order holds is not missing to the shopper (rule 3): it moves over to
/// the next order, and reserving decides.
async fn forgive_own_hold(
    context: &Context,
    opened: &mut OpenedCart<'_>,
    last: &Checkout,
) -> Result<(), Problem> {
    if !opened.problems.iter().any(CartProblem::is_of_stock) {
        return Ok(());
    }
    let Some(order) = read(&context.platform, &last.number).await? else { return Ok(()) };
    if order.state == OrderState::Open {
        let is_held = |line: &Line| order.placement.lines.iter().any(|held| held.sku == line.sku);
        let held: Vec<&str> = opened
            .cart
            .lines
            .iter()
            .filter(|line| is_held(line))
            .map(|line| line.id.as_str())
            .collect();
        opened.problems.retain(|problem| {
            let line = problem.line_id.as_deref();
            !(problem.is_of_stock() && line.is_some_and(|line| held.contains(&line)))
        });
    }
    Ok(())
}

/// The country of the bill, on which ways to pay depend.
pub fn country_of(draft: &CheckoutDraft, otherwise: Country) -> Country {
    let bill = draft.billing_address.as_ref().or(draft.address.as_ref());
    bill.and_then(|address| Country::parse(&address.country)).unwrap_or(otherwise)
}

/// Ways to pay a sum, the default first. A gateway that is out just now is left to the order, which
/// may find it back.
pub async fn methods_for(
    context: &Context,
    shop: &ShopDocument,
    amount: Money,
    country: Country,
    is_scarce: bool,
) -> Vec<OfferedMethod> {
    let gateways = payments::configured(&context.platform);
    let (all, settings) = (gateways.all(), PaymentSettings::from(&shop.payments));
    let payable = Payable { amount, country, is_scarce };
    let out = open_circuits(&context.platform, &gateways).await;
    let with_gateways = |method| {
        let of = |is_out: &dyn Fn(_) -> bool| candidates(method, &payable, &all, &settings, is_out);
        let up = of(&|id| out.contains(&id));
        let gateways = if up.is_empty() { of(&|_| false) } else { up };
        OfferedMethod { method, gateways }
    };
    offered(&payable, &all, &settings).into_iter().map(with_gateways).collect()
}

/// How many orders this person has had; nobody knows without an address.
async fn customer_of(database: &Database, email: Option<&Email>) -> Result<Customer, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        orders: u32,
    }
    let Some(email) = email else { return Ok(Customer::default()) };
    let select = Statement::new(
        "SELECT count(*) AS orders FROM orders WHERE email = ?1 AND state IN ('confirmed', 'closed')",
    );
    let answers = database.batch(vec![select.bind(email.as_str().to_lowercase())]).await?;
    let row = answers.first().map(crate::platform::Rows::first::<Row>).transpose()?.flatten();
    Ok(Customer { orders: row.map(|row| row.orders) })
}

/// In development nobody counts unpaid orders unless `RATE_LIMITS` is `strict`.
pub fn unpaid_limits(context: &Context) -> Option<UnpaidLimits> {
    let is_strict = context.platform.variable("RATE_LIMITS").as_deref() == Some("strict");
    (!context.development || is_strict).then_some(UNPAID_LIMITS)
}
