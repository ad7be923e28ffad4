//! Reading what forms, links and programs say about a cart: the same words for the same faults.

use super::contents::Asked;
use crate::kernel::{Destination, Sku};
use crate::pricing::MAX_QUANTITY;
use crate::promotions::Code;
use crate::web::Problem;

const MAX_RATE_LENGTH: usize = 250;

pub fn parse_sku(text: &str) -> Result<Sku, Problem> {
    Sku::parse(text).map_err(|error| Problem::invalid_field("sku", error.to_string()))
}

pub fn parse_code(field: &str, text: &str) -> Result<Code, Problem> {
    Code::parse(text).ok_or_else(|| {
        Problem::invalid_field(field, "A code has 3 to 40 letters, digits and hyphens.")
    })
}

/// The address of a way of delivery, as a quote names it.
pub fn parse_rate(text: &str) -> Result<String, Problem> {
    let fits = text.len() <= MAX_RATE_LENGTH && text.contains('.');
    if fits { Ok(text.to_owned()) } else { Err(not_offered()) }
}

pub fn not_offered() -> Problem {
    Problem::invalid_field("rate", "Choose one of the ways of delivery that are offered.")
}

pub fn parse_destination(
    country: &str,
    region: &str,
    postal_code: &str,
) -> Result<Destination, Problem> {
    Destination::parse(country, region, postal_code)
        .map_err(|(field, sentence)| Problem::invalid_field(field, sentence))
}

/// Refuses quantities that no line can have, by the place where they stand.
pub fn check_quantities(asked: &[Asked]) -> Result<(), Problem> {
    let Some(wrong) = asked.iter().find(|line| !(1..=MAX_QUANTITY).contains(&line.quantity)) else {
        return Ok(());
    };
    let dot = if wrong.place.is_empty() { "" } else { "." };
    Err(Problem::invalid_field(
        format!("{}{dot}quantity", wrong.place),
        format!(
            "Give a quantity of 1 to {MAX_QUANTITY}; a cart holds at most {MAX_QUANTITY} of one thing."
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_refused_where_it_stands() {
        let line = |quantity, place: &str| Asked {
            sku: Sku::parse("A").unwrap(),
            quantity,
            place: place.to_owned(),
        };
        for (asked, field) in [
            (vec![line(1, "lines[0]"), line(0, "lines[4]")], Some("lines[4].quantity")),
            (vec![line(1000, "")], Some("quantity")),
            (vec![line(999, ""), line(1, "")], None),
        ] {
            let refused = check_quantities(&asked).err();
            let found = refused.as_ref().and_then(|problem| problem.errors.first());
            assert_eq!(found.map(|error| error.field.as_str()), field);
        }
    }

    #[test]
    fn a_destination_is_refused_by_the_field_that_is_wrong() {
        let long = "1".repeat(61);
        for (country, region, postal_code, field) in [
            ("Germany", "", "", "country"),
            ("DE", long.as_str(), "", "region"),
            ("DE", "", "1234567890123", "postal_code"),
        ] {
            let refused = parse_destination(country, region, postal_code).err();
            let found = refused.as_ref().and_then(|problem| problem.errors.first());
            assert_eq!(found.map(|error| error.field.as_str()), Some(field));
        }
    }
}
