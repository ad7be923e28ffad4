use super::*;
use crate::catalog::index_rows::card;
use crate::catalog::samples::{price, reduced, throw};
use crate::content::{sample_market, shop_with};
use crate::kernel::{MarketId, Money};

/// A shop that sells at a list of its own in Germany (in euros) and in Switzerland (in francs).
fn shop_in(id: &str) -> ShopDocument {
    let with_list = |id: &str, currency: &str, list: &str| Market {
        price_list: list.to_owned(),
        ..sample_market(id, currency, "de-DE")
    };
    let others = vec![
        with_list("de", "EUR", "germany"),
        with_list("ch", "CHF", "switzerland"),
        sample_market("fr", "EUR", "fr-FR"),
    ];
    let shop = shop_with(others);
    shop.in_market(MarketId::parse(id).as_ref()).unwrap()
}

fn francs(amount_minor: i64) -> Price {
    let money = Money::new(amount_minor, Currency::parse("CHF").unwrap());
    Price { list: money, ..price(0) }
}

/// The throw, of which both lists name only the large one.
fn listed_throw() -> ProductDocument {
    let mut product = throw();
    let large = product.variants.last_mut().unwrap();
    large.list_prices.insert("germany".to_owned(), price(11_000));
    large.list_prices.insert("switzerland".to_owned(), francs(13_500));
    product.related = vec![card(&product)];
    product
}

fn prices_in(id: &str) -> Vec<(String, String)> {
    let shop = shop_in(id);
    let product = listed_throw().in_market(&shop).unwrap();
    let now = crate::catalog::samples::NOW;
    let variants = product.variants.iter();
    variants
        .map(|variant| (variant.sku.clone(), variant.price.at(now).unit.format(shop.locale())))
        .collect()
}

#[test]
fn an_explicit_price_wins_and_the_shops_own_currency_falls_back() {
    let rows = |rows: &[(&str, &str)]| -> Vec<(String, String)> {
        rows.iter().map(|(sku, price)| ((*sku).to_owned(), (*price).to_owned())).collect()
    };
    let own =
        rows(&[("T-SO", "90,00\u{a0}€"), ("T-SR", "90,00\u{a0}€"), ("T-LO", "110,00\u{a0}€")]);
    assert_eq!(prices_in("de"), own);
    let base =
        rows(&[("T-SO", "90,00\u{a0}€"), ("T-SR", "90,00\u{a0}€"), ("T-LO", "99,00\u{a0}€")]);
    assert_eq!(
        prices_in("fr"),
        base,
        "a market with the list `base` sells at the products' prices"
    );
    assert_eq!(prices_in("ch"), rows(&[("T-LO", "135,00\u{a0}CHF")]), "no francs, no sale");
}

#[test]
fn values_of_options_that_are_not_sold_are_not_offered() {
    let product = listed_throw().in_market(&shop_in("ch")).unwrap();
    let values: Vec<_> = product.options.iter().map(|option| option.values.join(" ")).collect();
    assert_eq!(values, ["Large", "Oat"]);
    assert_eq!(product.currency.code(), "CHF");
}

#[test]
fn a_product_that_no_list_names_is_not_sold_in_another_currency() {
    assert!(throw().in_market(&shop_in("ch")).is_none());
    let at_home = throw().in_market(&shop_with(vec![])).unwrap();
    assert_eq!(at_home, throw(), "a shop with one market changes nothing");
    let in_germany = throw().in_market(&shop_in("de")).unwrap();
    assert_eq!(in_germany.not_sold_in, [MarketId::parse("ch")]);
}

#[test]
fn cards_cost_what_their_products_cost() {
    for (id, expected) in
        [("de", vec![9000, 11_000]), ("fr", vec![9000, 9900]), ("ch", vec![13_500])]
    {
        let mut cards = vec![card(&listed_throw()), card(&throw())];
        cards_in_market(&mut cards, &shop_in(id));
        let now = crate::catalog::samples::NOW;
        let prices: Vec<i64> =
            cards[0].prices.iter().map(|price| price.at(now).unit.amount_minor).collect();
        assert_eq!(prices, expected, "{id}");
        assert_eq!(cards.len(), if id == "ch" { 1 } else { 2 }, "{id}");
    }
}

#[test]
fn a_price_of_another_currency_than_the_markets_is_none() {
    let mut product = listed_throw();
    let large = product.variants.last_mut().unwrap();
    large.list_prices.insert("switzerland".to_owned(), price(100));
    assert!(product.in_market(&shop_in("ch")).is_none());
}

#[test]
fn only_boundaries_of_the_prices_that_are_shown_count() {
    let now = crate::catalog::samples::NOW;
    let mut product = listed_throw();
    product.related.clear();
    let boundary = |id: &str| {
        let product = product.clone().in_market(&shop_in(id)).unwrap();
        product.variants.iter().filter_map(|variant| variant.price.next_boundary(now)).min()
    };
    assert_eq!(boundary("fr"), Some(now.plus_seconds(600)));
    assert_eq!(boundary("de"), None, "the sale is one of the list `base`");
    let mut listed = product.clone();
    listed.variants[0].list_prices.insert("germany".to_owned(), reduced(50, 40, 30));
    let all = crate::catalog::compose::next_boundary(&listed, now);
    assert_eq!(all, Some(now.plus_seconds(30)), "a publication is due for any list");
}
