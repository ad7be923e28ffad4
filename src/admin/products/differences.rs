//! Two versions of a product side by side, and taking over from one to the other. Pure.

use super::sheet::{FIELDS, Sheet, VARIANT_FIELDS, VariantRow};

/// What differs between the version that was saved meanwhile and the one that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What taking theirs is asked for with.
    pub key: String,
    pub name: String,
    pub theirs: String,
    pub mine: String,
}

fn options_in_words(sheet: &Sheet) -> String {
    let option = |row: &super::sheet::OptionRow| row.name.clone();
    sheet.options.iter().map(option).collect::<Vec<_>>().join(", ")
}

fn pictures_in_words(sheet: &Sheet) -> String {
    let alts = sheet.pictures.iter().enumerate().map(|(at, picture)| {
        if picture.alt.is_empty() { format!("Picture {}", at + 1) } else { picture.alt.clone() }
    });
    alts.collect::<Vec<_>>().join("; ")
}

fn find<'a>(sheet: &'a Sheet, sku: &str) -> Option<&'a VariantRow> {
    sheet.variants.iter().find(|row| row.text("sku") == sku)
}

/// The fields in which one version of a variant differs from the other, with their values in the first.
fn fields_in_words(row: &VariantRow, other: &VariantRow) -> String {
    let values = |row: &VariantRow| row.options.join(" / ");
    let mut parts = Vec::new();
    if row.options != other.options {
        parts.push(format!("Values: {}", values(row)));
    }
    for (path, kind, name) in VARIANT_FIELDS {
        let text = row.text(path);
        if text != other.text(path) {
            let shown = match (kind, text) {
                ("flag", "") => "no",
                ("flag", _) => "yes",
                (_, "") => "none",
                (_, text) => text,
            };
            parts.push(format!("{name}: {shown}"));
        }
    }
    parts.join(" · ")
}

/// Field by field, where they differ; variants by their SKUs.
pub fn differences(theirs: &Sheet, mine: &Sheet) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut note = |key: String, name: String, theirs: String, mine: String| {
        found.push(Difference { key, name, theirs, mine });
    };
    for (path, _, name) in FIELDS {
        let (their, my) = (theirs.text(path), mine.text(path));
        let is_same = their.replace("\r\n", "\n") == my.replace("\r\n", "\n");
        let keeps_address = path == "handle" && my.is_empty();
        if !is_same && !keeps_address {
            note(path.to_owned(), name.to_owned(), their.to_owned(), my.to_owned());
        }
    }
    if options_in_words(theirs) != options_in_words(mine) {
        note("options".into(), "Options".into(), options_in_words(theirs), options_in_words(mine));
    }
    if theirs.pictures != mine.pictures {
        note("media".into(), "Pictures".into(), pictures_in_words(theirs), pictures_in_words(mine));
    }
    for row in &theirs.variants {
        let sku = row.text("sku");
        let (their, my) = match find(mine, sku) {
            Some(own) if own == row => continue,
            Some(own) => (fields_in_words(row, own), fields_in_words(own, row)),
            None => (fields_in_words(row, &VariantRow::default()), String::new()),
        };
        note(format!("variant:{sku}"), format!("Variant {sku}"), their, my);
    }
    for row in mine.variants.iter().filter(|row| find(theirs, row.text("sku")).is_none()) {
        let sku = row.text("sku");
        let my = fields_in_words(row, &VariantRow::default());
        note(format!("variant:{sku}"), format!("Variant {sku}"), String::new(), my);
    }
    found
}

/// Takes over what they have of one difference.
pub fn take(mine: &mut Sheet, theirs: &Sheet, key: &str) {
    if let Some(sku) = key.strip_prefix("variant:") {
        let own = mine.variants.iter().position(|row| row.text("sku") == sku);
        match (find(theirs, sku), own) {
            (Some(row), Some(at)) => {
                if let Some(place) = mine.variants.get_mut(at) {
                    row.clone_into(place);
                }
            }
            (Some(row), None) => mine.variants.push(row.clone()),
            (None, Some(at)) => {
                mine.variants.remove(at);
            }
            (None, None) => {}
        }
        return;
    }
    match key {
        "options" => mine.options.clone_from(&theirs.options),
        "media" => mine.pictures.clone_from(&theirs.pictures),
        path => mine.set(path, theirs.text(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::form::FormState;
    use serde_json::json;

    fn sheet(title: &str, prices: &[(&str, i64)]) -> Sheet {
        let variants: Vec<_> = prices
            .iter()
            .map(|(sku, minor)| json!({"sku": sku, "price": {"amount_minor": minor, "currency": "EUR"}, "requires_shipping": true}))
            .collect();
        Sheet::of(&FormState::stored(
            json!({"title": title, "variants": variants, "media": [{"hash": title, "alt": ""}]}),
        ))
    }

    #[test]
    fn what_differs_is_named_and_the_rest_is_not() {
        let theirs = sheet("Throw", &[("A", 100), ("B", 200), ("C", 300)]);
        let mine = sheet("Blanket", &[("A", 100), ("B", 250), ("D", 400)]);
        let keys: Vec<String> =
            differences(&theirs, &mine).into_iter().map(|difference| difference.key).collect();
        assert_eq!(keys, ["title", "media", "variant:B", "variant:C", "variant:D"]);
        let prices = &differences(&theirs, &mine)[2];
        assert_eq!((prices.theirs.as_str(), prices.mine.as_str()), ("Price: 2.00", "Price: 2.50"));
        assert_eq!(differences(&mine, &mine), []);
    }

    #[test]
    fn taking_everything_over_leaves_no_difference() {
        let theirs = sheet("Throw", &[("A", 100), ("B", 200), ("C", 300)]);
        let mut mine = sheet("Blanket", &[("D", 400), ("B", 250), ("A", 100)]);
        for difference in differences(&theirs, &mine) {
            take(&mut mine, &theirs, &difference.key);
        }
        assert_eq!(differences(&theirs, &mine), []);
    }
}
