//! What shoppers are told about stock: words, and counts only where the merchant wants them.

use serde::Deserialize;

use super::Availability;
use crate::content::{DEFAULT_LOW_STOCK_THRESHOLD, Settings};

/// How much of its stock the shop shows: a part of its settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Default)]
pub struct StockDisplay {
    pub low_stock_threshold: Option<u32>,
    /// "Only 3 left" below this many units; `None` for never.
    pub show_units_below: Option<u32>,
}

/// What D1 says of a variant's stock: the columns of [`STOCK_COLUMNS`] and [`STOCK_JOIN`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct StockRow {
    /// `None` where nobody counts.
    pub available: Option<u32>,
    back_orderable: Option<u32>,
    low_stock_threshold: Option<u32>,
}

pub const STOCK_COLUMNS: &str = "stock_levels.available, stock_levels.back_orderable, (SELECT document ->> 'low_stock_threshold' FROM settings) AS low_stock_threshold";
pub const STOCK_JOIN: &str = "LEFT JOIN stock_levels ON stock_levels.sku = variants.sku";

impl StockRow {
    /// Units that can be bought, there or not yet; `None` where nobody counts.
    pub fn sellable(self) -> Option<u32> {
        let more = self.back_orderable.unwrap_or(0);
        self.available.map(|available| available.saturating_add(more))
    }

    /// What the variant is sold as, of which the merchant says `own`.
    pub fn availability(self, own: Availability) -> Availability {
        let low_stock_threshold = self.low_stock_threshold;
        let display = StockDisplay { low_stock_threshold, show_units_below: None };
        display.availability(own, self.available, self.back_orderable.unwrap_or(0))
    }
}

impl StockDisplay {
    pub const fn of(settings: &Settings) -> Self {
        Self {
            low_stock_threshold: Some(settings.low_stock_threshold),
            show_units_below: settings.show_units_below,
        }
    }

    /// What a variant is sold as, of which the merchant says `own` and so many units can be bought.
    ///
    /// Who does not count (`None`) says it himself. Where units are counted the count says it, but
    /// what the merchant stopped stays stopped.
    pub fn availability(
        self,
        own: Availability,
        available: Option<u32>,
        back_orderable: u32,
    ) -> Availability {
        let low = self.low_stock_threshold.unwrap_or(DEFAULT_LOW_STOCK_THRESHOLD);
        match available {
            None => own,
            Some(_) if own == Availability::SoldOut => Availability::SoldOut,
            Some(0) if back_orderable > 0 => Availability::BackOrder,
            Some(0) => Availability::SoldOut,
            Some(units) if units <= low => Availability::Low,
            Some(_) => Availability::InStock,
        }
    }

    /// The number of units that a page may tell.
    pub fn units_shown(self, own: Availability, available: Option<u32>) -> Option<u32> {
        let told = |units: &u32| self.show_units_below.is_some_and(|below| *units < below);
        let is_there = self.availability(own, available, 0).can_be_bought();
        available.filter(|units| told(units) && is_there)
    }

    /// All that a page tells, to see whether it tells something else now.
    pub fn words(self, own: Availability, available: Option<u32>, back_orderable: u32) -> String {
        let availability = self.availability(own, available, back_orderable);
        match self.units_shown(own, available) {
            Some(units) => format!("{} {units}", availability.as_str()),
            None => availability.as_str().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_says_what_is_there_and_the_merchant_what_is_for_sale() {
        use Availability::{BackOrder, InStock, Low, SoldOut};
        let display = StockDisplay { low_stock_threshold: Some(3), show_units_below: None };
        for (own, available, told) in [
            (InStock, None, InStock),
            (Low, None, Low),
            (BackOrder, None, BackOrder),
            (SoldOut, None, SoldOut),
            (InStock, Some(4), InStock),
            (InStock, Some(3), Low),
            (InStock, Some(1), Low),
            (InStock, Some(0), SoldOut),
            (Low, Some(9), InStock),
            (BackOrder, Some(9), InStock),
            (BackOrder, Some(0), SoldOut),
            (SoldOut, Some(9), SoldOut),
        ] {
            assert_eq!(display.availability(own, available, 0), told, "{own:?} {available:?}");
        }
        assert_eq!(StockDisplay::default().availability(InStock, Some(5), 0), Low);
        assert_eq!(StockDisplay::default().availability(InStock, Some(6), 0), InStock);
        assert_eq!(display.availability(InStock, Some(0), 1), BackOrder);
        assert_eq!(display.availability(SoldOut, Some(0), 1), SoldOut);
        assert_eq!(display.availability(InStock, Some(1), 9), Low);
    }

    #[test]
    fn units_are_told_only_below_the_number_that_the_merchant_set() {
        let words = |below, available| {
            StockDisplay { low_stock_threshold: Some(3), show_units_below: below }.words(
                Availability::InStock,
                available,
                0,
            )
        };
        assert_eq!(words(None, Some(2)), "low");
        assert_eq!(words(Some(4), Some(2)), "low 2");
        assert_eq!(words(Some(4), Some(4)), "in_stock");
        assert_eq!(words(Some(9), Some(8)), "in_stock 8");
        assert_eq!(words(Some(4), Some(0)), "sold_out");
        assert_eq!(words(Some(4), None), "in_stock");
    }
}
