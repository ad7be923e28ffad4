//! What a quote costs: carts of 10 to 100 lines with 50 promotions of every kind that all apply.
//! Prints one row for each, separated by tabs; `node bench/run.mjs --only quote` makes a table of it.

use std::hint::black_box;
use std::time::{Duration, Instant};

use awning::kernel::{
    Country, Currency, Destination, Handle, Money, Place, Rate, Rounding, Sku, Timestamp,
};
use awning::markets::{BASE_PRICE_LIST, Market, ShippingTax, TaxRoundingScope, TaxSettings};
use awning::pricing::{Customer, QuoteLine, QuoteRequest, quote};
use awning::promotions::{
    Calculator, Combination, Condition, Promotion, PromotionDraft, Selection, Target, Tier,
};
use awning::shipping::{ShippingMethod, ShippingRate, ShippingZone};
use awning::tax::{TaxRate, TaxZone};

const PROMOTIONS: i32 = 50;
const ROUNDS: usize = 101;
const ROUND: Duration = Duration::from_millis(5);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn euro(amount_minor: i64) -> Vec<Money> {
    vec![Money::new(amount_minor, Currency::EUR)]
}

fn handle(text: &str) -> Outcome<Handle> {
    Handle::parse(text).map_err(|error| error.to_string().into())
}

fn rate(ppm: u32) -> Outcome<Rate> {
    Rate::from_ppm(ppm).ok_or_else(|| "no rate".into())
}

fn line(place: i64) -> Outcome<QuoteLine> {
    let tax_class = if place % 3 == 0 { "reduced" } else { "standard" };
    Ok(QuoteLine {
        id: format!("line-{place:03}"),
        sku: Sku::parse(&format!("SKU-{:03}", (place * 37) % 101))
            .map_err(|error| error.to_string())?,
        product: handle(&format!("a-product-of-the-shop-{}", place % 60))?,
        collections: vec![
            handle(&format!("collection-{}", place % 7))?,
            handle(&format!("brand-{}", place % 11))?,
        ],
        tax_class: tax_class.to_owned(),
        quantity: u32::try_from(place % 5 + 1)?,
        list_minor: 1999 + 317 * place,
        unit_minor: 1899 + 317 * place,
        weight_grams: 250,
        requires_shipping: place % 10 != 9,
    })
}

/// Every calculator and target; of each class some go together and some are the only one.
fn promotion(place: i32) -> Outcome<Promotion> {
    let collections = vec![handle(&format!("collection-{}", place % 7))?, handle("brand-3")?];
    let some = Selection { collections, ..Selection::default() };
    let handles: Outcome<Vec<Handle>> =
        (0..40).map(|number| handle(&format!("a-product-of-the-shop-{number}"))).collect();
    let listed = Selection { products: handles?, ..Selection::default() };
    let percentage = Calculator::Percentage { rate_ppm: rate(20_000)? };
    let amount = Calculator::FixedAmount { amounts: euro(30) };
    let tier = |from, ppm| -> Outcome<Tier> {
        Ok(Tier {
            from_quantity: Some(from),
            from_subtotal: None,
            rate_ppm: Some(rate(ppm)?),
            amounts: None,
        })
    };
    let (target, calculator) = match place % 10 {
        0 => (Target::Products { of: some }, percentage),
        1 => (Target::Products { of: listed }, percentage),
        2 => (Target::Products { of: some }, amount),
        3 => (Target::Products { of: some }, Calculator::FixedPrice { amounts: euro(2500) }),
        4 => (
            Target::Products { of: Selection::default() },
            Calculator::BuyGet {
                buy: Selection::default(),
                buy_quantity: 4,
                get: some,
                get_quantity: 1,
                rate_ppm: rate(250_000)?,
            },
        ),
        5 => (
            Target::Products { of: listed },
            Calculator::Tiered { tiers: vec![tier(1, 10_000)?, tier(9, 30_000)?] },
        ),
        6 => (Target::Order, percentage),
        7 => (Target::Order, Calculator::FixedAmount { amounts: euro(777) }),
        8 => {
            (Target::Order, Calculator::Tiered { tiers: vec![tier(2, 10_000)?, tier(9, 15_000)?] })
        }
        _ => (Target::Shipping, percentage),
    };
    let combination = match place / 10 {
        0 | 1 => Combination::OneOfClass,
        2 => Combination::Exclusive,
        _ => Combination::Combinable,
    };
    Ok(Promotion {
        id: format!("promotion-{place:02}"),
        rule: PromotionDraft {
            title: format!("Promotion number {place}"),
            code: None,
            enabled: true,
            priority: place % 4,
            starts_at: Some(Timestamp::from_millis(0)),
            ends_at: None,
            conditions: vec![Condition::MinimumSubtotal {
                amounts: euro(1000),
                of: Selection::default(),
            }],
            target,
            calculator,
            combination,
            usage_limit: None,
            usage_limit_per_customer: None,
        },
    })
}

fn market(country: Country, prices_include_tax: bool) -> Market {
    Market {
        id: None,
        title: "Europe".to_owned(),
        countries: vec![country],
        currency: Currency::EUR,
        locale: "en-IE".to_owned(),
        price_list: BASE_PRICE_LIST.to_owned(),
        price_note: String::new(),
        tax: TaxSettings {
            prices_include_tax,
            rounding: Rounding::HalfUp,
            rounding_scope: TaxRoundingScope::Line,
            shipping: ShippingTax::Proportional,
        },
        minimum_order: None,
    }
}

/// Nanoseconds of a quote: the median of many rounds.
fn nanoseconds(request: &QuoteRequest<'_>) -> Outcome<u128> {
    let once = |times: u32| {
        let start = Instant::now();
        for _ in 0..times {
            black_box(quote(black_box(request)));
        }
        start.elapsed()
    };
    let times = u32::try_from(ROUND.as_nanos() / once(20).div_f64(20.0).as_nanos().max(1))?.max(1);
    let mut rounds: Vec<u128> =
        (0..ROUNDS).map(|_| once(times).as_nanos() / u128::from(times)).collect();
    rounds.sort_unstable();
    rounds.get(ROUNDS / 2).copied().ok_or_else(|| "no rounds".into())
}

fn main() -> Outcome<()> {
    let country = Country::parse("DE").ok_or("no country")?;
    let places = vec![Place { country: Some(country), region: None, postal_code_prefix: None }];
    let tax = |class: &str, title: &str, ppm| -> Outcome<TaxRate> {
        Ok(TaxRate { tax_class: class.to_owned(), title: title.to_owned(), rate_ppm: rate(ppm)? })
    };
    let tax_zones = [TaxZone {
        id: "germany".to_owned(),
        title: "Germany".to_owned(),
        places: places.clone(),
        rates: vec![tax("standard", "VAT 19%", 190_000)?, tax("reduced", "VAT 7%", 70_000)?],
    }];
    let method = ShippingMethod {
        id: "standard".to_owned(),
        title: "Standard".to_owned(),
        rate: ShippingRate::Flat { prices: euro(590) },
        free_over: Vec::new(),
        days_min: 1,
        days_max: 3,
    };
    let shipping_zones = [ShippingZone {
        id: "germany".to_owned(),
        title: "Germany".to_owned(),
        places,
        methods: vec![method],
    }];
    let promotions = (0..PROMOTIONS).map(promotion).collect::<Outcome<Vec<Promotion>>>()?;
    let destination = Destination::in_country(country);
    println!("prices\tlines\tpromotions\tnanoseconds of a quote\tof a line");
    for (prices, include) in [("with tax", true), ("without tax", false)] {
        let market = market(country, include);
        for count in [10, 25, 50, 100] {
            let lines = (0..count).map(line).collect::<Outcome<Vec<QuoteLine>>>()?;
            for promotions in [&[], promotions.as_slice()] {
                let request = QuoteRequest {
                    market: &market,
                    lines: &lines,
                    promotions,
                    codes: &[],
                    uses: &[],
                    customer: Customer::default(),
                    destination: Some(&destination),
                    shipping_rate: None,
                    shipping_zones: &shipping_zones,
                    tax_zones: &tax_zones,
                    now: Timestamp::from_millis(1000),
                };
                let taken = nanoseconds(&request)?;
                println!(
                    "{prices}\t{count}\t{}\t{taken}\t{}",
                    promotions.len(),
                    taken / u128::try_from(count)?
                );
            }
        }
    }
    Ok(())
}
