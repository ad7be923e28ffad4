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
