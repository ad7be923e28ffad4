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
    /// `None` where prices of another currency than the shown ones decide what is found.
    pub currency_code: Option<&'static str>,
    pub orders: Vec<OrderChoice>,
    pub pages: Vec<PageLink>,
    pub previous: Option<String>,
    pub next: Option<String>,
    listing: &'a ListingQuery,
}

impl<'a> ShelfView<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        path: String,
        words: Option<&'a str>,
        (shelf, listing): (&'a Shelf, &'a ListingQuery),
        own_order: (&'static str, Option<SortOrder>),
        now: Timestamp,
    ) -> Self {
        let mut view = Self {
            path,
            words,
            cards: cards(&shelf.cards, shop, now, true),
            total: shelf.total,
            groups: groups(shelf, listing),
            chips: Vec::new(),
            price_min: listing.price_min.map(Money::decimal).unwrap_or_default(),
            price_max: listing.price_max.map(Money::decimal).unwrap_or_default(),
            currency_code: (shop.currency == shop.base_currency()).then(|| shop.currency.code()),
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
    use super::super::samples::{NOW, card, price, reduced, shop};
    use super::*;
    use crate::catalog::{FacetGroup, FacetValue};

    #[test]
    fn pages_near_the_current_one_and_both_ends_have_links() {
        let gap = None;
        assert_eq!(page_numbers(1, 1), []);
        assert_eq!(page_numbers(1, 3), [1, 2, 3].map(Some));
        assert_eq!(page_numbers(3, 5), [1, 2, 3, 4, 5].map(Some));
        let far = [Some(1), gap, Some(9), Some(10), Some(11), gap, Some(400)];
        assert_eq!(page_numbers(10, 400), far);
    }

    fn view_of<'a>(shelf: &'a Shelf, listing: &'a ListingQuery) -> ShelfView<'a> {
        let own_order = ("Featured", Some(SortOrder::Manual));
        let path = "/collections/cloth".to_owned();
        ShelfView::new(shop(), path, None, (shelf, listing), own_order, NOW)
    }

    fn read(query: &str) -> ListingQuery {
        ListingQuery::parse(query, shop().currency).unwrap_or_default()
    }

    fn shelf() -> Shelf {
        let value = |value: &str| FacetValue { value: value.to_owned(), count: 3 };
        Shelf {
            cards: vec![card("a", vec![price(100)]), card("b", vec![reduced(200, 150, 60)])],
            total: 60,
            facets: vec![FacetGroup {
                key: "vendor".to_owned(),
                label: "Maker".to_owned(),
                values: ["North", "South"].map(value).to_vec(),
            }],
        }
    }

    #[test]
    fn every_active_filter_is_a_link_to_the_list_without_it() {
        let (shelf, listing) = (shelf(), read("vendor=North&tag=blue&price_max=20&page=2"));
        let view = view_of(&shelf, &listing);
        let chips: Vec<_> =
            view.chips.iter().map(|chip| (chip.label.as_str(), chip.url.as_str())).collect();
        assert_eq!(
            chips,
            [
                ("Maker: North", "/collections/cloth?tag=blue&price_max=20.00"),
                ("Tags: blue", "/collections/cloth?vendor=North&price_max=20.00"),
                ("Up to €20.00", "/collections/cloth?vendor=North&tag=blue"),
            ]
        );
        assert_eq!(view.cleared_url(), "/collections/cloth");
    }

    #[test]
    fn a_chosen_value_that_the_shelf_does_not_know_stays_in_the_form() {
        let (shelf, listing) = (shelf(), read("vendor=West&tag=blue"));
        let view = view_of(&shelf, &listing);
        let chosen: Vec<_> = view
            .groups
            .iter()
            .flat_map(|group| &group.values)
            .filter(|value| value.chosen)
            .map(|value| (value.value.as_str(), value.count))
            .collect();
        assert_eq!(chosen, [("West", 0), ("blue", 0)]);
    }

    #[test]
    fn a_page_of_the_plain_list_is_canonical_and_a_filtered_one_is_not() {
        let shelf = shelf();
        for (query, canonical, plain) in [
            ("", "/collections/cloth", true),
            ("page=2", "/collections/cloth?page=2", true),
            ("vendor=North", "/collections/cloth", false),
            ("sort=newest&page=2", "/collections/cloth", false),
        ] {
            let listing = read(query);
            let view = view_of(&shelf, &listing);
            assert_eq!((view.canonical_path().as_str(), view.is_plain_page()), (canonical, plain));
        }
    }

    #[test]
    fn the_pages_before_and_after_have_addresses_only_where_there_are_any() {
        let shelf = shelf();
        let ends = |query: &str| {
            let listing = read(query);
            let view = view_of(&shelf, &listing);
            (view.previous, view.next)
        };
        let page = |number| Some(format!("/collections/cloth?page={number}"));
        assert_eq!(ends(""), (None, page(2)));
        assert_eq!(ends("page=2"), (Some("/collections/cloth".to_owned()), page(3)));
        assert_eq!(ends("page=3"), (page(2), None));
    }

    #[test]
    fn the_shelf_is_stale_when_a_price_on_it_changes() {
        let (shelf, listing) = (shelf(), read(""));
        assert_eq!(view_of(&shelf, &listing).boundary(), Some(NOW.plus_seconds(60)));
    }
}
