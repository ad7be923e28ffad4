//! The worked examples of `tests/fixtures/quotes.txt`, whose head says how a row reads.

use super::samples_tests::{World, country, handle, market, money};
use super::{Customer, Quote, QuoteLine, Refusal};
use crate::kernel::{Destination, Money, Place, Rate, Rounding, Sku, Timestamp};
use crate::markets::{MarketId, ShippingTax, TaxRoundingScope, TaxSettings};
use crate::promotions::{
    Calculator, Code, Combination, Condition, Promotion, PromotionDraft, Selection, Target, Tier,
    Uses,
};
use crate::shipping::{PriceBand, ShippingMethod, ShippingRate, ShippingZone, WeightBand};
use crate::tax::{TaxRate, TaxZone};

const EXAMPLES: &str = include_str!("../../tests/fixtures/quotes.txt");
/// Headings of the examples about taxes.
const TAX_HEADINGS: [&str; 2] = ["Tax", "Tax of the delivery"];
const COLUMNS: usize = 12;

/// Per cent of the classes standard, reduced and zero, in ppm.
const TAXES: [(&str, &[(&str, u32)]); 6] = [
    ("DE", &[("standard", 190_000), ("reduced", 70_000), ("zero", 0)]),
    ("FR", &[("standard", 200_000), ("reduced", 55_000)]),
    ("JP", &[("standard", 100_000), ("reduced", 80_000)]),
    ("US", &[("standard", 88_750)]),
    ("XX", &[("standard", 500_000), ("reduced", 200_000)]),
    ("YY", &[("a", 1), ("b", 1_000_000), ("c", 2), ("d", 999_999), ("e", 3)]),
];

fn number<T: std::str::FromStr>(text: &str) -> T {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

/// "10%", in whole per cent.
fn percent(text: &str) -> Option<Rate> {
    Rate::from_ppm(10_000 * number::<u32>(text.strip_suffix('%')?))
}

/// "a=b", or "a" with nothing.
fn pair(word: &str) -> (&str, &str) {
    word.split_once('=').unwrap_or((word, ""))
}

fn skus(text: &str) -> Selection {
    let skus = text.split('+').filter(|sku| !sku.is_empty());
    Selection { skus: skus.map(|sku| Sku::parse(sku).unwrap()).collect(), ..Selection::default() }
}

/// "3:A+B": a number, and the SKUs that it is about, or all.
fn counted(text: &str) -> (&str, Selection) {
    let (count, of) = text.split_once(':').unwrap_or((text, ""));
    (count, skus(of))
}

/// The shop without goods, promotions and delivery.
fn shop(words: &str) -> World {
    let currency = words.split_whitespace().next().unwrap();
    let mut world = World {
        market: market(currency, TaxSettings::default()),
        lines: Vec::new(),
        promotions: Vec::new(),
        codes: Vec::new(),
        uses: Vec::new(),
        customer: Customer::default(),
        destination: None,
        shipping_rate: None,
        shipping_zones: Vec::new(),
        tax_zones: TAXES.iter().map(|(code, rates)| tax_zone(code, rates)).collect(),
    };
    let home = match currency {
        "JPY" => "JP",
        "USD" => "US",
        "KWD" => "KW",
        _ => "DE",
    };
    world.market.countries = vec![country(home)];
    let tax = &mut world.market.tax;
    for word in words.split_whitespace().skip(1) {
        match pair(word) {
            ("excl", _) => tax.prices_include_tax = false,
            ("even", _) => tax.rounding = Rounding::HalfEven,
            ("untaxed", _) => world.tax_zones.clear(),
            ("by", "rate") => tax.rounding_scope = TaxRoundingScope::Rate,
            ("by", "order") => tax.rounding_scope = TaxRoundingScope::Order,
            ("ship", "none") => tax.shipping = ShippingTax::None,
            ("ship", "highest") => tax.shipping = ShippingTax::Highest,
            ("ship", class) => tax.shipping = ShippingTax::Class { tax_class: class.to_owned() },
            ("to", code) => world.destination = Some(Destination::in_country(country(code))),
            ("market", id) => world.market.id = MarketId::parse(id),
            ("orders", orders) => world.customer.orders = Some(number(orders)),
            ("chose", rate) => world.shipping_rate = Some(format!("all.{rate}")),
            ("enters", codes) => {
                world.codes = codes.split(',').map(|code| Code::parse(code).unwrap()).collect();
            }
            _ => panic!("{word:?} says nothing about a shop"),
        }
    }
    world
}

fn tax_zone(code: &str, rates: &[(&str, u32)]) -> TaxZone {
    let rate = |(class, ppm): &(&str, u32)| TaxRate {
        tax_class: (*class).to_owned(),
        title: "VAT".to_owned(),
        rate_ppm: Rate::from_ppm(*ppm).unwrap(),
    };
    let place = Place { country: Some(country(code)), region: None, postal_code_prefix: None };
    TaxZone {
        id: code.to_owned(),
        title: code.to_owned(),
        places: vec![place],
        rates: rates.iter().map(rate).collect(),
    }
}

/// "A 2x1000 reduced digital in=prints grams=250 list=1200"
fn goods(text: &str) -> QuoteLine {
    let mut words = text.split_whitespace();
    let (sku, price) = (words.next().unwrap(), words.next().unwrap());
    let (quantity, unit) = price.split_once('x').unwrap();
    let mut line = QuoteLine {
        id: sku.to_owned(),
        sku: Sku::parse(sku).unwrap(),
        product: handle(&sku.to_lowercase()),
        collections: Vec::new(),
        tax_class: "standard".to_owned(),
        quantity: number(quantity),
        list_minor: number(unit),
        unit_minor: number(unit),
        weight_grams: 100,
        requires_shipping: true,
    };
    for word in words {
        match pair(word) {
            ("digital", _) => line.requires_shipping = false,
            ("in", collection) => line.collections.push(handle(collection)),
            ("grams", grams) => line.weight_grams = number(grams),
            (class, _) => line.tax_class = class.to_owned(),
        }
    }
    line
}

/// "spring order off=500 min=3000 code=SPRING": an id, a target, and the rest in any order.
fn promotion(text: &str, world: &mut World) {
    let currency = world.market.currency.code();
    // Amounts of a promotion for another currency are in dollars.
    let currency = if text.contains("dollars") { "USD" } else { currency };
    let amounts = |text: &str| vec![money(number(text), currency)];
    let mut words = text.split_whitespace();
    let id = words.next().unwrap();
    let target = match words.next().unwrap().split_once(':') {
        None => Target::Products { of: Selection::default() },
        Some(("on", list)) => Target::Products { of: skus(list) },
        Some(("in", collection)) => Target::Products {
            of: Selection { collections: vec![handle(collection)], ..Selection::default() },
        },
        Some(_) => panic!("{text:?} has no target"),
    };
    let mut rule = PromotionDraft {
        title: id.to_owned(),
        code: None,
        enabled: true,
        priority: 0,
        starts_at: None,
        ends_at: None,
        conditions: Vec::new(),
        target,
        calculator: Calculator::Tiered { tiers: Vec::new() },
        combination: Combination::Combinable,
        usage_limit: None,
        usage_limit_per_customer: None,
    };
    match text.split_whitespace().nth(1) {
        Some("order") => rule.target = Target::Order,
        Some("ship") => rule.target = Target::Shipping,
        _ => {}
    }
    let mut uses = Uses::default();
    for word in words {
        let condition = match pair(word) {
            ("min", text) => {
                let (amount, of) = counted(text);
                Condition::MinimumSubtotal { amounts: amounts(amount), of }
            }
            ("minq", text) => {
                let (quantity, of) = counted(text);
                Condition::MinimumQuantity { quantity: number(quantity), of }
            }
            ("first", _) => Condition::FirstOrder,
            ("market", id) => Condition::Market { markets: vec![id.to_owned()] },
            ("used", times) => {
                uses.total = number(times);
                continue;
            }
            ("mine", times) => {
                uses.by_customer = number(times);
                continue;
            }
            _ => {
                term(&mut rule, word, &amounts);
                continue;
            }
        };
        rule.conditions.push(condition);
    }
    world.uses.push((id.to_owned(), uses));
    world.promotions.push(Promotion { id: id.to_owned(), rule });
}

fn term(rule: &mut PromotionDraft, word: &str, amounts: &dyn Fn(&str) -> Vec<Money>) {
    let instant = |text| Some(Timestamp::from_millis(number(text)));
    match pair(word) {
        ("off", text) => rule.calculator = Calculator::FixedAmount { amounts: amounts(text) },
        ("price", text) => rule.calculator = Calculator::FixedPrice { amounts: amounts(text) },
        ("tiers", text) => {
            let tiers = text.split('/').map(|text| tier(text, amounts)).collect();
            rule.calculator = Calculator::Tiered { tiers };
        }
        ("deal", text) => rule.calculator = deal(text),
        ("alone", _) => rule.combination = Combination::Exclusive,
        ("only", _) => rule.combination = Combination::OneOfClass,
        ("prio", priority) => rule.priority = number(priority),
        ("code", code) => rule.code = Code::parse(code),
        ("from", millis) => rule.starts_at = instant(millis),
        ("until", millis) => rule.ends_at = instant(millis),
        ("disabled", _) => rule.enabled = false,
        ("limit", limit) => rule.usage_limit = Some(number(limit)),
        ("each", limit) => rule.usage_limit_per_customer = Some(number(limit)),
        ("dollars", _) => {}
        _ => {
            let rate_ppm = percent(word).unwrap_or_else(|| panic!("{word:?} is no term"));
            rule.calculator = Calculator::Percentage { rate_ppm };
        }
    }
}

/// "q3:10%", or "s5000:500" for an amount.
fn tier(text: &str, amounts: &dyn Fn(&str) -> Vec<Money>) -> Tier {
    let (from, benefit) = text.split_once(':').unwrap();
    let rate_ppm = percent(benefit);
    Tier {
        from_quantity: from.strip_prefix('q').map(number),
        from_subtotal: from.strip_prefix('s').map(amounts),
        rate_ppm,
        amounts: rate_ppm.is_none().then(|| amounts(benefit)),
    }
}

/// "2:A/1:B/50%": buy 2 of A and get 1 of B for half.
fn deal(text: &str) -> Calculator {
    let parts: Vec<&str> = text.split('/').collect();
    let ((buy_quantity, buy), (get_quantity, get)) = (counted(parts[0]), counted(parts[1]));
    Calculator::BuyGet {
        buy,
        buy_quantity: number(buy_quantity),
        get,
        get_quantity: number(get_quantity),
        rate_ppm: percent(parts[2]).unwrap(),
    }
}

/// "post 490 free=5000", "post grams=500:390/2000:690" or "post from=0:900/5000:400"
fn method(text: &str, currency: &str) -> ShippingMethod {
    let prices = |text: &str| vec![money(number(text), currency)];
    let mut words = text.split_whitespace();
    let id = words.next().unwrap().to_owned();
    let mut free_over = Vec::new();
    let mut rate = ShippingRate::Flat { prices: Vec::new() };
    for word in words {
        let bands = pair(word).1.split('/').filter_map(|band| band.split_once(':'));
        match pair(word) {
            ("free", text) => free_over = prices(text),
            ("grams", _) => {
                let band =
                    |(to, price)| WeightBand { up_to_grams: number(to), prices: prices(price) };
                rate = ShippingRate::Weight { bands: bands.map(band).collect() };
            }
            ("from", _) => {
                let band = |(from, price)| PriceBand { from: prices(from), prices: prices(price) };
                rate = ShippingRate::Price { bands: bands.map(band).collect() };
            }
            (price, _) => rate = ShippingRate::Flat { prices: prices(price) },
        }
    }
    ShippingMethod { id: id.clone(), title: id, rate, free_over, days_min: 1, days_max: 2 }
}

fn listed(text: &str, separator: char) -> impl Iterator<Item = &str> {
    text.split(separator).map(str::trim).filter(|part| !part.is_empty() && *part != "-")
}

fn read(cells: &[&str]) -> World {
    let mut world = shop(cells[1]);
    world.lines = listed(cells[2], ',').map(goods).collect();
    for text in listed(cells[3], ';') {
        promotion(text, &mut world);
    }
    let currency = world.market.currency.code();
    world.shipping_zones = vec![ShippingZone {
        id: "all".to_owned(),
        title: "Everywhere".to_owned(),
        places: vec![Place { country: None, region: None, postal_code_prefix: None }],
        methods: listed(cells[4], ';').map(|text| method(text, currency)).collect(),
    }];
    world
}

fn said(refusal: Option<&Refusal>) -> String {
    let Some(refusal) = refusal else { return "ok".to_owned() };
    let json = serde_json::to_value(refusal).unwrap();
    let missing = json.get("missing_minor").or_else(|| json.get("missing"));
    let reason = json["reason"].as_str().unwrap();
    missing.map_or_else(|| reason.to_owned(), |missing| format!("{reason}:{missing}"))
}

/// The cells that a quote is compared with, each written as the table does.
fn written(quote: &Quote) -> [String; 6] {
    let words =
        |words: Vec<String>| if words.is_empty() { "-".to_owned() } else { words.join(" ") };
    let delivery = quote.shipping.as_ref();
    let mut taxes: Vec<i64> = quote.lines.iter().map(|line| line.tax_minor).collect();
    taxes.extend(delivery.map(|shipping| shipping.tax_minor));
    let untaxed = quote.tax_minor == 0;
    let codes = quote.codes.iter().map(|outcome| said(outcome.refusal.as_ref()));
    let others = quote
        .not_applied
        .iter()
        .map(|other| format!("{}={}", other.promotion, said(Some(&other.refusal))));
    [
        words(quote.lines.iter().map(|line| line.discounted_minor.to_string()).collect()),
        delivery.map_or("-".to_owned(), |shipping| {
            format!("{} {}", shipping.title, shipping.discounted_minor)
        }),
        if untaxed { "-".to_owned() } else { words(taxes.iter().map(i64::to_string).collect()) },
        quote.total_minor.to_string(),
        words(
            quote
                .discounts
                .iter()
                .map(|taken| format!("{} {}", taken.promotion, taken.amount_minor))
                .collect(),
        ),
        words(codes.chain(others).collect()),
    ]
}

#[test]
fn a_zone_serves_a_destination_whether_or_not_its_methods_take_the_goods() {
    let zone_of = |goods: &str, place: Option<&str>| {
        let row = format!("x|EUR|{goods}|-|post grams=500:390||||||");
        let mut world = read(&row.split('|').collect::<Vec<_>>());
        for zone in &mut world.shipping_zones {
            zone.places[0].country = place.map(country);
        }
        let quote = world.quote();
        (quote.shipping_zone.is_some(), quote.shipping.is_some())
    };
    assert_eq!(zone_of("A 1x100 grams=500", None), (true, true));
    assert_eq!(zone_of("A 1x100 grams=501", None), (true, false));
    assert_eq!(zone_of("A 1x100 grams=500", Some("FR")), (false, false));
}

/// Compares the examples under these headings, or under all others.
fn compare(headings: &[&str], are_chosen: bool) -> usize {
    let (mut wrong, mut count, mut heading) = (Vec::new(), 0, "");
    for row in EXAMPLES.lines().filter(|line| !line.is_empty()) {
        if let Some(comment) = row.strip_prefix("# ") {
            heading = comment;
        }
        if row.starts_with('#') || headings.contains(&heading) != are_chosen {
            continue;
        }
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        assert_eq!(cells.len(), COLUMNS, "{row}");
        let (found, expected) = (written(&read(&cells).quote()), &cells[5..COLUMNS - 1]);
        if found != expected {
            wrong.push(format!("{}: {found:?}, not {expected:?}", cells[0]));
        }
        assert!(!cells[COLUMNS - 1].is_empty(), "{} has a reason", cells[0]);
        count += 1;
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
    count
}

#[test]
fn rule_25_every_worked_example_comes_out_as_worked_by_hand() {
    assert!(compare(&TAX_HEADINGS, false) >= 100);
}

#[test]
fn rule_27_every_tax_of_goods_and_delivery_comes_out_as_worked_by_hand() {
    assert!(compare(&TAX_HEADINGS, true) >= 35);
}
