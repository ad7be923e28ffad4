//! Buy some, get others cheaper: which units are bought and which are given.

/// The units of one line, as far as a promotion looks at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pile {
    pub quantity: u64,
    /// Before promotions.
    pub unit_minor: i64,
    /// Whether its units may be bought, and whether they may be given.
    pub buys: bool,
    pub gets: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Giving {
    /// How many units of each line are given.
    Units(Vec<u64>),
    /// So many units more would have to be bought.
    Missing(u64),
    /// There is nothing that could be given.
    Nothing,
}

/// The most units that can be given when for every `get_quantity` of them, begun or full,
/// `buy_quantity` others are bought. The cheapest are given, ties in order of the piles.
pub fn give(piles: &[Pile], buy_quantity: u64, get_quantity: u64) -> Giving {
    let mut cheapest: Vec<usize> =
        piles.iter().enumerate().filter(|(_, pile)| pile.gets).map(|(place, _)| place).collect();
    cheapest.sort_by_key(|place| piles.get(*place).map(|pile| pile.unit_minor));
    let buyable: u64 = piles.iter().filter(|pile| pile.buys).map(|pile| pile.quantity).sum();
    let givable: u64 = piles.iter().filter(|pile| pile.gets).map(|pile| pile.quantity).sum();

    // What `given` units, the cheapest ones, take from those that could be bought.
    let taken = |given: u64| {
        let mut left = given;
        let mut taken = 0;
        for pile in cheapest.iter().filter_map(|place| piles.get(*place)) {
            let units = left.min(pile.quantity);
            left -= units;
            taken += if pile.buys { units } else { 0 };
        }
        taken
    };
    let missing = |given: u64| {
        let needed = given.div_ceil(get_quantity.max(1)).saturating_mul(buy_quantity);
        needed.saturating_sub(buyable - taken(given))
    };

    if givable == 0 || get_quantity == 0 {
        return if missing(1) > 0 { Giving::Missing(missing(1)) } else { Giving::Nothing };
    }
    // The more are given, the more are missing.
    let (mut most, mut too_many) = (0, givable + 1);
    while too_many - most > 1 {
        let middle = most.midpoint(too_many);
        if missing(middle) == 0 { most = middle } else { too_many = middle }
    }
    if most == 0 {
        return Giving::Missing(missing(1));
    }
    let mut given = vec![0; piles.len()];
    for place in cheapest {
        if let (Some(units), Some(pile)) = (given.get_mut(place), piles.get(place)) {
            *units = most.min(pile.quantity);
            most -= *units;
        }
    }
    Giving::Units(given)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn pile(quantity: u64, unit_minor: i64, buys: bool, gets: bool) -> Pile {
        Pile { quantity, unit_minor, buys, gets }
    }

    #[test]
    fn no_unit_is_both_bought_and_given() {
        for (units, buy, get, given) in [
            (2, 2, 1, None),
            (3, 2, 1, Some(1)),
            (5, 2, 1, Some(1)),
            (6, 2, 1, Some(2)),
            (2, 1, 1, Some(1)),
            (5, 1, 1, Some(2)),
            (3, 2, 2, Some(1)),
            (4, 2, 2, Some(2)),
            (7, 3, 2, Some(2)),
            (8, 3, 2, Some(2)),
            (9, 3, 2, Some(3)),
        ] {
            let expected = given.map_or(Giving::Missing(1), |given| Giving::Units(vec![given]));
            assert_eq!(give(&[pile(units, 500, true, true)], buy, get), expected, "{units}");
        }
    }

    #[test]
    fn the_cheapest_are_given_and_ties_go_in_order() {
        let shelf = |prices: &[i64]| -> Vec<Pile> {
            prices.iter().map(|price| pile(1, *price, true, true)).collect()
        };
        assert_eq!(give(&shelf(&[900, 300, 500]), 2, 1), Giving::Units(vec![0, 1, 0]));
        assert_eq!(give(&shelf(&[300, 300, 300, 300]), 1, 1), Giving::Units(vec![1, 1, 0, 0]));
    }

    #[test]
    fn what_is_bought_and_what_is_given_may_be_different_goods() {
        let bag = |quantity| pile(quantity, 9000, true, false);
        let scarf = |quantity| pile(quantity, 2000, false, true);
        assert_eq!(give(&[bag(1), scarf(3)], 1, 1), Giving::Units(vec![0, 1]));
        assert_eq!(give(&[bag(3), scarf(2)], 1, 1), Giving::Units(vec![0, 2]));
        assert_eq!(give(&[bag(1), scarf(3)], 2, 1), Giving::Missing(1));
        assert_eq!(give(&[bag(2)], 2, 1), Giving::Nothing);
        assert_eq!(give(&[bag(1)], 2, 1), Giving::Missing(1));
        assert_eq!(give(&[bag(2), scarf(1)], 2, 0), Giving::Nothing);
    }
}
