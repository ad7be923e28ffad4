//! Requests that are out to break the rules: tiny amounts, odd rates, thresholds nearby, several
//! lines of one SKU, promotions of every kind.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::{Customer, Quote, QuoteLine, QuoteRequest, quote};
use crate::kernel::{
    Country, Currency, Destination, Handle, Money, Place, Rate, Rounding, Sku, Timestamp,
};
use crate::markets::{Market, ShippingTax, TaxRoundingScope, TaxSettings};
use crate::promotions::{
    Calculator, Code, Combination, Condition, Promotion, PromotionDraft, Selection, Target, Tier,
    Uses,
};
use crate::shipping::{PriceBand, ShippingMethod, ShippingRate, ShippingZone, WeightBand};
use crate::tax::{TaxRate, TaxZone};

const CODES: [&str; 4] = ["ONE", "TWO", "TWO-B", "THREE"];
const CLASSES: [&str; 4] = ["standard", "reduced", "zero", "odd"];
pub const CURRENCIES: [&str; 3] = ["EUR", "JPY", "KWD"];

/// Owns what a request borrows.
#[derive(Debug, Clone)]
pub struct World {
    pub market: Market,
    pub lines: Vec<QuoteLine>,
    pub promotions: Vec<Promotion>,
    pub codes: Vec<Code>,
    pub uses: Vec<(String, Uses)>,
    pub customer: Customer,
    pub destination: Option<Destination>,
    pub shipping_rate: Option<String>,
    pub shipping_zones: Vec<ShippingZone>,
    pub tax_zones: Vec<TaxZone>,
}

impl World {
    pub fn quote(&self) -> Quote {
        quote(&QuoteRequest {
            market: &self.market,
            lines: &self.lines,
            promotions: &self.promotions,
            codes: &self.codes,
            uses: &self.uses,
            customer: self.customer,
            destination: self.destination.as_ref(),
            shipping_rate: self.shipping_rate.as_deref(),
            shipping_zones: &self.shipping_zones,
            tax_zones: &self.tax_zones,
            now: Timestamp::from_millis(1000),
        })
    }
}

pub fn money(amount_minor: i64, code: &str) -> Money {
    Money::new(amount_minor, Currency::parse(code).unwrap())
}

pub fn handle(text: &str) -> Handle {
    Handle::parse(text).unwrap()
}

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn in_all(amount_minor: i64) -> Vec<Money> {
    CURRENCIES.iter().map(|code| money(amount_minor, code)).collect()
}

fn small() -> impl Strategy<Value = i64> {
    prop_oneof![4 => 1i64..=12, 3 => 13i64..=400, 1 => Just(0), 1 => 401i64..=50_000]
}

fn amounts() -> impl Strategy<Value = Vec<Money>> {
    prop_oneof![12 => small().prop_map(in_all), 1 => small().prop_map(|amount| vec![money(amount, "USD")])]
}

fn rate() -> impl Strategy<Value = Rate> {
    let usual = select(vec![0, 1, 50_000, 70_000, 100_000, 190_000, 333_333, 500_000, 1_000_000]);
    prop_oneof![usual, 0u32..=1_000_000].prop_map(|ppm| Rate::from_ppm(ppm).unwrap())
}

fn selection() -> BoxedStrategy<Selection> {
    prop_oneof![
        3 => Just(Selection::default()),
        2 => vec((0u8..4).prop_map(|name| handle(&format!("product-{name}"))), 1..3)
            .prop_map(|products| Selection { products, ..Selection::default() }),
        2 => vec((0u8..3).prop_map(|name| handle(&format!("collection-{name}"))), 1..3)
            .prop_map(|collections| Selection { collections, ..Selection::default() }),
        2 => vec((0u8..6).prop_map(|name| Sku::parse(&format!("sku-{name}")).unwrap()), 1..4)
            .prop_map(|skus| Selection { skus, ..Selection::default() }),
    ]
    .boxed()
}

pub fn line() -> BoxedStrategy<QuoteLine> {
    let goods = (
        0u8..6,
        0u8..4,
        vec((0u8..3).prop_map(|name| handle(&format!("collection-{name}"))), 0..3),
    );
    let price = (1u32..=7, small(), prop_oneof![2 => Just(0), 1 => small()]);
    (goods, price, select(&CLASSES[..]), 0u32..3000, prop::bool::weighted(0.8))
        .prop_map(
            |(
                (sku, product, collections),
                (quantity, unit_minor, saved),
                tax_class,
                weight,
                ships,
            )| {
                QuoteLine {
                    id: String::new(),
                    sku: Sku::parse(&format!("sku-{sku}")).unwrap(),
                    product: handle(&format!("product-{product}")),
                    collections,
                    tax_class: tax_class.to_owned(),
                    quantity,
                    list_minor: unit_minor + saved,
                    unit_minor,
                    weight_grams: weight,
                    requires_shipping: ships,
                }
            },
        )
        .boxed()
}

fn lines() -> BoxedStrategy<Vec<QuoteLine>> {
    vec(line(), 0..9)
        .prop_map(|mut lines| {
            // The ids run against the order of the lines.
            let last = lines.len();
            lines
                .iter_mut()
                .enumerate()
                .for_each(|(place, line)| line.id = format!("line-{}", last - place));
            lines
        })
        .boxed()
}

fn condition() -> BoxedStrategy<Condition> {
    prop_oneof![
        3 => (amounts(), selection()).prop_map(|(amounts, of)| Condition::MinimumSubtotal { amounts, of }),
        3 => (0u32..8, selection()).prop_map(|(quantity, of)| Condition::MinimumQuantity { quantity, of }),
        1 => Just(Condition::FirstOrder),
        1 => Just(Condition::Market { markets: vec!["default".to_owned()] }),
        1 => Just(Condition::Market { markets: vec!["ch".to_owned()] }),
    ]
    .boxed()
}

fn tier() -> BoxedStrategy<Tier> {
    let threshold = prop_oneof![
        (0u32..8).prop_map(|from| (Some(from), None)),
        amounts().prop_map(|from| (None, Some(from))),
    ];
    let benefit = prop_oneof![
        rate().prop_map(|rate| (Some(rate), None)),
        amounts().prop_map(|amounts| (None, Some(amounts))),
    ];
    (threshold, benefit)
        .prop_map(|((from_quantity, from_subtotal), (rate_ppm, amounts))| Tier {
            from_quantity,
            from_subtotal,
            rate_ppm,
            amounts,
        })
        .boxed()
}

fn calculator() -> BoxedStrategy<Calculator> {
    prop_oneof![
        3 => rate().prop_map(|rate_ppm| Calculator::Percentage { rate_ppm }),
        3 => amounts().prop_map(|amounts| Calculator::FixedAmount { amounts }),
        2 => amounts().prop_map(|amounts| Calculator::FixedPrice { amounts }),
        2 => vec(tier(), 0..4).prop_map(|tiers| Calculator::Tiered { tiers }),
        3 => (selection(), 0u32..4, selection(), 0u32..4, rate()).prop_map(
            |(buy, buy_quantity, get, get_quantity, rate_ppm)| Calculator::BuyGet {
                buy, buy_quantity, get, get_quantity, rate_ppm
            }
        ),
    ]
    .boxed()
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        3 => selection().prop_map(|of| Target::Products { of }),
        3 => Just(Target::Order),
        2 => Just(Target::Shipping),
    ]
}

fn combination() -> impl Strategy<Value = Combination> {
    prop_oneof![
        4 => Just(Combination::Combinable),
        2 => Just(Combination::OneOfClass),
        1 => Just(Combination::Exclusive),
    ]
}

pub fn code() -> impl Strategy<Value = Code> {
    select(&CODES[..]).prop_map(|code| Code::parse(code).unwrap())
}

/// The id is still to be given.
pub fn promotion() -> BoxedStrategy<Promotion> {
    let usually = || prop::option::weighted(0.05, 0i64..2000);
    let times = (prop::bool::weighted(0.95), usually(), usually());
    let limits = (prop::option::weighted(0.1, 0u32..3), prop::option::weighted(0.1, 0u32..3));
    let kind = (vec(condition(), 0..2), target(), calculator(), combination());
    (kind, prop::option::weighted(0.3, code()), -2i32..3, times, limits)
        .prop_map(
            |((conditions, target, calculator, combination), code, priority, times, limits)| {
                Promotion {
                    id: String::new(),
                    rule: PromotionDraft {
                        title: "Less".to_owned(),
                        code,
                        enabled: times.0,
                        priority,
                        starts_at: times.1.map(Timestamp::from_millis),
                        ends_at: times.2.map(Timestamp::from_millis),
                        conditions,
                        target,
                        calculator,
                        combination,
                        usage_limit: limits.0,
                        usage_limit_per_customer: limits.1,
                    },
                }
            },
        )
        .boxed()
}

pub fn promotions() -> BoxedStrategy<Vec<Promotion>> {
    vec(promotion(), 0..7)
        .prop_map(|mut promotions| {
            for (place, promotion) in promotions.iter_mut().enumerate() {
                promotion.id = format!("promotion-{}", 2 * place);
            }
            promotions
        })
        .boxed()
}

fn method(id: u8) -> BoxedStrategy<ShippingMethod> {
    let rate = prop_oneof![
        amounts().prop_map(|prices| ShippingRate::Flat { prices }),
        vec((0u32..9000, amounts()), 0..3).prop_map(|bands| ShippingRate::Weight {
            bands: bands
                .into_iter()
                .map(|(up_to_grams, prices)| WeightBand { up_to_grams, prices })
                .collect(),
        }),
        vec((amounts(), amounts()), 0..3).prop_map(|bands| ShippingRate::Price {
            bands: bands.into_iter().map(|(from, prices)| PriceBand { from, prices }).collect(),
        }),
    ];
    let free_over = prop_oneof![3 => Just(Vec::new()), 1 => amounts()];
    (rate, free_over)
        .prop_map(move |(rate, free_over)| ShippingMethod {
            id: format!("method-{id}"),
            title: "By post".to_owned(),
            rate,
            free_over,
            days_min: 1,
            days_max: 3,
        })
        .boxed()
}

fn places(code: Option<&str>) -> Vec<Place> {
    vec![Place { country: code.map(country), region: None, postal_code_prefix: None }]
}

fn shipping_zones() -> BoxedStrategy<Vec<ShippingZone>> {
    (method(0), method(1), method(2))
        .prop_map(|(one, two, three)| {
            let zone = |id: &str, code, methods| ShippingZone {
                id: id.to_owned(),
                title: id.to_owned(),
                places: places(code),
                methods,
            };
            vec![zone("germany", Some("DE"), vec![one, two]), zone("world", None, vec![three])]
        })
        .boxed()
}

fn tax_zones() -> BoxedStrategy<Vec<TaxZone>> {
    (vec(rate(), 4), rate(), prop::bool::weighted(0.8))
        .prop_map(|(rates, abroad, standard)| {
            let named = |(class, rate_ppm): (&&str, Rate)| TaxRate {
                tax_class: (*class).to_owned(),
                title: format!("VAT {}%", rate_ppm.percent()),
                rate_ppm,
            };
            let of =
                |from: usize| CLASSES.iter().zip(rates.clone()).skip(from).map(named).collect();
            let zone = |id: &str, code, rates| TaxZone {
                id: id.to_owned(),
                title: id.to_owned(),
                places: places(code),
                rates,
            };
            let world = vec![named((&"standard", abroad))];
            // Without a standard rate what is not named is not taxed.
            let germany = zone("germany", Some("DE"), of(usize::from(!standard)));
            vec![germany, zone("world", None, world)]
        })
        .boxed()
}

fn tax_settings() -> BoxedStrategy<TaxSettings> {
    let scope =
        select(vec![TaxRoundingScope::Line, TaxRoundingScope::Rate, TaxRoundingScope::Order]);
    let class = select(&CLASSES[..]);
    let shipping = prop_oneof![
        1 => Just(ShippingTax::None),
        2 => class.prop_map(|class| ShippingTax::Class { tax_class: class.to_owned() }),
        2 => Just(ShippingTax::Highest),
        4 => Just(ShippingTax::Proportional),
    ];
    (any::<bool>(), any::<bool>(), scope, shipping)
        .prop_map(|(prices_include_tax, even, rounding_scope, shipping)| TaxSettings {
            prices_include_tax,
            rounding: if even { Rounding::HalfEven } else { Rounding::HalfUp },
            rounding_scope,
            shipping,
        })
        .boxed()
}

pub fn market(currency: &str, tax: TaxSettings) -> Market {
    Market {
        id: None,
        title: "Germany".to_owned(),
        countries: vec![country("DE")],
        currency: Currency::parse(currency).unwrap(),
        locale: "en-IE".to_owned(),
        price_list: "base".to_owned(),
        price_note: String::new(),
        tax,
        minimum_order: None,
    }
}

pub fn world() -> BoxedStrategy<World> {
    let terms = (promotions(), vec(code(), 0..4), shipping_zones(), tax_zones());
    let uses = vec((0u32..3, 0u32..3), 0..4);
    let shopper = (prop::option::of(0u32..2), prop::option::of(select(vec!["DE", "FR"])));
    let place = (select(&CURRENCIES[..]), tax_settings());
    let chosen = prop::option::of(select(vec!["germany.method-1", "world.method-2", "gone"]));
    (place, lines(), terms, uses, shopper, chosen)
        .prop_map(
            |(
                (currency, tax),
                lines,
                (promotions, codes, shipping_zones, tax_zones),
                uses,
                shopper,
                chosen,
            )| World {
                market: market(currency, tax),
                lines,
                promotions,
                codes,
                uses: uses
                    .into_iter()
                    .enumerate()
                    .map(|(place, (total, by_customer))| {
                        (format!("promotion-{place}"), Uses { total, by_customer })
                    })
                    .collect(),
                customer: Customer { orders: shopper.0 },
                destination: shopper.1.map(|code| Destination::in_country(country(code))),
                shipping_rate: chosen.map(str::to_owned),
                shipping_zones,
                tax_zones,
            },
        )
        .boxed()
}
