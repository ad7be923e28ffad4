//! What a button of the form does to it, short of saving. Pure.

use super::making::{add_variant, make_variants, set_for_all};
use super::sheet::Sheet;
use crate::admin::form::Filled;
use crate::catalog::MAX_VARIANTS;
use crate::web::FieldError;

/// What may be set for every variant at once: the form's own field, and the field of the variants.
pub const FOR_ALL: [(&str, &str); 5] = [
    ("_all_price", "price"),
    ("_all_compare_at_price", "compare_at_price"),
    ("_all_weight_grams", "weight_grams"),
    ("_all_availability", "availability"),
    ("_all_sale_price", "sale.price"),
];

/// What became of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    pub note: Option<String>,
    pub fault: Option<FieldError>,
}

fn noted(note: impl Into<String>) -> Applied {
    Applied { note: Some(note.into()), fault: None }
}

fn refused(field: &str, detail: impl Into<String>) -> Applied {
    Applied {
        note: None,
        fault: Some(FieldError { field: field.to_owned(), detail: detail.into() }),
    }
}

pub fn apply(intent: &str, sheet: &mut Sheet, filled: &Filled) -> Applied {
    let (name, rest) = intent.split_once(':').unwrap_or((intent, ""));
    let at: usize = rest.parse().unwrap_or(usize::MAX);
    match name {
        "variants" => match make_variants(sheet) {
            Ok(0) => noted("Every combination has its variant already."),
            Ok(1) => noted("1 variant was added. It is kept when you save."),
            Ok(made) => noted(format!("{made} variants were added. They are kept when you save.")),
            Err(fault) => Applied { note: None, fault: Some(fault) },
        },
        "add-variant" if sheet.variants.len() >= MAX_VARIANTS => {
            refused("variants", format!("A product has {MAX_VARIANTS} variants at most."))
        }
        "add-variant" => {
            add_variant(sheet);
            noted("One variant was added at the end. It is kept when you save.")
        }
        "remove-variant" if at < sheet.variants.len() => {
            let row = sheet.variants.remove(at);
            noted(format!("Variant {} is taken out when you save.", row.text("sku")))
        }
        "all" => {
            for (own, path) in FOR_ALL {
                set_for_all(sheet, path, filled.own(own));
            }
            noted("Every variant has it now. Save to keep it.")
        }
        "picture-up" if at > 0 && at < sheet.pictures.len() => {
            sheet.pictures.swap(at - 1, at);
            noted("The pictures have a new order. Save to keep it.")
        }
        "picture-down" if at < sheet.pictures.len().saturating_sub(1) => {
            sheet.pictures.swap(at, at + 1);
            noted("The pictures have a new order. Save to keep it.")
        }
        "picture-remove" if at < sheet.pictures.len() => {
            let picture = sheet.pictures.remove(at);
            for row in sheet.variants.iter_mut().filter(|row| row.text("media") == picture.hash) {
                row.set("media", "");
            }
            noted("The picture is taken out when you save.")
        }
        _ => Applied::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::admin::form::FormState;
    use serde_json::json;

    fn sheet() -> Sheet {
        Sheet::of(&FormState::stored(json!({
            "title": "Throw", "options": [{"name": "Size", "values": ["S", "M"]}],
            "media": [{"hash": "a", "alt": ""}, {"hash": "b", "alt": ""}],
            "variants": [{"sku": "A", "options": ["S"], "media": "b"}, {"sku": "B", "options": ["M"]}],
        })))
    }

    fn after(intent: &str, form: &str) -> (Sheet, Applied) {
        let mut sheet = sheet();
        let applied = apply(intent, &mut sheet, &Filled::parse(form.as_bytes()));
        (sheet, applied)
    }

    #[test]
    fn each_button_changes_what_it_names() {
        let hashes = |sheet: &Sheet| -> Vec<String> {
            sheet.pictures.iter().map(|picture| picture.hash.clone()).collect()
        };
        assert_eq!(hashes(&after("picture-up:1", "").0), ["b", "a"]);
        assert_eq!(hashes(&after("picture-down:0", "").0), ["b", "a"]);
        let (removed, _) = after("picture-remove:1", "");
        assert_eq!((hashes(&removed).len(), removed.variants[0].text("media")), (1, ""));
        assert_eq!(after("remove-variant:0", "").0.variants[0].text("sku"), "B");
        assert_eq!(after("add-variant", "").0.variants[2].options, [""]);
        let (all, _) = after("all", "_all_price=5&_all_weight_grams=");
        assert!(all.variants.iter().all(|row| row.text("price") == "5"));
        assert!(after("variants", "").1.note.unwrap().contains("already"));
    }

    #[test]
    fn what_names_nothing_changes_nothing() {
        for intent in
            ["", "picture-up:0", "picture-down:1", "picture-remove:9", "remove-variant:x", "dance"]
        {
            assert_eq!(after(intent, ""), (sheet(), Applied::default()), "{intent}");
        }
    }
}
