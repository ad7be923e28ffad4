//! What shoppers buy, frozen as a checkout freezes it.

use awning::kernel::{Address, Country, Currency, Destination, Email, Handle, OrderNumber, Sku};
use awning::orders::{CartSource, OrderLine, PaymentWish, Placement, UseWish};
use awning::payments::{GatewayId, PaymentMethod};
use awning::pricing::{Quote, QuotedShipping};
use awning::promotions::{UseLimits, customer_key};

use super::dice::Dice;

/// What one cart holds and how it is to be paid.
#[derive(Debug, Clone)]
pub struct Basket {
    pub lines: Vec<(Sku, u32)>,
    pub has_shipping: bool,
    pub is_free: bool,
    pub has_promotion: bool,
    pub method: PaymentMethod,
}

impl Basket {
    /// A few units of a few SKUs, one of them perhaps in two lines.
    pub fn any(dice: &mut Dice, skus: &[Sku]) -> Self {
        let count = dice.between(1, 3);
        let lines = (0..count)
            .map(|_| (dice.pick(skus).clone(), u32::try_from(dice.between(1, 3)).unwrap()))
            .collect();
        Self {
            lines,
            has_shipping: dice.per_mille(700),
            is_free: dice.per_mille(50),
            has_promotion: dice.per_mille(300),
            method: any_method(dice),
        }
    }

    pub fn payment(&self, dice: &mut Dice) -> Option<PaymentWish> {
        let tries = if dice.per_mille(150) { 2 } else { 1 };
        let wish = PaymentWish { method: self.method, gateways: vec![GatewayId::Test; tries] };
        (!self.is_free).then_some(wish)
    }
}

pub fn any_method(dice: &mut Dice) -> PaymentMethod {
    match dice.below(20) {
        0 => PaymentMethod::BankTransfer,
        1..=6 => PaymentMethod::Paypal,
        _ => PaymentMethod::Card,
    }
}

#[derive(Debug, Clone)]
pub struct Naming {
    pub number: OrderNumber,
    pub cart: CartSource,
    pub supersedes: Option<OrderNumber>,
    pub email: String,
}

pub fn placement(basket: &Basket, naming: Naming, dice: &mut Dice) -> Placement {
    let lines: Vec<OrderLine> =
        basket.lines.iter().enumerate().map(|(at, line)| order_line(basket, at, line)).collect();
    let goods: i64 = lines.iter().map(|line| line.gross_minor).sum();
    let delivery = if basket.has_shipping && !basket.is_free { 490 } else { 0 };
    let unpaid = UseWish {
        counter: format!("unpaid:{}", naming.email),
        customer: customer_key(&naming.email),
        limits: UseLimits { total: Some(3), per_customer: None },
        kept_when_paid: false,
    };
    let promotion = UseWish {
        counter: "promotion".to_owned(),
        customer: customer_key(&naming.email),
        limits: UseLimits { total: Some(2), per_customer: Some(1) },
        kept_when_paid: true,
    };
    let country = Country::parse("DE").unwrap();
    Placement {
        number: naming.number,
        secret: format!("{:032x}", dice.bits()),
        digest: format!("{}", naming.cart.revision),
        cart: naming.cart,
        supersedes: naming.supersedes,
        origin: "https://shop.test".to_owned(),
        is_public: true,
        delayed_hold_days: 14,
        market: None,
        locale: "de-DE".to_owned(),
        email: Email::parse(&naming.email).unwrap(),
        address: None::<Address>,
        billing_address: None,
        vat_id: None,
        note: String::new(),
        lines,
        quote: quote(goods, delivery, country),
        uses: [unpaid].into_iter().chain(basket.has_promotion.then_some(promotion)).collect(),
        payment: basket.payment(dice),
    }
}

fn order_line(basket: &Basket, at: usize, (sku, quantity): &(Sku, u32)) -> OrderLine {
    let unit_minor = if basket.is_free { 0 } else { 1000 + 333 * i64::try_from(at).unwrap() };
    let gross_minor = unit_minor * i64::from(*quantity);
    OrderLine {
        id: format!("line-{at}"),
        sku: sku.clone(),
        product: Handle::parse("linen-throw").unwrap(),
        title: "Linen throw".to_owned(),
        options: Vec::new(),
        picture: None,
        quantity: *quantity,
        unit_minor,
        gross_minor,
        tax_minor: gross_minor * 19 / 119,
        requires_shipping: at != 2,
    }
}

fn quote(goods: i64, delivery: i64, country: Country) -> Quote {
    let shipping = (delivery > 0).then(|| QuotedShipping {
        rate: "germany.standard".to_owned(),
        title: "Standard".to_owned(),
        price_minor: delivery,
        discounts: Vec::new(),
        discounted_minor: delivery,
        taxes: Vec::new(),
        net_minor: delivery,
        tax_minor: 0,
        gross_minor: delivery,
        days_min: 1,
        days_max: 3,
        chosen: true,
    });
    Quote {
        currency: Currency::EUR,
        prices_include_tax: true,
        lines: Vec::new(),
        codes: Vec::new(),
        not_applied: Vec::new(),
        discounts: Vec::new(),
        destination: Destination::in_country(country),
        destination_is_assumed: false,
        requires_shipping: true,
        shipping_zone: None,
        shipping_options: Vec::new(),
        shipping,
        taxes: Vec::new(),
        list_minor: goods,
        subtotal_minor: goods,
        discounted_minor: goods,
        net_minor: goods + delivery,
        tax_minor: 0,
        total_minor: goods + delivery,
    }
}
