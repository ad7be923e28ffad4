//! The tax of goods and delivery: at which rates, rounded over what, and to whom the parts go.

use super::goods::Goods;
use crate::kernel::{Rate, Rounding, split, split_steadily};
use crate::markets::{ShippingTax, TaxRoundingScope, TaxSettings};
use crate::tax::{TaxRate, TaxZone};

/// The rates of a request: each different one once, the lowest first, by its place. What no rate
/// holds for is not taxed.
#[derive(Debug)]
pub struct Taxation<'a> {
    pub settings: &'a TaxSettings,
    pub zone: &'a str,
    pub rates: Vec<&'a TaxRate>,
    pub of_lines: Vec<Option<usize>>,
    /// The rates that delivery is split over, with their weights.
    of_delivery: Vec<(Option<usize>, i64)>,
}

/// The rate of an amount in minor units, and the amount.
pub type Taxed = (Option<usize>, i64);

impl<'a> Taxation<'a> {
    pub fn new(settings: &'a TaxSettings, zone: Option<&'a TaxZone>, goods: &Goods<'_>) -> Self {
        let rate_for = |class: &str| zone.and_then(|zone| zone.rate_for(class));
        let rates_of_lines: Vec<Option<&TaxRate>> =
            goods.lines.iter().map(|line| rate_for(&line.tax_class)).collect();
        let rate_of_delivery = match &settings.shipping {
            ShippingTax::Class { tax_class } => rate_for(tax_class),
            _ => None,
        };
        let mut rates: Vec<&TaxRate> =
            rates_of_lines.iter().copied().chain([rate_of_delivery]).flatten().collect();
        let key = |rate: &&'a TaxRate| (rate.rate_ppm, rate.title.as_str());
        rates.sort_by_key(key);
        rates.dedup_by_key(|rate| key(rate));
        let place = |rate: Option<&'a TaxRate>| rates.binary_search_by_key(&key(&rate?), key).ok();
        let of_lines: Vec<Option<usize>> = rates_of_lines.into_iter().map(place).collect();
        let delivered =
            goods.each().zip(&of_lines).filter(|((_, line, _), _)| line.requires_shipping);
        let of_delivery = match &settings.shipping {
            ShippingTax::None => vec![(None, 1)],
            ShippingTax::Class { .. } => vec![(place(rate_of_delivery), 1)],
            // Of all that is delivered, even if it costs nothing after promotions.
            ShippingTax::Highest => vec![(delivered.filter_map(|(_, rate)| *rate).max(), 1)],
            ShippingTax::Proportional => sums_by_rate(
                rates.len(),
                delivered.map(|((_, _, subtotal), rate)| (*rate, subtotal)),
            ),
        };
        let zone = zone.map_or("", |zone| zone.id.as_str());
        Self { settings, zone, rates, of_lines, of_delivery }
    }

    /// The price of delivery as one part for each rate that it is taxed at.
    pub fn delivery_parts(&self, price_minor: i64) -> Vec<Taxed> {
        let weights: Vec<(i64, usize)> =
            self.of_delivery.iter().map(|(_, weight)| *weight).zip(0..).collect();
        // Steadily: a cheaper delivery must not have a larger part at a higher rate.
        let parts = split_steadily(price_minor, &weights);
        self.of_delivery.iter().map(|(rate, _)| *rate).zip(parts).collect()
    }

    fn taxed<'t>(
        &'t self,
        amounts_minor: &'t [i64],
        delivery: &'t [Taxed],
    ) -> impl Iterator<Item = Taxed> + Clone + 't {
        let lines = self.of_lines.iter().copied().zip(amounts_minor.iter().copied());
        lines.chain(delivery.iter().copied())
    }

    /// What is paid in all for lines and parts of the delivery.
    pub fn total(&self, amounts_minor: &[i64], delivery: &[Taxed]) -> i64 {
        let items = self.taxed(amounts_minor, delivery);
        let sum: i64 = items.clone().map(|(_, amount)| amount).sum();
        if self.settings.prices_include_tax {
            return sum;
        }
        let tax: i64 = match self.settings.rounding_scope {
            TaxRoundingScope::Line => items.map(|(rate, amount)| self.tax_of(rate, amount)).sum(),
            TaxRoundingScope::Rate => {
                let sums = sums_by_rate(self.rates.len(), items);
                sums.into_iter().map(|(rate, amount)| self.tax_of(rate, amount)).sum()
            }
            TaxRoundingScope::Order => self.tax_of_order(items),
        };
        sum + tax
    }

    /// The tax of each line and then of each part of the delivery, none below 0. A tax that is
    /// rounded over several of them is split by their exact taxes.
    pub fn taxes(&self, amounts_minor: &[i64], delivery: &[Taxed]) -> Vec<i64> {
        let items = self.taxed(amounts_minor, delivery);
        match self.settings.rounding_scope {
            TaxRoundingScope::Line => {
                items.map(|(rate, amount)| self.tax_of(rate, amount)).collect()
            }
            TaxRoundingScope::Rate => {
                let mut taxes = vec![0; items.clone().count()];
                for (rate, sum) in sums_by_rate(self.rates.len(), items.clone()) {
                    let of_rate = items.clone().enumerate().filter(|(_, item)| item.0 == rate);
                    let weights: Vec<(i64, usize)> =
                        of_rate.map(|(place, (_, amount))| (amount, place)).collect();
                    let parts = split(self.tax_of(rate, sum), &weights);
                    for ((_, place), part) in weights.iter().zip(parts) {
                        if let Some(tax) = taxes.get_mut(*place) {
                            *tax = part;
                        }
                    }
                }
                taxes
            }
            TaxRoundingScope::Order => {
                let weights: Vec<(i128, usize)> = items
                    .clone()
                    .map(|item| {
                        let (numerator, denominator) = self.exact(item);
                        numerator * i128::from(Rate::WHOLE.ppm()) / denominator
                    })
                    .zip(0..)
                    .collect();
                split(self.tax_of_order(items), &weights)
            }
        }
    }

    fn rate(&self, rate: Option<usize>) -> Rate {
        rate.and_then(|place| self.rates.get(place)).map_or(Rate::ZERO, |rate| rate.rate_ppm)
    }

    fn tax_of(&self, rate: Option<usize>, amount_minor: i64) -> i64 {
        let (rate, rounding) = (self.rate(rate), self.settings.rounding);
        if self.settings.prices_include_tax {
            rate.included_in(amount_minor, rounding)
        } else {
            rate.of(amount_minor, rounding)
        }
    }

    /// Numerator and denominator of a tax that is not rounded.
    fn exact(&self, (rate, amount_minor): Taxed) -> (i128, i128) {
        let (rate, whole) = (i128::from(self.rate(rate).ppm()), i128::from(Rate::WHOLE.ppm()));
        let denominator = if self.settings.prices_include_tax { whole + rate } else { whole };
        (i128::from(amount_minor) * rate, denominator)
    }

    /// The taxes of all rates, added up exactly and rounded once.
    fn tax_of_order(&self, taxed: impl Iterator<Item = Taxed>) -> i64 {
        let sums = sums_by_rate(self.rates.len(), taxed);
        rounded_sum(sums.into_iter().map(|sum| self.exact(sum)), self.settings.rounding)
    }
}

/// The sum of the amounts of each rate that occurs, the lowest first; what is not taxed comes last.
fn sums_by_rate(rates: usize, taxed: impl Iterator<Item = Taxed>) -> Vec<Taxed> {
    let mut sums = vec![None; rates + 1];
    for (rate, amount) in taxed {
        if let Some(sum) = sums.get_mut(rate.unwrap_or(rates)) {
            *sum = Some(sum.unwrap_or(0) + amount);
        }
    }
    let rate = |place: usize| (place < rates).then_some(place);
    sums.into_iter().enumerate().filter_map(|(place, sum)| Some((rate(place), sum?))).collect()
}

/// The sum of fractions with numerators of at least 0, rounded once. Denominators stay below 2^21,
/// so units of 2^-96 tell a half from what is next to it for any four different ones.
fn rounded_sum(fractions: impl Iterator<Item = (i128, i128)>, rounding: Rounding) -> i64 {
    const UNIT: i128 = 1 << 96;
    let (mut whole, mut rest, mut inexact) = (0, 0, 0);
    for (numerator, denominator) in fractions {
        let fine = numerator.rem_euclid(denominator) * UNIT;
        whole += numerator.div_euclid(denominator);
        rest += fine.div_euclid(denominator);
        inexact += i128::from(fine.rem_euclid(denominator) > 0);
    }
    // Each fraction was rounded down, so a sum of exactly a half may lie a few units below it.
    let half = (rest % UNIT) - UNIT / 2;
    if half < 0 && half + inexact >= 0 {
        rest -= half;
    }
    whole += rest / UNIT;
    rest %= UNIT;
    let whole = i64::try_from(whole).unwrap_or(i64::MAX);
    // Half to even asks only whether the whole is odd; all of it in units would not fit.
    let parity = i128::from(whole % 2);
    whole.saturating_add(rounding.divide(parity * UNIT + rest, UNIT) - (whole % 2))
}
