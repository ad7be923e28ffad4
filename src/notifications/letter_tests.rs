//! Every event with each of its receivers, and what hostile text does to a letter: nothing.

use super::letter::{House, Letter, NoLetter, letter};
use super::samples::{PLACED, SECRET, euro, event, house, order, refund, shipment};
use crate::kernel::Currency;
use crate::orders::{EndReason, Event, Order, Receiver, RefundCause, What};
use crate::payments::{AttemptState, Entry, EntryState, GatewayId, PaymentMethod};

const TOKEN_URL: &str =
    "https://headland.example/orders/01ABCDEFGH-0123456789abcdef0123456789abcdef";

fn to_shopper(order: &Order, what: What) -> Letter {
    letter(order, &event(what), Receiver::Shopper, &house()).unwrap()
}

fn to_merchant(order: &Order, what: What) -> Letter {
    letter(order, &event(what), Receiver::Merchant, &house()).unwrap()
}

/// The words of an HTML letter as a person reads them.
fn read(html: &str) -> String {
    let (_, body) = html.split_once("<body").unwrap();
    let bare: String = body
        .split('<')
        .map(|part| part.split_once('>').map_or("", |(_, text)| text))
        .collect::<Vec<_>>()
        .join(" ");
    let plain = bare
        .replace("&#38;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&nbsp;", " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each of these is in both twins.
fn assert_says(letter: &Letter, phrases: &[&str]) {
    let html = read(&letter.html);
    let text = letter.text.split_whitespace().collect::<Vec<_>>().join(" ");
    for phrase in phrases {
        let phrase = phrase.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(html.contains(&phrase), "HTML lacks {phrase:?}: {html}");
        assert!(text.contains(&phrase), "text lacks {phrase:?}: {text}");
    }
}

fn assert_hides(letter: &Letter, phrases: &[&str]) {
    for phrase in phrases {
        assert!(!letter.html.contains(phrase), "HTML tells {phrase:?}");
        assert!(!letter.text.contains(phrase), "text tells {phrase:?}");
    }
}

pub fn every_event() -> Vec<(Order, What)> {
    let mut shipped = order();
    shipped.shipments = vec![shipment("s1", &[("1", 2), ("2", 1)])];
    let mut refunded = order();
    refunded.refunds = vec![refund("r1", &[("1", 1, 1800)], 650, 2450)];
    let amount = euro(1200);
    vec![
        (order(), What::Confirmed),
        (order(), What::PaymentFailed),
        (shipped, What::Shipped { shipment: "s1".to_owned() }),
        (refunded.clone(), What::Refunded { refund: "r1".to_owned() }),
        (refunded, What::RefundFailed { refund: "r1".to_owned() }),
        (order(), What::Cancelled { refunded: true }),
        (order(), What::MoneyUnmatched { capture: "pi_9".to_owned(), amount }),
        (order(), What::DisputeOpened { amount }),
        (order(), What::Placed),
        (order(), What::Closed),
        (order(), What::MoneyReceived { capture: "pi_1".to_owned(), amount, late: true }),
    ]
}

pub fn every_letter(house: &House) -> Vec<(Order, Event, Receiver, Letter)> {
    let mut letters = Vec::new();
    for (order, what) in every_event() {
        for to in [Receiver::Shopper, Receiver::Merchant] {
            let event = event(what.clone());
            match letter(&order, &event, to, house) {
                Ok(letter) => letters.push((order.clone(), event, to, letter)),
                Err(refusal) => {
                    assert_eq!(refusal, NoLetter::NotTold, "{what:?} {to:?}");
                    assert!(!what.told_to().contains(&to), "{what:?} {to:?}");
                }
            }
        }
    }
    letters
}

#[test]
fn every_receiver_of_every_event_gets_a_letter_with_its_own_key() {
    let letters = every_letter(&house());
    let told: usize = every_event().iter().map(|(_, what)| what.told_to().len()).sum();
    assert_eq!(letters.len(), told);
    for (_, _, to, letter) in letters {
        assert_eq!(letter.key, format!("01ABCDEFGH:4:{}", to.as_str()));
        assert_eq!(letter.from, "Headland & Sons <orders@headland.example>");
        let (address, answers) = match to {
            Receiver::Shopper => ("ada@example.com", "hello@headland.example"),
            Receiver::Merchant => ("hello@headland.example", "ada@example.com"),
        };
        assert_eq!((letter.to.as_str(), letter.reply_to.as_deref()), (address, Some(answers)));
        assert_says(&letter, &["01ABCDEFGH", "Headland & Sons", "26 November 2026"]);
        assert!(letter.subject.contains("01ABCDEFGH"), "{}", letter.subject);
        assert!(letter.text.contains("\n-- \n"), "a signature is set apart: {}", letter.text);
        assert!(!letter.text.contains("\n\n\n"), "{}", letter.text);
    }
}

#[test]
fn the_shoppers_link_is_in_every_letter_to_the_shopper_and_in_none_to_the_merchant() {
    for (_, event, to, letter) in every_letter(&house()) {
        match to {
            Receiver::Shopper => {
                assert_eq!(letter.html.matches(&format!("href=\"{TOKEN_URL}\"")).count(), 1);
                assert_eq!(letter.text.matches(TOKEN_URL).count(), 1, "{}", letter.text);
            }
            Receiver::Merchant => assert_hides(&letter, &[SECRET]),
        }
        assert!(!letter.subject.contains(SECRET), "{:?}", event.what);
    }
}

#[test]
fn a_confirmation_says_what_was_bought_for_how_much_and_where_it_goes() {
    let letter = to_shopper(&order(), What::Confirmed);
    assert_eq!(letter.subject, "Your order 01ABCDEFGH is confirmed");
    let sums =
        ["€132.50 by card", "€50.00", "€90.00", "€140.00", "−€10.00", "−€4.00", "€6.50", "€24.78"];
    assert_says(&letter, &sums);
    assert_says(
        &letter,
        &[
            "2 × Headland evening",
            "A3, Oak frame",
            "1 × Linen throw",
            "Spring: 10% off prints",
            "incl. 23% VAT",
            "Delivery to Ireland",
            "Standard, 2–3 working days",
            "Ada Lovelace",
            "T12 AB34 Cork",
        ],
    );
    assert!(letter.html.contains("https://headland.example/media/aaaa"));
    assert_hides(&letter, &["Please ring twice.", "stripe", "Stripe"]);
    let note = to_merchant(&order(), What::Confirmed);
    assert_eq!(note.subject, "New order 01ABCDEFGH: €132.50");
    assert_says(
        &note,
        &["3 articles for €132.50, paid by card through Stripe", "Please ring twice."],
    );
    assert_says(&note, &["ada@example.com", "+353 21 555 0199"]);
}

#[test]
fn amounts_are_written_as_the_orders_locale_writes_them() {
    let mut german = order();
    german.placement.locale = "de-DE".to_owned();
    assert_says(&to_shopper(&german, What::Confirmed), &["132,50\u{a0}€", "−4,00\u{a0}€"]);
    let mut yen = order();
    yen.placement.quote.currency = Currency::parse("JPY").unwrap();
    assert_says(&to_shopper(&yen, What::PaymentFailed), &["¥13,250"]);
}

#[test]
fn an_order_for_nothing_that_nobody_delivers_says_so() {
    let mut free = order();
    free.attempts.clear();
    free.placement.quote.total_minor = 0;
    free.placement.quote.requires_shipping = false;
    free.placement.quote.shipping = None;
    free.placement.address = None;
    let letter = to_shopper(&free, What::Confirmed);
    assert_says(
        &letter,
        &["Your order 01ABCDEFGH is confirmed.", "Nothing of it has to be delivered."],
    );
    assert_hides(&letter, &["Delivery address", "We have received"]);
    assert_says(&to_merchant(&free, What::Confirmed), &["there was nothing to pay"]);
}

#[test]
fn a_separate_bill_is_shown_with_its_vat_id() {
    let mut billed = order();
    let mut address = billed.placement.address.clone().unwrap();
    address.name = "Analytical Engines Ltd".to_owned();
    billed.placement.billing_address = Some(address);
    billed.placement.vat_id = Some("IE1234567FA".to_owned());
    let letter = to_shopper(&billed, What::Confirmed);
    assert_says(&letter, &["Billing address", "Analytical Engines Ltd", "VAT IE1234567FA"]);
}

#[test]
fn rule_11_a_failed_payment_charges_nobody_and_leads_back() {
    let mut failed = order();
    failed.attempts[0].state = AttemptState::Failed;
    let letter = to_shopper(&failed, What::PaymentFailed);
    assert_says(&letter, &["You have not been charged", "Try again", "€132.50"]);
    assert!(letter.html.contains(&format!("href=\"{TOKEN_URL}\"")));
}

#[test]
fn a_shipment_says_what_is_in_it_and_whether_more_follows() {
    let mut part = order();
    part.shipments = vec![shipment("s1", &[("1", 2)]), shipment("s2", &[("2", 1)])];
    let first = to_shopper(&part, What::Shipped { shipment: "s1".to_owned() });
    assert_eq!(first.subject, "A part of your order 01ABCDEFGH is on its way");
    assert_says(&first, &["2 × Headland evening", "The rest follows", "An Post", "CE123456789IE"]);
    assert_hides(&first, &["Linen throw"]);
    assert!(first.html.contains("href=\"https://track.example/CE123456789IE\""));
    let last = to_shopper(&part, What::Shipped { shipment: "s2".to_owned() });
    assert_eq!(last.subject, "Your order 01ABCDEFGH is on its way");
    assert_hides(&last, &["The rest follows"]);
    part.shipments.truncate(1);
    part.refunds = vec![refund("r1", &[("2", 1, 9000)], 0, 9000)];
    let rest = to_shopper(&part, What::Shipped { shipment: "s1".to_owned() });
    assert_eq!(rest.subject, last.subject, "what was refunded does not follow");
}

#[test]
fn a_parcel_that_leads_to_no_web_address_leads_to_the_order() {
    let wrong = [
        "javascript:alert(1)",
        "",
        "//evil.example",
        "https://a.example/\" onclick=\"x",
        "https://a b",
    ];
    for url in wrong {
        let mut shipped = order();
        shipped.shipments = vec![shipment("s1", &[("1", 2)])];
        shipped.shipments[0].wish.tracking_url = url.to_owned();
        let letter = to_shopper(&shipped, What::Shipped { shipment: "s1".to_owned() });
        assert_hides(&letter, &["Follow the parcel", "javascript", "onclick", "evil.example"]);
        assert!(letter.html.contains(&format!("href=\"{TOKEN_URL}\"")), "{url}");
    }
}

#[test]
fn rule_17_a_refund_says_for_what_how_much_and_where_it_goes() {
    let mut refunded = order();
    refunded.refunds = vec![refund("r1", &[("1", 1, 1800)], 650, 3000)];
    let letter = to_shopper(&refunded, What::Refunded { refund: "r1".to_owned() });
    assert_eq!(letter.subject, "We have refunded €30.00 of your order 01ABCDEFGH");
    assert_says(&letter, &["€30.00 back to the card that was paid with"]);
    assert_says(
        &letter,
        &["1 × Headland evening", "€18.00", "Delivery", "€6.50", "Further amount", "€5.50"],
    );
    assert_hides(&letter, &["for our books only", "re_1"]);
    refunded.attempts[0].method = PaymentMethod::Ideal;
    refunded.refunds[0].cause = RefundCause::Duplicate;
    let twice = to_shopper(&refunded, What::Refunded { refund: "r1".to_owned() });
    assert_says(&twice, &["the bank account that was paid from", "paid twice"]);
}

#[test]
fn rule_17_a_refund_that_failed_is_told_to_both() {
    let mut failed = order();
    failed.refunds = vec![refund("r1", &[], 0, 3000)];
    let what = What::RefundFailed { refund: "r1".to_owned() };
    let letter = to_shopper(&failed, what.clone());
    assert_says(&letter, &["€30.00", "could not be delivered", "You do not have to do anything"]);
    assert_hides(&letter, &["re_1"]);
    let note = to_merchant(&failed, what);
    assert_eq!(note.subject, "Refund failed: €30.00 of order 01ABCDEFGH");
    assert_says(&note, &["Refund at Stripe", "re_1", "the shopper was told"]);
}

#[test]
fn a_cancellation_says_what_becomes_of_the_money() {
    let mut cancelled = order();
    cancelled.end = Some(EndReason::Cancelled { note: "fraud suspected".to_owned() });
    let unpaid = to_shopper(&cancelled, What::Cancelled { refunded: false });
    assert_says(&unpaid, &["You have not been charged."]);
    assert_hides(&unpaid, &["fraud"]);
    let paid = to_shopper(&cancelled, What::Cancelled { refunded: true });
    assert_says(&paid, &["We send back what you have paid"]);
    let capture = |booked_at| Entry {
        gateway: GatewayId::Stripe,
        id: "pi_1".to_owned(),
        state: EntryState::Capture,
        amount: euro(13_250),
        of: "cs_1".to_owned(),
        booked_at,
    };
    let mut late = cancelled.clone();
    late.ledger.book(capture(PLACED.plus_seconds(3600)));
    let same = to_shopper(&late, What::Cancelled { refunded: false });
    assert_eq!(same, unpaid, "money that came later does not change what was told");
    cancelled.ledger.book(capture(PLACED));
    let settled = to_shopper(&cancelled, What::Cancelled { refunded: false });
    assert_says(&settled, &["Nothing is left to be refunded."]);
    cancelled.end = Some(EndReason::GoodsGone { missing: Vec::new() });
    let gone = to_shopper(&cancelled, What::Cancelled { refunded: true });
    assert_says(&gone, &["sold out when your payment arrived"]);
}

#[test]
fn rule_15_unmatched_money_and_disputes_are_the_merchants_to_know() {
    let amount = euro(1200);
    let unmatched =
        to_merchant(&order(), What::MoneyUnmatched { capture: "pi_9".to_owned(), amount });
    assert_eq!(unmatched.subject, "Unexpected payment for order 01ABCDEFGH: €12.00");
    assert_says(&unmatched, &["€12.00 arrived for an order of €132.50.", "Exactly that sum"]);
    let disputed = to_merchant(&order(), What::DisputeOpened { amount });
    assert_says(&disputed, &["asks €12.00 back", "Answer at Stripe before its deadline"]);
}

#[test]
fn a_shop_without_an_address_gets_no_mail_and_still_writes_to_shoppers() {
    let unreachable = House { email: None, ..house() };
    let confirmed = event(What::Confirmed);
    let refusal = letter(&order(), &confirmed, Receiver::Merchant, &unreachable);
    assert_eq!(refusal, Err(NoLetter::NoAddress));
    let sent = letter(&order(), &confirmed, Receiver::Shopper, &unreachable).unwrap();
    assert_eq!(sent.reply_to, None);
}

#[test]
fn an_event_about_what_is_not_there_makes_no_letter() {
    for what in
        [What::Shipped { shipment: "s9".to_owned() }, What::Refunded { refund: "r9".to_owned() }]
    {
        let refusal = letter(&order(), &event(what), Receiver::Shopper, &house());
        assert_eq!(refusal, Err(NoLetter::Incomplete));
    }
}

#[test]
fn a_mail_that_is_asked_for_again_tells_the_earlier_event_under_a_key_of_its_own() {
    let mut order = order();
    let confirmed = event(What::Confirmed);
    let again = Event { sequence: 5, at: PLACED, what: What::Resent { sequence: 4 }, by: None };
    let and_again = Event { sequence: 6, at: PLACED, what: What::Resent { sequence: 5 }, by: None };
    let endless = Event { sequence: 7, at: PLACED, what: What::Resent { sequence: 7 }, by: None };
    order.events = vec![confirmed.clone(), again.clone(), and_again.clone(), endless.clone()];
    let of = |event: &Event| letter(&order, event, Receiver::Shopper, &house());
    let first = of(&confirmed).unwrap();
    for (event, key) in [(again, "01ABCDEFGH:5:shopper"), (and_again, "01ABCDEFGH:6:shopper")] {
        assert_eq!(of(&event), Ok(Letter { key: key.to_owned(), ..first.clone() }));
    }
    assert_eq!(of(&endless), Err(NoLetter::Incomplete));
}
