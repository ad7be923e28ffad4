//! A cart that tests of the views look at: a print on sale with a discount, and a throw.

use crate::cart::{Cart, CartId, Command, OpenedCart, Wish};
use crate::catalog::samples::{NOW, picture};
use crate::catalog::{Availability, Goods};
use crate::content::FALLBACK_SHOP;
use crate::kernel::{Country, Currency, Destination, Handle, Money, Rate, Sku};
use crate::markets::Market;
use crate::pricing::{
    CodeOutcome, Discount, Quote, QuotedLine, QuotedShipping, Refusal, ShippingOption, Tax,
};
use crate::promotions::Code;

pub fn market() -> &'static Market {
    &FALLBACK_SHOP.market
}

pub fn euro(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

pub fn goods(sku: &str, title: &str, options: &[&str], list: i64, unit: i64) -> Goods {
    Goods {
        sku: Sku::parse(sku).unwrap(),
        product: Handle::parse("headland-evening").unwrap(),
        title: title.to_owned(),
        options: options.iter().map(|&option| option.to_owned()).collect(),
        picture: Some(picture("a")),
        collections: Vec::new(),
        tax_class: "standard".to_owned(),
        weight_grams: 400,
        requires_shipping: true,
        availability: Availability::InStock,
        units_available: None,
        show_units_below: None,
        most_per_order: None,
        list: Some(euro(list)),
        unit: Some(euro(unit)),
    }
}

pub fn discount(promotion: &str, title: &str, amount_minor: i64) -> Discount {
    Discount { promotion: promotion.to_owned(), title: title.to_owned(), amount_minor }
}

fn line(id: &str, goods: &Goods, quantity: u32, discounts: Vec<Discount>) -> QuotedLine {
    let (list, unit) = (goods.list.unwrap().amount_minor, goods.unit.unwrap().amount_minor);
    let subtotal = unit * i64::from(quantity);
    let discounted = subtotal - discounts.iter().map(|cut| cut.amount_minor).sum::<i64>();
    QuotedLine {
        id: id.to_owned(),
        sku: goods.sku.as_str().to_owned(),
        quantity,
        list_unit_minor: list,
        unit_minor: unit,
        list_minor: list * i64::from(quantity),
        subtotal_minor: subtotal,
        discounts,
        discounted_minor: discounted,
        tax: None,
        net_minor: discounted,
        tax_minor: 0,
        gross_minor: discounted,
    }
}

fn delivery(rate: &str, title: &str, price_minor: i64, days: [u32; 2]) -> ShippingOption {
    let [days_min, days_max] = days;
    let (rate, title) = (rate.to_owned(), title.to_owned());
    ShippingOption { rate, title, price_minor, days_min, days_max }
}

fn chosen(option: &ShippingOption) -> QuotedShipping {
    QuotedShipping {
        rate: option.rate.clone(),
        title: option.title.clone(),
        price_minor: option.price_minor,
        discounts: Vec::new(),
        discounted_minor: option.price_minor,
        taxes: Vec::new(),
        net_minor: option.price_minor,
        tax_minor: 0,
        gross_minor: option.price_minor,
        days_min: option.days_min,
        days_max: option.days_max,
        chosen: false,
    }
}

pub fn outcome(code: &str, promotion: Option<&str>, refusal: Option<Refusal>) -> CodeOutcome {
    CodeOutcome {
        code: code.to_owned(),
        promotion: promotion.map(str::to_owned),
        title: promotion.map(|_| "Spring: 10% off prints".to_owned()),
        refusal,
    }
}

fn cart(goods: &[Goods], quantities: &[u32]) -> Cart {
    let mut cart = Cart::new(CartId::parse(&"0".repeat(32)).unwrap(), None, NOW);
    for (goods, quantity) in goods.iter().zip(quantities) {
        let wish = Wish { sku: goods.sku.clone(), quantity: *quantity, seen: goods.unit.unwrap() };
        cart = cart.after(Command::Add(wish), None, NOW).unwrap();
    }
    for code in ["SPRING", "WELCOME"] {
        let command = Command::AddCode { code: Code::parse(code).unwrap() };
        cart = cart.after(command, None, NOW).unwrap();
    }
    cart
}

/// Two prints at €20.00 instead of €25.00 with 10 % off by the code `SPRING`, a throw for €90.00,
/// standard delivery for €6.50; the code `WELCOME` does not apply.
pub fn opened() -> OpenedCart<'static> {
    let stock = vec![
        goods("HE-A3", "Headland evening", &["A3", "Oak frame"], 2500, 2000),
        goods("THROW", "Linen throw", &[], 9000, 9000),
    ];
    let spring = discount("spring", "Spring: 10% off prints", 400);
    let options = vec![
        delivery("ireland.standard", "Standard", 650, [2, 3]),
        delivery("ireland.express", "Express", 1200, [1, 1]),
    ];
    let quote = Quote {
        currency: Currency::EUR,
        prices_include_tax: true,
        lines: vec![line("1", &stock[0], 2, vec![spring.clone()]), line("2", &stock[1], 1, vec![])],
        codes: vec![
            outcome("SPRING", Some("spring"), None),
            outcome(
                "WELCOME",
                Some("welcome"),
                Some(Refusal::MinimumSubtotal { missing_minor: 1550 }),
            ),
        ],
        not_applied: Vec::new(),
        discounts: vec![spring],
        destination: Destination::in_country(Country::parse("IE").unwrap()),
        destination_is_assumed: true,
        requires_shipping: true,
        shipping_zone: Some("ireland".to_owned()),
        shipping: options.first().map(chosen),
        shipping_options: options,
        taxes: vec![Tax {
            zone: "ireland".to_owned(),
            title: "VAT 23%".to_owned(),
            rate_ppm: Rate::from_ppm(230_000).unwrap(),
            net_minor: 10_772,
            tax_minor: 2478,
        }],
        list_minor: 14_000,
        subtotal_minor: 13_000,
        discounted_minor: 12_600,
        net_minor: 10_772,
        tax_minor: 2478,
        total_minor: 13_250,
    };
    let cart = cart(&stock, &[2, 1]);
    let countries = vec![(quote.destination.country, "Ireland")];
    OpenedCart { cart, goods: stock, quote, problems: Vec::new(), market: market(), countries }
}

/// A cart that nothing was put into.
pub fn empty() -> OpenedCart<'static> {
    let mut opened = opened();
    opened.cart = Cart::new(CartId::parse(&"0".repeat(32)).unwrap(), None, NOW);
    opened.goods.clear();
    let quote = &mut opened.quote;
    quote.lines.clear();
    quote.codes.clear();
    quote.discounts.clear();
    quote.taxes.clear();
    quote.shipping_options.clear();
    (quote.shipping, quote.requires_shipping, quote.total_minor) = (None, false, 0);
    opened
}
