//! A shelf with everything around it: filters, chips, orders and pages. Collections and search
//! show the same one.

use super::{CardView, cards, earliest_boundary, product_tags};
use crate::catalog::listing::MAX_PAGE;
use crate::catalog::{Availability, Facet, ListingQuery, PAGE_SIZE, Shelf, SortOrder};
use crate::content::ShopDocument;
use crate::kernel::{Money, Timestamp};

/// Values of one facet that are shown before the rest folds away.
const OPEN_VALUES: usize = 8;

#[derive(Debug)]
pub struct FilterValue {
    pub value: String,
    pub label: String,
    pub count: u32,
    pub chosen: bool,
}

#[derive(Debug)]
pub struct FilterGroup {
    pub key: String,
    pub label: String,
    pub values: Vec<FilterValue>,
}

impl FilterGroup {
    /// The values that are always in view, the chosen ones among them.
    pub fn first(&self) -> &[FilterValue] {
        self.values.split_at_checked(self.fold_at()).map_or(&self.values, |(first, _)| first)
    }

    pub fn rest(&self) -> &[FilterValue] {
        self.values.split_at_checked(self.fold_at()).map_or(&[], |(_, rest)| rest)
    }

    fn fold_at(&self) -> usize {
        let last_chosen = self.values.iter().rposition(|value| value.chosen).map_or(0, |at| at + 1);
        let fold = OPEN_VALUES.max(last_chosen);
        // A fold that hides one or two values costs more room than it saves.
        if fold + 2 >= self.values.len() { self.values.len() } else { fold }
    }
}

/// A link with words: an active filter to take away.
#[derive(Debug)]
pub struct Chip {
    pub label: String,
    pub url: String,
}

#[derive(Debug)]
pub struct OrderChoice {
    /// Empty for the list's own order.
    pub value: &'static str,
    pub label: &'static str,
    pub chosen: bool,
}

/// A link to a page of the list; a gap between numbers has none, and the current page no address.
#[derive(Debug)]
pub struct PageLink {
    pub number: Option<u32>,
    pub url: Option<String>,
}

#[derive(Debug)]
pub struct ShelfView<'a> {
    /// Where the list is, without its query.
    pub path: String,
    /// The words that were searched for, which travel along.
    pub words: Option<&'a str>,
    pub cards: Vec<CardView<'a>>,
    pub total: u32,
    pub groups: Vec<FilterGroup>,
    pub chips: Vec<Chip>,
    pub price_min: String,
    pub price_max: String,
    pub currency_code: &'static str,
    pub orders: Vec<OrderChoice>,
    pub pages: Vec<PageLink>,
    pub previous: Option<String>,
    pub next: Option<String>,
    listing: &'a ListingQuery,
}

impl<'a> ShelfView<'a> {
    pub fn new(
        shop: &ShopDocument,
        path: String,
        words: Option<&'a str>,
        (shelf, listing): (&'a Shelf, &'a ListingQuery),
        own_order: (&'static str, Option<SortOrder>),
        now: Timestamp,
    ) -> Self {
        let mut view = Self {
            path,
            words,
            cards: cards(&shelf.cards, shop.locale(), now, true),
            total: shelf.total,
            groups: groups(shelf, listing),
            chips: Vec::new(),
            price_min: listing.price_min.map(Money::decimal).unwrap_or_default(),
            price_max: listing.price_max.map(Money::decimal).unwrap_or_default(),
            currency_code: shop.currency.code(),
            orders: orders(listing, own_order),
            pages: Vec::new(),
            previous: None,
            next: None,
            listing,
        };
        view.chips = view.chips(shop);
        let last = view.last_page();
        view.pages = page_numbers(listing.page, last)
            .into_iter()
            .map(|number| PageLink {
                number,
                url: number
                    .filter(|number| *number != listing.page)
                    .map(|number| view.url(&listing.on_page(number))),
            })
            .collect();
        view.previous = (listing.page > 1).then(|| view.url(&listing.on_page(listing.page - 1)));
        view.next = (listing.page < last).then(|| view.url(&listing.on_page(listing.page + 1)));
        view
    }

    /// The address of another state of this list.
    fn url(&self, listing: &ListingQuery) -> String {
        let words = self.words.map(|words| ("q", words));
        let query = listing.to_query(words.as_slice());
        if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
    }

    /// The address without any filter.
    pub fn cleared_url(&self) -> String {
        self.url(&ListingQuery { sort: self.listing.sort, ..ListingQuery::default() })
    }

    /// The canonical address: of its page of the plain list.
    pub fn canonical_path(&self) -> String {
        let plain = ListingQuery::default();
        self.url(&plain.on_page(if self.is_plain_page() { self.listing.page } else { 1 }))
    }

    /// Whether it shows the list as it comes, on whatever page.
    pub fn is_plain_page(&self) -> bool {
        self.listing.on_page(1).is_plain()
    }

    pub fn is_narrowed(&self) -> bool {
        self.listing.is_narrowed()
    }

    pub fn page(&self) -> u32 {
        self.listing.page
    }

    pub fn first_number(&self) -> u32 {
        (self.listing.page - 1) * PAGE_SIZE + 1
    }

    pub fn last_number(&self) -> u32 {
        self.first_number() + u32::try_from(self.cards.len()).unwrap_or(0).saturating_sub(1)
    }

    fn last_page(&self) -> u32 {
        self.total.div_ceil(PAGE_SIZE).clamp(1, MAX_PAGE)
    }

    pub fn boundary(&self) -> Option<Timestamp> {
        earliest_boundary(&self.cards)
    }

    pub fn tags(&self) -> Vec<String> {
        product_tags(&self.cards)
    }

    fn chips(&self, shop: &ShopDocument) -> Vec<Chip> {
        let listing = self.listing;
        let chip = |(facet, value): &(Facet, String)| Chip {
            label: format!("{}: {}", facet.label(), value_label(facet, value)),
            url: self.url(&listing.toggled(facet, value)),
        };
        let mut chips: Vec<Chip> = listing.filters.iter().map(chip).collect();
        let written = |money: Money| money.format(shop.locale());
        let range = match (listing.price_min.map(written), listing.price_max.map(written)) {
            (Some(min), Some(max)) => Some(format!("{min} to {max}")),
            (Some(min), None) => Some(format!("From {min}")),
            (None, Some(max)) => Some(format!("Up to {max}")),
            (None, None) => None,
        };
        chips.extend(range.map(|label| Chip { label, url: self.url(&listing.without_prices()) }));
        chips
    }
}

fn value_label(facet: &Facet, value: &str) -> String {
    match (facet, Availability::parse(value)) {
        (Facet::Availability, Some(availability)) => availability.label().to_owned(),
        _ => value.to_owned(),
    }
}

/// The facets of the shelf, and the chosen values that nothing on it has: a form that forgot them
/// would change the list behind the shopper's back.
fn groups(shelf: &Shelf, listing: &ListingQuery) -> Vec<FilterGroup> {
    let mut groups: Vec<FilterGroup> = Vec::new();
    for known in &shelf.facets {
        let Some(facet) = Facet::parse(&known.key) else { continue };
        let values = known.values.iter().map(|known| FilterValue {
            label: value_label(&facet, &known.value),
            value: known.value.clone(),
            count: known.count,
            chosen: listing.has(&facet, &known.value),
        });
        groups.push(FilterGroup {
            key: known.key.clone(),
            label: known.label.clone(),
            values: values.collect(),
        });
    }
    for (facet, value) in &listing.filters {
        let key = facet.key();
        let missing = FilterValue {
            label: value_label(facet, value),
            value: value.clone(),
            count: 0,
            chosen: true,
        };
        match groups.iter_mut().find(|group| group.key == key) {
            Some(group) if group.values.iter().any(|known| known.value == *value) => {}
            Some(group) => group.values.push(missing),
            None => groups.push(FilterGroup { key, label: facet.label(), values: vec![missing] }),
        }
    }
    groups
}

fn orders(
    listing: &ListingQuery,
    (label, order): (&'static str, Option<SortOrder>),
) -> Vec<OrderChoice> {
    let own = OrderChoice { value: "", label, chosen: listing.sort.is_none() };
    let others = SortOrder::ALL
        .into_iter()
        .filter(|other| *other != SortOrder::Manual && Some(*other) != order)
        .map(|other| OrderChoice {
            value: other.as_str(),
            label: other.label(),
            chosen: listing.sort == Some(other),
        });
    std::iter::once(own).chain(others).collect()
}

/// The first, the last and those around the current page; `None` is a gap.
fn page_numbers(current: u32, last: u32) -> Vec<Option<u32>> {
    if last < 2 {
        return Vec::new();
    }
    let mut numbers = Vec::new();
    let mut before = 0;
    for number in 1..=last {
        if number == 1 || number == last || number.abs_diff(current) <= 1 {
            if number > before + 1 {
                numbers.push((number == before + 2).then_some(before + 1));
            }
            numbers.push(Some(number));
            before = number;
        }
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_near_the_current_one_and_both_ends_have_links() {
        let gap = None;
        assert_eq!(page_numbers(1, 1), []);
        assert_eq!(page_numbers(1, 3), [1, 2, 3].map(Some));
        assert_eq!(page_numbers(3, 5), [1, 2, 3, 4, 5].map(Some));
        let far = [Some(1), gap, Some(9), Some(10), Some(11), gap, Some(400)];
        assert_eq!(page_numbers(10, 400), far);
    }
}
