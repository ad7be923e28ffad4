//! A shelf as the database answers it (see `shelf_sql`), made into what pages show.

use serde::Deserialize;

use super::{Card, Facet, FacetGroup, FacetValue, ListingQuery, Shelf};

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ShelfAnswer {
    pub cards: Vec<Card>,
    pub total: u32,
    /// Facet key, value and number of products, in no order.
    pub facets: Vec<(String, String, u32)>,
    /// What was searched for instead of what was typed.
    pub corrected: Option<String>,
}

impl ShelfAnswer {
    pub fn into_shelf(self, listing: &ListingQuery) -> Shelf {
        let mut groups: Vec<(Facet, Vec<FacetValue>)> = Vec::new();
        let chosen = listing.filters.iter().map(|(facet, value)| (facet.clone(), value.clone(), 0));
        let counted = self
            .facets
            .into_iter()
            .filter_map(|(key, value, count)| Some((Facet::parse(&key)?, value, count)));
        // What is chosen comes last, so that it is added only where it counts nothing.
        for (facet, value, count) in counted.chain(chosen) {
            let value = FacetValue { value, count };
            match groups.iter_mut().find(|(known, _)| *known == facet) {
                Some((_, values)) if values.iter().any(|known| known.value == value.value) => {}
                Some((_, values)) => values.push(value),
                None => groups.push((facet, vec![value])),
            }
        }
        groups.sort_by_key(|(facet, _)| place_of(facet));
        let facets = groups.into_iter().filter_map(|(facet, mut values)| {
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            let group = FacetGroup { key: facet.key(), label: facet.label(), values };
            narrows(&group, &facet, listing, self.total).then_some(group)
        });
        Shelf { cards: self.cards, total: self.total, facets: facets.collect() }
    }
}

fn place_of(facet: &Facet) -> (u8, Facet) {
    let place = match facet {
        Facet::Availability => 0,
        Facet::Type => 1,
        Facet::Option(_) => 2,
        Facet::Vendor => 3,
        Facet::Tag => 4,
    };
    (place, facet.clone())
}

/// A single value that every product has would change nothing, unless it is chosen and can be
/// taken back.
fn narrows(group: &FacetGroup, facet: &Facet, listing: &ListingQuery, total: u32) -> bool {
    match group.values.as_slice() {
        [only] => only.count < total || listing.has(facet, &only.value),
        values => !values.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;

    fn shelf(query: &str, total: u32, facets: &[(&str, &str, u32)]) -> Vec<String> {
        let listing = ListingQuery::parse(query, Currency::EUR).unwrap_or_default();
        let facets = facets
            .iter()
            .map(|(key, value, count)| ((*key).to_owned(), (*value).to_owned(), *count));
        let answer =
            ShelfAnswer { cards: Vec::new(), total, facets: facets.collect(), corrected: None };
        let groups = answer.into_shelf(&listing).facets.into_iter().map(|group| {
            let values =
                group.values.iter().map(|value| format!("{} {}", value.value, value.count));
            format!("{}: {}", group.label, values.collect::<Vec<_>>().join(", "))
        });
        groups.collect()
    }

    #[test]
    fn groups_and_values_have_a_fixed_order() {
        let facets = [
            ("tag", "blue", 3),
            ("vendor", "A", 2),
            ("vendor", "C", 4),
            ("vendor", "B", 2),
            ("option.size", "S", 1),
            ("option.colour", "Red", 1),
            ("type", "Mug", 5),
            ("availability", "in_stock", 9),
        ];
        let expected = [
            "Availability: in_stock 9",
            "Kind: Mug 5",
            "Colour: Red 1",
            "Size: S 1",
            "Maker: C 4, A 2, B 2",
            "Tags: blue 3",
        ];
        assert_eq!(shelf("", 10, &facets), expected);
    }

    #[test]
    fn what_would_change_nothing_is_left_out_and_what_is_chosen_stays() {
        let facets = [("type", "Mug", 4), ("vendor", "A", 3), ("vendor", "B", 1)];
        let vendors = "Maker: A 3, B 1";
        assert_eq!(shelf("", 4, &facets), [vendors]);
        assert_eq!(shelf("type=Mug", 4, &facets), ["Kind: Mug 4", vendors]);
        assert_eq!(shelf("tag=gone", 0, &[]), ["Tags: gone 0"]);
        assert_eq!(shelf("vendor=B", 1, &facets[1..]), [vendors], "a chosen value stands once");
    }
}
