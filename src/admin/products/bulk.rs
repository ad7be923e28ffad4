//! What is done to many products at once, from the form below their list. Pure.

use serde_json::{Value, json};

use super::views::Refused;
use crate::admin::form::{Filled, Kind};
use crate::kernel::Timestamp;

/// A change of one product: its name in the API, and what it says.
type Change = (&'static str, Value);

/// The body of `POST /api/admin/v1/products/batch`. Boxes hold handle and revision.
///
/// # Errors
/// What cannot be read, with the field that says it.
pub fn batch_of(filled: &Filled, now: Timestamp) -> Result<Value, Refused> {
    let (name, value) = change_of(filled, now)?;
    let picked = filled.every_own("_pick").filter_map(|pick| pick.split_once(' '));
    let items: Vec<Value> = picked
        .map(|(handle, revision)| {
            // Prices change once, however often the form is sent; the others may.
            match (name, revision.parse::<i64>()) {
                ("price_change", Ok(revision)) => {
                    json!({"handle": handle, name: value, "if_revision": revision})
                }
                _ => json!({"handle": handle, name: value}),
            }
        })
        .collect();
    if items.is_empty() {
        return Err(refused("", "Tick the products that you mean first."));
    }
    Ok(json!({"items": items}))
}

fn refused(field: &'static str, sentence: &str) -> Refused {
    Refused { field, sentence: sentence.to_owned() }
}

fn change_of(filled: &Filled, now: Timestamp) -> Result<Change, Refused> {
    let tag = || match filled.own("_tag").trim() {
        "" => Err(refused("_tag", "Write the tag first.")),
        tag => Ok(json!([tag])),
    };
    Ok(match filled.own("_intent") {
        "publish" => ("status", json!("active")),
        "draft" => ("status", json!("draft")),
        "archive" => ("status", json!("archived")),
        "add-tag" => ("add_tags", tag()?),
        "remove-tag" => ("remove_tags", tag()?),
        "price" => {
            let sentence =
                "Write by how many per cent prices change: 5 raises them, -10 lowers them.";
            let percent = percent(filled, "_percent", sentence)?;
            if percent == 0 || !(-1_000_000..=9_000_000).contains(&percent) {
                let sentence = "Prices can fall by up to 100 per cent, or rise by up to 900.";
                return Err(refused("_percent", sentence));
            }
            ("price_change", json!({"percent_ppm": percent}))
        }
        "sale" => ("price_change", json!({"sale": sale_of(filled, now)?})),
        "end-sale" => ("price_change", json!({"end_sale": true})),
        _ => return Err(refused("", "Choose what to do with the products.")),
    })
}

fn percent(filled: &Filled, field: &'static str, sentence: &str) -> Result<i64, Refused> {
    let read = Kind::Percent.read(filled.own(field)).ok().flatten();
    read.and_then(|percent| percent.as_i64()).ok_or_else(|| refused(field, sentence))
}

/// So much off, from now on where no beginning is named.
fn sale_of(filled: &Filled, now: Timestamp) -> Result<Value, Refused> {
    let sentence = "Write how much is taken off, like 20 for twenty per cent.";
    let percent = percent(filled, "_sale_percent", sentence)?;
    // A minus means the same here.
    let off = percent.abs();
    if !(1..1_000_000).contains(&off) {
        return Err(refused(
            "_sale_percent",
            "A sale takes off more than 0 and less than 100 per cent.",
        ));
    }
    let instant = |field: &'static str| match Kind::Instant.read(filled.own(field)) {
        Ok(instant) => Ok(instant.filter(Value::is_string)),
        Err(sentence) => Err(refused(field, sentence)),
    };
    let starts_at = instant("_sale_starts_at")?.unwrap_or_else(|| json!(now));
    let ends_at = instant("_sale_ends_at")?;
    let ends_at = ends_at.ok_or_else(|| refused("_sale_ends_at", "Say when the sale ends."))?;
    let read = |instant: &Value| instant.as_str().and_then(Timestamp::parse);
    if read(&starts_at) >= read(&ends_at) {
        return Err(refused("_sale_ends_at", "A sale ends after it starts."));
    }
    Ok(json!({"percent_ppm": -off, "starts_at": starts_at, "ends_at": ends_at}))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_795_687_200_000);

    fn batch(fields: &str) -> Result<Value, Refused> {
        batch_of(&Filled::parse(format!("_pick=throw+3&_pick=mug+1&{fields}").as_bytes()), NOW)
    }

    #[test]
    fn a_sale_takes_off_a_percentage_from_now_or_a_named_instant_on() {
        let body = batch("_intent=sale&_sale_percent=20&_sale_ends_at=2026-12-24T18:00").unwrap();
        assert_eq!(
            body["items"][0],
            json!({"handle": "throw", "if_revision": 3, "price_change": {"sale": {
                "percent_ppm": -200_000, "starts_at": NOW, "ends_at": "2026-12-24T18:00:00Z"}}})
        );
        let body = batch(
            "_intent=sale&_sale_percent=-7.5&_sale_starts_at=2027-01-01&_sale_ends_at=2027-02-01",
        )
        .unwrap();
        let sale = &body["items"][1]["price_change"]["sale"];
        assert_eq!(
            (&sale["percent_ppm"], &sale["starts_at"]),
            (&json!(-75_000), &json!("2027-01-01T00:00:00Z"))
        );
        let ended = batch("_intent=end-sale").unwrap();
        assert_eq!(ended["items"][1]["price_change"], json!({"end_sale": true}));
    }

    #[test]
    fn what_is_missing_is_said_at_its_field() {
        for (fields, field) in [
            ("_intent=add-tag&_tag=+", "_tag"),
            ("_intent=price&_percent=half", "_percent"),
            ("_intent=price&_percent=0", "_percent"),
            ("_intent=price&_percent=-100.1", "_percent"),
            ("_intent=price&_percent=901", "_percent"),
            ("_intent=sale&_sale_percent=", "_sale_percent"),
            ("_intent=sale&_sale_percent=100&_sale_ends_at=2027-01-01", "_sale_percent"),
            ("_intent=sale&_sale_percent=5", "_sale_ends_at"),
            ("_intent=sale&_sale_percent=5&_sale_ends_at=soon", "_sale_ends_at"),
            ("_intent=sale&_sale_percent=5&_sale_ends_at=2020-01-01", "_sale_ends_at"),
            ("_intent=dance", ""),
        ] {
            assert_eq!(batch(fields).unwrap_err().field, field, "{fields}");
        }
        let nothing = batch_of(&Filled::parse(b"_intent=publish"), NOW);
        assert!(nothing.unwrap_err().sentence.starts_with("Tick"));
    }
}
