//! What a shipping zone must be to be stored.

use super::{ShippingMethod, ShippingRate, ShippingZoneDraft};
use crate::content::{Room, Term};
use crate::kernel::Handle;
use crate::web::{Complaints, Problem, amounts_rise};

/// Most methods of a zone.
const MAX_METHODS: usize = 20;
/// Most bands of a method.
const MAX_BANDS: usize = 20;
/// Longest promise, in working days.
const MAX_DAYS: u32 = 365;

impl Term for ShippingZoneDraft {
    const TABLE: &'static str = "shipping_zones";
    const KIND: &'static str = "shipping-zone";
    const NAME: &'static str = "shipping zone";
    const ROOMS: &'static [Room] = &[Room { most: 50, counted: "true" }];
    const FULL: &'static str = "A shop has at most 50 of these; take one away first.";
    const MAX_BYTES: usize = 64_000;

    fn check(&self) -> Result<(), Problem> {
        let mut complaints = Complaints::default();
        complaints.title(&self.title, "title");
        complaints.places(&self.places);
        complaints.demand(
            self.methods.len() <= MAX_METHODS,
            "methods",
            format!("A zone has at most {MAX_METHODS} ways of delivery."),
        );
        for (index, method) in self.methods.iter().enumerate() {
            let field = format!("methods[{index}]");
            let earlier = self.methods.iter().take(index);
            complaints.demand(
                earlier.filter(|other| other.id == method.id).count() == 0,
                format!("{field}.id"),
                "Another method of the zone has this id.",
            );
            check_method(method, &field, &mut complaints);
        }
        complaints.finish()
    }
}

fn check_method(method: &ShippingMethod, field: &str, complaints: &mut Complaints) {
    let id = Handle::parse(&method.id);
    let sentence = id.as_ref().err().map_or_else(String::new, ToString::to_string);
    complaints.demand(id.is_ok(), format!("{field}.id"), sentence);
    complaints.title(&method.title, &format!("{field}.title"));
    complaints.demand(
        method.days_max <= MAX_DAYS,
        format!("{field}.days_max"),
        format!("Promise at most {MAX_DAYS} working days."),
    );
    complaints.demand(
        method.days_min <= method.days_max,
        format!("{field}.days_min"),
        "The fewest days are no more than `days_max`.",
    );
    if !method.free_over.is_empty() {
        complaints.amounts(&method.free_over, &format!("{field}.free_over"));
    }
    check_rate(&method.rate, &format!("{field}.rate"), complaints);
}

fn check_rate(rate: &ShippingRate, field: &str, complaints: &mut Complaints) {
    match rate {
        ShippingRate::Flat { prices } => complaints.amounts(prices, &format!("{field}.prices")),
        ShippingRate::Weight { bands } => {
            check_bands(bands.len(), field, complaints);
            for (index, band) in bands.iter().enumerate() {
                let field = format!("{field}.bands[{index}]");
                let rises = bands
                    .iter()
                    .take(index)
                    .next_back()
                    .is_none_or(|before| before.up_to_grams < band.up_to_grams);
                complaints.demand(
                    rises,
                    format!("{field}.up_to_grams"),
                    "Each band bears more than the one before it.",
                );
                complaints.amounts(&band.prices, &format!("{field}.prices"));
            }
        }
        ShippingRate::Price { bands } => {
            check_bands(bands.len(), field, complaints);
            for (index, band) in bands.iter().enumerate() {
                let field = format!("{field}.bands[{index}]");
                let before = bands.iter().take(index).next_back();
                complaints.demand(
                    before.is_none_or(|before| amounts_rise(&before.from, &band.from)),
                    format!("{field}.from"),
                    "Each band begins above the one before it, in every currency.",
                );
                complaints.amounts(&band.from, &format!("{field}.from"));
                complaints.amounts(&band.prices, &format!("{field}.prices"));
            }
        }
    }
}

fn check_bands(count: usize, field: &str, complaints: &mut Complaints) {
    complaints.demand(
        (1..=MAX_BANDS).contains(&count),
        format!("{field}.bands"),
        format!("Give 1 to {MAX_BANDS} bands, the lowest first."),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::parse_json;
    use serde_json::{Value, json};

    fn euro(amount_minor: i64) -> Value {
        json!([{"amount_minor": amount_minor, "currency": "EUR"}])
    }

    fn fields(change: impl FnOnce(&mut Value)) -> Vec<String> {
        let mut zone = json!({"title": "Ireland", "places": [{"country": "IE"}], "methods": [
          {"id": "standard", "title": "Standard", "rate": {"by": "flat", "prices": euro(495)}, "days_min": 1, "days_max": 3}]});
        change(&mut zone);
        let checked = parse_json::<ShippingZoneDraft>(zone.to_string().as_bytes())
            .and_then(|zone| zone.check().map(|()| zone));
        let errors = checked.err().map(|problem| problem.errors).unwrap_or_default();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn each_fault_is_named_by_its_field() {
        assert_eq!(fields(|_| {}), Vec::<String>::new());
        let weight = |bands: &[(u32, i64)]| {
            let bands: Vec<Value> = bands
                .iter()
                .map(|(grams, price)| json!({"up_to_grams": grams, "prices": euro(*price)}))
                .collect();
            json!({"by": "weight", "bands": bands})
        };
        let price = |bands: &[(i64, i64)]| {
            let bands: Vec<Value> = bands
                .iter()
                .map(|(from, price)| json!({"from": euro(*from), "prices": euro(*price)}))
                .collect();
            json!({"by": "price", "bands": bands})
        };
        let many: Vec<(u32, i64)> = (1..=21).map(|number| (number, 1)).collect();
        let twice =
            json!([{"amount_minor": 1, "currency": "EUR"}, {"amount_minor": 2, "currency": "EUR"}]);
        for (pointer, value, expected) in [
            ("/title", json!(""), "title"),
            ("/methods/0/id", json!("Standard"), "methods[0].id"),
            ("/methods/0/title", json!(""), "methods[0].title"),
            ("/methods/0/days_min", json!(4), "methods[0].days_min"),
            ("/methods/0/days_max", json!(366), "methods[0].days_max"),
            ("/methods/0/rate", json!({"by": "moon"}), "methods[0].rate.by"),
            (
                "/methods/0/rate/prices/0/currency",
                json!("Euro"),
                "methods[0].rate.prices[0].currency",
            ),
            ("/methods/0/rate/prices", euro(-1), "methods[0].rate.prices[0].amount_minor"),
            ("/methods/0/rate/prices", json!([]), "methods[0].rate.prices"),
            ("/methods/0/rate/prices", twice, "methods[0].rate.prices[1].currency"),
            ("/methods/0/rate", weight(&[]), "methods[0].rate.bands"),
            ("/methods/0/rate", weight(&many), "methods[0].rate.bands"),
            (
                "/methods/0/rate",
                weight(&[(100, 1), (100, 2)]),
                "methods[0].rate.bands[1].up_to_grams",
            ),
            (
                "/methods/0/rate",
                weight(&[(100, -1)]),
                "methods[0].rate.bands[0].prices[0].amount_minor",
            ),
            ("/methods/0/rate", price(&[(0, 5), (0, 4)]), "methods[0].rate.bands[1].from"),
            ("/methods/0/rate", price(&[(-1, 5)]), "methods[0].rate.bands[0].from[0].amount_minor"),
        ] {
            let found = fields(|zone| {
                if let Some(place) = zone.pointer_mut(pointer) {
                    *place = value.clone();
                }
            });
            assert_eq!(found, [expected], "{pointer} = {value}");
        }
    }

    #[test]
    fn a_method_stands_once_in_its_zone_and_a_zone_has_twenty() {
        let methods = |ids: &[&str]| {
            fields(|zone| {
                let method = zone.pointer("/methods/0").cloned().unwrap_or_default();
                let all = ids.iter().map(|id| {
                    let mut one = method.clone();
                    one["id"] = json!(id);
                    one
                });
                zone["methods"] = all.collect();
            })
        };
        assert_eq!(methods(&["a", "b", "a"]), ["methods[2].id"]);
        let names: Vec<String> = (0..=MAX_METHODS).map(|number| format!("m{number}")).collect();
        assert_eq!(methods(&names.iter().map(String::as_str).collect::<Vec<_>>()), ["methods"]);
        assert_eq!(methods(&[]), Vec::<String>::new(), "a zone may be served by nobody");
    }
}
