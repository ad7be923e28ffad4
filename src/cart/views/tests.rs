use askama::Template;

use super::samples::{discount, empty, euro, market, opened, outcome};
use super::{CartPage, CartPanel};
use crate::cart::{CartProblem, OpenedCart, line_problems};
use crate::catalog::Availability;
use crate::catalog::samples::{NOW, ORIGIN, shop};
use crate::kernel::{Country, Locale, MarketId};
use crate::markets::Market;
use crate::pricing::{NotApplied, Refusal};
use crate::web::{CachePolicy, Page};

fn panel(opened: &OpenedCart<'_>) -> String {
    CartPanel::new(opened).render().unwrap()
}

/// What a reader sees: tags taken out, each run of white space one space.
fn words(html: &str) -> String {
    let bare: String = html
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ");
    bare.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cents of all figures between two words.
fn figures(words: &str, from: &str, to: &str) -> Vec<i64> {
    let (_, rest) = words.split_once(from).unwrap();
    let (part, _) = rest.split_once(to).unwrap();
    let figure = |word: &str| {
        let digits = word.trim_start_matches(['−', '€']).replace(['.', ','], "");
        let amount: i64 = digits.parse().ok()?;
        word.contains('€').then_some(if word.starts_with('−') { -amount } else { amount })
    };
    part.split(' ').filter_map(figure).collect()
}

#[test]
fn a_cart_is_kept_by_nobody_and_found_by_no_search_engine() {
    let opened = opened();
    let page = CartPage::new(shop(), &opened, ORIGIN);
    assert_eq!((page.status(), page.policy(NOW)), (200, CachePolicy::Private));
    let html = page.render().unwrap();
    assert!(html.contains("noindex") && !html.contains("canonical"));
    assert!(html.contains(&panel(&opened)), "the page holds the very panel that a script gets");
}

#[test]
fn the_figures_of_the_summary_add_up_to_the_total() {
    let shown = words(&panel(&opened()));
    let rows = figures(&shown, "Save note", "Total");
    assert_eq!(rows, [14_000, -1000, -400, 650]);
    assert_eq!(rows.iter().sum::<i64>(), 13_250);
    assert_eq!(figures(&shown, "Total", "incl."), [13_250]);
    assert!(shown.contains("Delivery, estimated for Ireland"));
    assert!(shown.contains("incl. VAT 23% €24.78"));
}

#[test]
fn a_line_shows_every_step_from_its_list_price_to_what_is_paid() {
    let shown = words(&panel(&opened()));
    for step in
        ["2 × €25.00 €50.00", "Sale price −€10.00", "Spring: 10% off prints −€4.00", "€36.00"]
    {
        assert!(shown.contains(step), "{step} is missing in {shown}");
    }
    assert!(!shown.contains("1 × €90.00"), "a plain price needs no ladder");
}

#[test]
fn tax_that_is_added_is_a_row_of_its_own_before_the_total() {
    let mut opened = opened();
    opened.quote.prices_include_tax = false;
    opened.quote.total_minor += 2478;
    "VAT".clone_into(&mut opened.quote.taxes[0].title);
    let shown = words(&panel(&opened));
    assert!(shown.contains("plus 23% VAT €24.78 Total €157.28"), "{shown}");
    assert!(!shown.contains("incl."));
}

#[test]
fn every_code_says_what_it_saves_or_why_it_does_not_apply() {
    let shown = words(&panel(&opened()));
    assert!(shown.contains("SPRING −€4.00 Spring: 10% off prints"), "{shown}");
    let why = Refusal::MinimumSubtotal { missing_minor: 1550 };
    let sentence = why.sentence(euro(0).currency, Locale::new("en-IE"));
    assert!(shown.contains(&format!("WELCOME {sentence}")), "{shown}");
}

#[test]
fn a_promotion_that_is_close_says_how_little_is_missing() {
    let mut opened = opened();
    let missing = |title: &str, refusal| NotApplied {
        promotion: "gift".to_owned(),
        title: title.to_owned(),
        refusal,
    };
    opened.quote.not_applied = vec![
        missing("Far away", Refusal::MinimumQuantity { missing: 2 }),
        missing("Farther", Refusal::MinimumSubtotal { missing_minor: 14_001 }),
        missing("Ten off", Refusal::BetterWithout),
        missing("Free <delivery>", Refusal::MinimumSubtotal { missing_minor: 500 }),
        missing("Three for two", Refusal::MinimumQuantity { missing: 1 }),
        missing("Five off", Refusal::NothingLeft),
    ];
    let html = panel(&opened);
    let shown = words(&html);
    assert!(html.contains("€5.00 more for “Free &#60;delivery&#62;”"));
    assert_eq!(shown.matches('“').count(), 1, "one at a time, and only what is close");
    opened.quote.not_applied.remove(3);
    assert!(words(&panel(&opened)).contains("One more item for “Three for two”"));
    opened.quote.codes = vec![outcome("", Some("gift"), Some(Refusal::BetterWithout))];
    opened.quote.not_applied.clear();
    assert!(!panel(&opened).contains('“'));
}

#[test]
fn goods_that_need_no_delivery_ask_for_none() {
    let mut opened = opened();
    opened.quote.requires_shipping = false;
    opened.quote.shipping = None;
    opened.quote.shipping_options.clear();
    let shown = words(&panel(&opened));
    assert!(shown.contains("Delivery Not needed") && shown.contains("Prices for Ireland"));
    assert!(!shown.contains("Choose this delivery"));
}

#[test]
fn free_delivery_is_called_free_and_a_named_destination_is_no_estimate() {
    let mut opened = opened();
    opened.quote.destination_is_assumed = false;
    opened.quote.shipping_options[0].price_minor = 0;
    opened.quote.shipping.as_mut().unwrap().price_minor = 0;
    let shown = words(&panel(&opened));
    assert!(shown.contains("Standard 2–3 working days Free"), "{shown}");
    assert!(shown.contains("Express 1 working day €12.00"));
    assert!(shown.contains("Delivery to Ireland Free"));
    assert!(!shown.contains("assumed") && !shown.contains("estimated"));
}

#[test]
fn what_is_wrong_stands_at_its_line_and_what_concerns_all_above() {
    let mut opened = opened();
    opened.goods[0].availability = Availability::SoldOut;
    opened.goods.pop();
    opened.quote.lines.pop();
    let locale = Locale::new("en-IE");
    opened.problems = opened
        .cart
        .lines
        .iter()
        .flat_map(|line| line_problems(line, opened.goods_of(line), locale))
        .collect();
    let detail = "An order begins at €200.00.".to_owned();
    let minimum =
        CartProblem { code: "minimum_not_reached", line_id: None, blocking: true, detail };
    opened.problems.push(minimum);
    let shown = words(&panel(&opened));
    let at = |sentence: &str| shown.find(sentence).unwrap_or_else(|| panic!("{sentence}: {shown}"));
    let first = at("An order begins at €200.00.");
    let second = at("Headland evening is sold out.");
    let third = at("THROW");
    assert!(first < second && second < third && third < at("This is no longer sold."));
}

#[test]
fn an_empty_cart_leads_to_the_collections_and_asks_for_nothing() {
    let html = panel(&empty());
    assert!(html.contains("href=\"/collections\"") && html.contains("The cart is empty."));
    assert!(!html.contains("<form") && !html.contains("Total"));
}

#[test]
fn a_cart_of_things_that_are_no_longer_sold_has_no_total() {
    let mut opened = opened();
    opened.goods.clear();
    opened.quote.lines.clear();
    opened.problems =
        vec![CartProblem { code: "empty", line_id: None, blocking: true, detail: "x".to_owned() }];
    let shown = words(&panel(&opened));
    assert!(shown.contains("HE-A3") && !shown.contains("Total"));
}

#[test]
fn forms_and_links_stay_in_the_market_of_the_cart() {
    let mut opened = opened();
    let (id, locale) = (MarketId::parse("de"), "de-DE".to_owned());
    let market = Market { id, locale, ..market().clone() };
    opened.market = &market;
    let html = panel(&opened);
    assert_eq!(html.matches("<form").count(), html.matches("action=\"/de/cart/").count());
    assert_eq!(html.matches("<form").count(), html.matches("value=\"/de/cart\"").count());
    assert!(html.contains("/de/products/headland-evening?variant=HE-A3"));
    assert!(html.contains("132,50\u{a0}€"));
    let country = Country::parse("IE").unwrap();
    assert!(html.contains(&format!("<option value=\"{country}\" selected>")), "it is for Ireland");
}

#[test]
fn hostile_text_stays_text() {
    let evil = "</textarea></script><img src=x onerror=alert(1)>\"'&\u{202e}";
    let mut opened = opened();
    opened.cart.note = evil.to_owned();
    opened.goods.iter_mut().for_each(|goods| {
        goods.title = evil.to_owned();
        goods.options = vec![evil.to_owned()];
    });
    let quote = &mut opened.quote;
    quote.discounts = vec![discount("evil", evil, 400)];
    quote.lines[0].discounts = vec![discount("evil", evil, 400)];
    quote.shipping_options[0].title = evil.to_owned();
    quote.shipping_options[0].rate = evil.to_owned();
    quote.destination.region = evil.to_owned();
    quote.destination.postal_code = evil.to_owned();
    quote.taxes[0].title = evil.to_owned();
    quote.codes[0].title = Some(evil.to_owned());
    let problem = |line_id| CartProblem {
        code: "sold_out",
        line_id,
        blocking: true,
        detail: evil.to_owned(),
    };
    opened.problems = vec![problem(None), problem(Some("1".to_owned()))];
    let html = panel(&opened);
    assert!(!html.contains("<img src=x") && !html.contains("onerror=alert(1)>"));
    assert_eq!(html.matches("</textarea>").count(), 1);
    assert_eq!(html.matches("</script>").count(), 0);
}
