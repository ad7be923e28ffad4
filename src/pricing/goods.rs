//! The goods of a request before promotions, in an order that does not depend on the request's.

use super::{QuoteLine, QuoteRequest};
use crate::promotions::Selection;

/// The lines in order of SKU, then id: left-over cents and ties go by the place in it.
#[derive(Debug)]
pub struct Goods<'a> {
    pub lines: Vec<&'a QuoteLine>,
    /// Where each of them stands in the request.
    pub places: Vec<usize>,
    /// At sale prices, for the whole line.
    pub subtotals_minor: Vec<i64>,
    pub subtotal_minor: i64,
}

/// Quantity and subtotal of some of the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    pub quantity: u64,
    pub subtotal_minor: i64,
}

impl<'a> Goods<'a> {
    pub fn of(request: &QuoteRequest<'a>) -> Self {
        let mut sorted: Vec<(usize, &QuoteLine)> = request.lines.iter().enumerate().collect();
        sorted.sort_by(|(_, one), (_, other)| (&one.sku, &one.id).cmp(&(&other.sku, &other.id)));
        let (places, lines): (Vec<usize>, Vec<&QuoteLine>) = sorted.into_iter().unzip();
        let subtotals_minor: Vec<i64> =
            lines.iter().map(|line| whole_line(line.unit_minor, line.quantity)).collect();
        Self { lines, places, subtotal_minor: subtotals_minor.iter().sum(), subtotals_minor }
    }

    /// Each line with its place and its subtotal.
    pub fn each(&self) -> impl Iterator<Item = (usize, &'a QuoteLine, i64)> {
        let pairs = self.lines.iter().zip(&self.subtotals_minor).enumerate();
        pairs.map(|(place, (line, subtotal))| (place, *line, *subtotal))
    }

    /// Those that are selected.
    pub fn selected(
        &self,
        selection: &Selection,
    ) -> impl Iterator<Item = (usize, &'a QuoteLine, i64)> {
        self.each().filter(|(_, line, _)| selects(selection, line))
    }

    pub fn sum(&self, selection: &Selection) -> Sum {
        let nothing = Sum { quantity: 0, subtotal_minor: 0 };
        self.selected(selection).fold(nothing, |sum, (_, line, subtotal)| Sum {
            quantity: sum.quantity + u64::from(line.quantity),
            subtotal_minor: sum.subtotal_minor + subtotal,
        })
    }

    /// The subtotals as weights to split by.
    pub fn weights(&self) -> Vec<(i64, usize)> {
        self.subtotals_minor.iter().copied().zip(0..).collect()
    }

    /// In grams, of what has to be delivered.
    pub fn weight_grams(&self) -> u64 {
        let delivered = self.lines.iter().filter(|line| line.requires_shipping);
        delivered.map(|line| u64::from(line.weight_grams) * u64::from(line.quantity)).sum()
    }

    pub fn requires_shipping(&self) -> bool {
        self.lines.iter().any(|line| line.requires_shipping)
    }
}

pub fn selects(selection: &Selection, line: &QuoteLine) -> bool {
    selection.includes(&line.sku, &line.product, &line.collections)
}

/// An amount of one unit for all of a line, in minor units.
pub fn whole_line(unit_minor: i64, quantity: u32) -> i64 {
    unit_minor.saturating_mul(i64::from(quantity))
}
