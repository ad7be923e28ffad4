//! What hostile text does to a letter (nothing), letters as files to look at, and the fixture that tests on
//! workerd play orders with.

use super::letter::{House, letter};
use super::letter_tests::{every_event, every_letter};
use super::samples::{event, house, order, refund, shipment};

#[test]
fn hostile_text_is_only_text() {
    let evil = "<script>alert(1)</script>\"'\r\nBcc: all@example.com\n\n-- \n\u{202e}x";
    let mut hostile = order();
    for line in &mut hostile.placement.lines {
        line.title = evil.to_owned();
        line.options = vec![evil.to_owned()];
    }
    let placement = &mut hostile.placement;
    placement.note = evil.to_owned();
    placement.vat_id = Some(evil.to_owned());
    placement.quote.discounts[0].title = evil.to_owned();
    placement.quote.taxes[0].title = evil.to_owned();
    placement.quote.shipping.as_mut().unwrap().title = evil.to_owned();
    let address = placement.address.as_mut().unwrap();
    for part in [&mut address.name, &mut address.line1, &mut address.city, &mut address.phone] {
        evil.clone_into(part);
    }
    hostile.shipments = vec![shipment("s1", &[("1", 2)])];
    hostile.shipments[0].wish.carrier = evil.to_owned();
    hostile.shipments[0].wish.tracking_number = evil.to_owned();
    hostile.refunds = vec![refund("r1", &[("1", 1, 1800)], 0, 1800)];
    hostile.refunds[0].provider_id = Some(evil.to_owned());
    let house = House { name: evil.to_owned(), address: evil.to_owned(), ..house() };
    for (_, what) in every_event() {
        for to in what.told_to() {
            let letter = letter(&hostile, &event(what.clone()), *to, &house).unwrap();
            for header in [&letter.subject, &letter.from, &letter.to, &letter.key] {
                assert!(!header.chars().any(char::is_control), "{header:?}");
            }
            assert!(!letter.html.contains("<script"), "{}", letter.html);
            let both = [&letter.html, &letter.text];
            for twin in both {
                assert!(!twin.contains('\u{202e}') && !twin.contains('\r'));
                assert!(!twin.contains("\nBcc:"), "{twin}");
            }
            assert_eq!(letter.text.matches("\n-- \n").count(), 1, "{}", letter.text);
        }
    }
}

/// `AWNING_LETTERS=<folder> cargo test letters_to_look_at` writes them as files for a browser.
#[test]
fn letters_to_look_at() {
    let Ok(folder) = std::env::var("AWNING_LETTERS") else { return };
    for (_, event, to, letter) in every_letter(&house()) {
        let what = format!("{:?}", event.what);
        let name = what.split(' ').next().unwrap_or_default().to_lowercase();
        let path = format!("{folder}/{name}-{}", to.as_str());
        std::fs::write(format!("{path}.html"), letter.html).unwrap();
        std::fs::write(format!("{path}.txt"), letter.text).unwrap();
    }
}

/// The tests on workerd play orders with it. `AWNING_FIXTURES=1` writes it anew after a change.
#[test]
fn the_fixture_of_an_order_is_an_order_of_today() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/order.json");
    let written = serde_json::to_string_pretty(&order()).unwrap() + "\n";
    if std::env::var_os("AWNING_FIXTURES").is_some() {
        std::fs::write(path, &written).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), written);
}
