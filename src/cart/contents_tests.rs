//! What may be done to a cart, and what may not.

use super::*;
use crate::kernel::Currency;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp::from_millis(5);

fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn wish(name: &str, quantity: u32) -> Wish {
    Wish { sku: sku(name), quantity, seen: Money::new(100, Currency::EUR) }
}

fn empty() -> Cart {
    Cart::new(CartId::random(&"0".repeat(32)), None, Timestamp::from_millis(0))
}

fn run(commands: Vec<Command>) -> Result<Cart, CartRefusal> {
    commands.into_iter().try_fold(empty(), |cart, command| cart.after(command, None, NOW))
}

fn holds(cart: &Cart) -> Vec<(&str, &str, u32)> {
    let lines = cart.lines.iter();
    lines.map(|line| (line.id.as_str(), line.sku.as_str(), line.quantity)).collect()
}

#[test]
fn adding_the_same_thing_again_sums_and_agrees_to_its_price() {
    let dearer = Wish { seen: Money::new(120, Currency::EUR), ..wish("A", 2) };
    let cart =
        run(vec![Command::Add(wish("A", 1)), Command::Add(wish("B", 1)), Command::Add(dearer)])
            .unwrap();
    assert_eq!(holds(&cart), [("1", "A", 3), ("2", "B", 1)]);
    assert_eq!(cart.lines[0].seen.amount_minor, 120);
    assert_eq!((cart.revision, cart.units()), (3, 4));
}

#[test]
fn each_limit_is_refused_by_name_and_leaves_the_cart_as_it_was() {
    let code = |text: &str| Code::parse(text).unwrap_or_else(|| panic!("{text}"));
    let mut full = empty();
    for number in 0..MAX_LINES {
        full = full.after(Command::Add(wish(&format!("S{number}"), 1)), None, NOW).unwrap();
    }
    for number in 0..MAX_CODES {
        full = full
            .after(Command::AddCode { code: code(&format!("CODE-{number}")) }, None, NOW)
            .unwrap();
    }
    let too_large = |name: &str| CartRefusal::QuantityTooLarge { sku: sku(name) };
    let set = |line_id: &str, quantity| Command::SetQuantity {
        line_id: line_id.to_owned(),
        quantity,
        seen: None,
    };
    for (command, expected) in [
        (Command::Add(wish("NEW", 1)), CartRefusal::TooManyLines),
        (Command::Add(wish("S0", 0)), CartRefusal::QuantityZero),
        (Command::Add(wish("S0", MAX_QUANTITY)), too_large("S0")),
        (Command::Add(wish("S0", u32::MAX)), too_large("S0")),
        (set("1", MAX_QUANTITY + 1), too_large("S0")),
        (set("101", 1), CartRefusal::NoSuchLine),
        (Command::AddCode { code: code("ONE-MORE") }, CartRefusal::TooManyCodes),
        (Command::RemoveCode { code: code("NEVER") }, CartRefusal::NoSuchCode),
        (Command::SetNote { note: "ü".repeat(MAX_NOTE_LENGTH + 1) }, CartRefusal::NoteTooLong),
        (
            Command::Replace { wishes: vec![wish("X", MAX_QUANTITY + 1)], codes: None },
            too_large("X"),
        ),
    ] {
        let before = full.clone();
        assert_eq!(full.after(command, None, NOW), Err(expected));
        assert_eq!(full, before);
    }
    assert!(full.after(set("1", MAX_QUANTITY), None, NOW).is_ok());
    assert!(full.after(Command::SetNote { note: "ü".repeat(MAX_NOTE_LENGTH) }, None, NOW).is_ok());
    assert!(
        full.after(Command::AddCode { code: code("CODE-0") }, None, NOW).is_ok(),
        "it is there already"
    );
}

#[test]
fn a_link_opened_twice_changes_nothing_and_another_one_replaces() {
    let link = || Command::Replace { wishes: vec![wish("A", 2), wish("B", 1)], codes: None };
    let once = run(vec![Command::SetNote { note: "Hello".to_owned() }, link()]).unwrap();
    let twice = once.after(link(), None, NOW).unwrap();
    assert_eq!(once, twice);
    let other = twice
        .after(Command::Replace { wishes: vec![wish("B", 1)], codes: None }, None, NOW)
        .unwrap();
    assert_eq!(holds(&other), [("3", "B", 1)], "a line's number is not used again");
    assert_eq!(other.note, "Hello");
    assert_eq!(other.revision, once.revision + 1);
}

#[test]
fn a_cart_survives_its_text() {
    let cart = run(vec![
        Command::Add(wish("A", 2)),
        Command::ChooseShipping { rate: "de.post".to_owned() },
    ])
    .unwrap();
    let text = serde_json::to_string(&cart).unwrap();
    assert_eq!(serde_json::from_str::<Cart>(&text).unwrap(), cart);
}

#[test]
fn what_was_bought_leaves_the_cart_and_the_place_it_goes_to_stays() {
    let cart = run(vec![
        Command::Add(wish("A", 2)),
        Command::SetNote { note: "Ring twice".to_owned() },
        Command::ChooseShipping { rate: "de.post".to_owned() },
    ])
    .unwrap();
    let cleared = cart.cleared(NOW);
    assert!(cleared.lines.is_empty() && cleared.codes.is_empty() && cleared.note.is_empty());
    assert_eq!(cleared.revision, cart.revision + 1);
    assert_eq!(cleared.shipping_rate, cart.shipping_rate);
    // Numbers of lines are never used again.
    let next = cleared.after(Command::Add(wish("B", 1)), None, NOW).unwrap();
    assert!(cart.lines.iter().all(|line| line.id != next.lines[0].id));
}

proptest! {
    #[test]
    fn whatever_is_done_a_cart_keeps_its_limits_and_one_line_for_each_thing(
        steps in prop::collection::vec((0u8..4, 0usize..120, 0u32..1200), 0..200),
    ) {
        let mut cart = empty();
        for (kind, number, quantity) in steps {
            let command = match kind {
                0 | 1 => Command::Add(wish(&format!("S{number}"), quantity)),
                2 => Command::SetQuantity { line_id: number.to_string(), quantity, seen: None },
                _ => Command::Replace { wishes: vec![wish(&format!("S{number}"), quantity)], codes: None },
            };
            let before = cart.revision;
            if let Ok(next) = cart.after(command, None, NOW) {
                prop_assert!(next.revision == before || next.revision == before + 1);
                cart = next;
            }
            let mut names: Vec<&str> = cart.lines.iter().map(|line| line.sku.as_str()).collect();
            let mut ids: Vec<&str> = cart.lines.iter().map(|line| line.id.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            ids.sort_unstable();
            ids.dedup();
            prop_assert_eq!((names.len(), ids.len()), (cart.lines.len(), cart.lines.len()));
            prop_assert!(cart.lines.len() <= MAX_LINES);
            prop_assert!(cart.lines.iter().all(|line| (1..=MAX_QUANTITY).contains(&line.quantity)));
        }
    }
}
