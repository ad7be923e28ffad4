//! What an order wants of each SKU.

use std::collections::BTreeMap;

use crate::kernel::Sku;

/// Lines of one SKU are one wish (rule 23).
pub fn summed(lines: impl IntoIterator<Item = (Sku, u32)>) -> BTreeMap<Sku, u32> {
    let mut wanted: BTreeMap<Sku, u32> = BTreeMap::new();
    for (sku, quantity) in lines {
        let units = wanted.entry(sku).or_default();
        *units = units.saturating_add(quantity);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_23_lines_of_one_sku_are_summed() {
        let sku = |text| Sku::parse(text).unwrap();
        let wanted = summed([(sku("B"), 1), (sku("A"), 2), (sku("B"), 3)]);
        assert_eq!(wanted, [(sku("A"), 2), (sku("B"), 4)].into());
    }
}
