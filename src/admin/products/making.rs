//! Options become variants: one for each combination of their values. Pure.

use super::sheet::{OptionRow, Sheet, VariantRow};
use crate::catalog::MAX_VARIANTS;
use crate::web::FieldError;

/// Longest SKU that is made up here; the merchant may write a longer one.
const MAX_MADE_SKU_LENGTH: usize = 48;

/// Every combination, the last option's values changing first.
fn combinations(options: &[OptionRow]) -> Vec<Vec<String>> {
    let mut found = vec![Vec::new()];
    for option in options {
        let values = option.values();
        found = found
            .into_iter()
            .flat_map(|before: Vec<String>| {
                values.iter().map(move |value| {
                    before.iter().cloned().chain([value.clone()]).collect::<Vec<_>>()
                })
            })
            .collect();
    }
    found
}

/// What a SKU is made of: `Linen throw`, `Sea green` is `LINEN-THROW-SEA-GREEN`.
fn sku_of(parts: impl Iterator<Item = String>) -> String {
    let words = parts.flat_map(|part| {
        let folded = crate::kernel::fold(&part).to_uppercase();
        let words = folded.split(|letter: char| !letter.is_ascii_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
    });
    let whole = words.collect::<Vec<_>>().join("-");
    whole
        .get(..whole.len().min(MAX_MADE_SKU_LENGTH))
        .unwrap_or_default()
        .trim_matches('-')
        .to_owned()
}

/// Words of a title as an address: `Crème brûlée, 2 cups` is `creme-brulee-2-cups`.
pub fn handle_of(title: &str) -> String {
    let whole = sku_of(std::iter::once(title.to_owned())).to_lowercase();
    if whole.is_empty() { "product".to_owned() } else { whole }
}

fn free_sku(wanted: String, rows: &[VariantRow]) -> String {
    let taken = |sku: &str| rows.iter().any(|row| row.text("sku") == sku);
    if wanted.is_empty() || !taken(&wanted) {
        return wanted;
    }
    let numbers = 2..=MAX_VARIANTS + 2;
    numbers.map(|number| format!("{wanted}-{number}")).find(|sku| !taken(sku)).unwrap_or_default()
}

/// How many values of a combination a variant has, counted from the first; `None` where one differs.
fn likeness(row: &VariantRow, combination: &[String]) -> Option<usize> {
    let pairs = row.options.iter().zip(combination);
    pairs.clone().all(|(own, wanted)| own == wanted).then(|| pairs.count())
}

/// A variant for each combination. Those that are there stay as they are, in the new order; one with
/// fewer options becomes the first that it fits, and new ones are like the variant that they are most
/// like. Variants of other values come last: removing them is for the merchant.
///
/// # Errors
/// An option without values, or more variants than a product may have; the sheet is as it was.
pub fn make_variants(sheet: &mut Sheet) -> Result<usize, FieldError> {
    for (at, option) in sheet.options.iter().enumerate() {
        if option.values().is_empty() {
            return Err(FieldError {
                field: format!("options[{at}].values"),
                detail: "Write its values, separated by commas: Small, Medium, Large.".to_owned(),
            });
        }
    }
    let wanted = combinations(&sheet.options);
    let mut left = sheet.variants.clone();
    let mut found: Vec<Option<VariantRow>> = vec![None; wanted.len()];
    for (place, combination) in found.iter_mut().zip(&wanted) {
        let same = left.iter().position(|row| row.options == *combination);
        *place = same.map(|at| left.remove(at));
    }
    for (place, combination) in found.iter_mut().zip(&wanted).filter(|(place, _)| place.is_none()) {
        let other_length = |row: &VariantRow| row.options.len() != combination.len();
        let fits =
            left.iter().position(|row| other_length(row) && likeness(row, combination).is_some());
        *place = fits.map(|at| {
            let mut row = left.remove(at);
            row.options.clone_from(combination);
            row
        });
    }
    if found.len() + left.len() > MAX_VARIANTS {
        return Err(FieldError {
            field: "options[0].values".to_owned(),
            detail: format!(
                "That would make {} variants; a product has {MAX_VARIANTS} at most.",
                found.len() + left.len()
            ),
        });
    }
    let made = found.iter().filter(|place| place.is_none()).count();
    let title = sheet.text("title").to_owned();
    let mut rows: Vec<VariantRow> = Vec::new();
    for (place, combination) in found.into_iter().zip(wanted) {
        let row = place.unwrap_or_else(|| {
            let known = sheet.variants.iter().max_by_key(|row| shared(row, &combination));
            let mut row = known.cloned().unwrap_or_default();
            let parts = std::iter::once(title.clone()).chain(combination.iter().cloned());
            let all: Vec<VariantRow> = rows.iter().chain(&sheet.variants).cloned().collect();
            row.set("sku", &free_sku(sku_of(parts), &all));
            row.set("barcode", "");
            row.options = combination;
            row
        });
        rows.push(row);
    }
    let count = sheet.options.len();
    rows.extend(left.into_iter().map(|mut row| {
        row.options.resize(count, String::new());
        row
    }));
    for row in rows.iter_mut().filter(|row| row.text("sku").is_empty()) {
        let sku = sku_of(std::iter::once(title.clone()).chain(row.options.iter().cloned()));
        row.set("sku", &sku);
    }
    sheet.variants = rows;
    Ok(made)
}

fn shared(row: &VariantRow, combination: &[String]) -> (usize, bool) {
    let same = row.options.iter().zip(combination).filter(|(own, wanted)| own == wanted).count();
    (same, !row.text("price").is_empty())
}

/// One more variant, like the last one but for what must differ.
pub fn add_variant(sheet: &mut Sheet) {
    let mut row = sheet.variants.last().cloned().unwrap_or_default();
    row.set("sku", "");
    row.set("barcode", "");
    row.options = vec![String::new(); sheet.options.len()];
    sheet.variants.push(row);
}

/// What every variant shall have; an empty text changes nothing.
pub fn set_for_all(sheet: &mut Sheet, path: &str, text: &str) {
    if text.trim().is_empty() {
        return;
    }
    for row in &mut sheet.variants {
        row.set(path, text);
    }
}

#[cfg(test)]
#[path = "making_tests.rs"]
mod tests;
