//! Documents from what D1 holds. Pure: the same rows at the same instant give the same document.

use super::document::ProductOption;
use super::earlier::with_earlier;
use super::rows::StoredProduct;
use super::{
    Card, CollectionLink, ProductDocument, Seo, Status, StockDisplay, VariantDocument, VariantDraft,
};
use crate::content::DOCUMENT_FORMAT;
use crate::content::{Settings, render_markdown};
use crate::kernel::{Timestamp, plain_excerpt};
use crate::markets::BASE_PRICE_LIST;

/// How long a description for search engines is when the merchant gave none, in characters.
const SEO_DESCRIPTION_LENGTH: usize = 155;

/// The document of an active product; `None` for one that the shop does not show.
pub fn compose_product(
    stored: &StoredProduct,
    settings: &Settings,
    collections: Vec<CollectionLink>,
    related: Vec<Card>,
) -> Option<ProductDocument> {
    let is_shown = stored.draft.status == Status::Active && !stored.draft.variants.is_empty();
    is_shown.then(|| compose_preview(stored, settings, collections, related))
}

/// The document that a product would have if the shop showed it, whatever its status.
pub fn compose_preview(
    stored: &StoredProduct,
    settings: &Settings,
    collections: Vec<CollectionLink>,
    related: Vec<Card>,
) -> ProductDocument {
    let draft = &stored.draft;
    let variants = draft.variants.iter();
    ProductDocument {
        format: DOCUMENT_FORMAT,
        revision: stored.row.revision,
        handle: stored.row.handle.clone(),
        title: draft.title.clone(),
        description_html: render_markdown(&draft.description),
        vendor: draft.vendor.clone(),
        product_type: draft.product_type.clone(),
        tags: draft.tags.clone(),
        seo: seo(&draft.seo, &draft.title, &draft.description),
        currency: settings.currency,
        options: options_of(stored),
        variants: variants.map(|variant| compose_variant(variant, stored, settings)).collect(),
        media: stored.pictures.iter().map(super::rows::PictureRow::to_picture).collect(),
        safety: draft.safety.clone(),
        collections,
        related,
        updated_at: Timestamp::from_millis(stored.row.updated_at_ms),
        not_sold_in: Vec::new(),
    }
}

/// The merchant's words for search engines, or what can be said from the rest.
pub fn seo(given: &Seo, title: &str, markdown: &str) -> Seo {
    let or = |text: &str, other: String| {
        if text.is_empty() { other } else { text.to_owned() }
    };
    let words: String =
        markdown.chars().filter(|character| !"*_#>`[]|".contains(*character)).collect();
    Seo {
        title: or(&given.title, title.to_owned()),
        description: or(&given.description, plain_excerpt(&words, SEO_DESCRIPTION_LENGTH)),
    }
}

/// Each option with the values that its variants have, in order of first use.
fn options_of(stored: &StoredProduct) -> Vec<ProductOption> {
    let options = stored.draft.options.iter().enumerate();
    options
        .map(|(index, option)| {
            let mut values: Vec<String> = Vec::new();
            for variant in &stored.draft.variants {
                if let Some(value) = variant.options.get(index)
                    && !values.contains(value)
                {
                    values.push(value.clone());
                }
            }
            ProductOption { name: option.name.clone(), values }
        })
        .collect()
}

fn compose_variant(
    variant: &VariantDraft,
    stored: &StoredProduct,
    settings: &Settings,
) -> VariantDocument {
    let sku = variant.sku.as_str();
    let history: Vec<_> = stored.history.iter().filter(|row| row.sku == sku).collect();
    let of_lists = stored.lists.prices.iter().filter(|row| row.sku == sku);
    let list_prices = of_lists.map(|row| {
        let history_of = |list| stored.lists.history_of(list, sku);
        let falls_back = row.currency == settings.currency;
        let base = if falls_back { history_of(BASE_PRICE_LIST) } else { Vec::new() };
        let price = with_earlier(row.price(), &history_of(&row.price_list), &base, row.currency);
        (row.price_list.clone(), price)
    });
    let counted = stored.stock.iter().find(|row| row.sku == sku);
    let available = counted.and_then(|row| row.available);
    let back_orderable = counted.map_or(0, |row| row.back_orderable);
    let display = StockDisplay::of(settings);
    VariantDocument {
        sku: sku.to_owned(),
        barcode: variant.barcode.clone(),
        options: variant.options.clone(),
        price: with_earlier(variant.price(), &history, &[], settings.currency),
        list_prices: list_prices.collect(),
        weight_grams: variant.weight_grams,
        requires_shipping: variant.requires_shipping,
        media: variant.media.clone(),
        unit_price: variant.unit_price.clone(),
        availability: display.availability(variant.availability, available, back_orderable),
        units_left: display.units_shown(variant.availability, available),
    }
}

/// The next instant at which a price of the product, in whatever list, changes by the clock.
pub fn next_boundary(document: &ProductDocument, now: Timestamp) -> Option<Timestamp> {
    let variants = document.variants.iter();
    let prices = variants
        .flat_map(|variant| std::iter::once(&variant.price).chain(variant.list_prices.values()));
    prices.filter_map(|price| price.next_boundary(now)).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rows::{PriceHistoryRow, ProductRow};
    use crate::catalog::{Price, ProductDraft, Sale};
    use crate::kernel::{Currency, Money};
    use proptest::prelude::*;
    use serde_json::json;

    const DAY_MS: i64 = 24 * 3_600_000;

    fn row(
        day: i64,
        price_minor: i64,
        compare_at_minor: Option<i64>,
        sale: Option<Sale>,
    ) -> PriceHistoryRow {
        PriceHistoryRow {
            sku: "A".to_owned(),
            from_ms: day * DAY_MS,
            price_minor,
            compare_at_minor,
            sale_price_minor: sale.map(|sale| sale.price.amount_minor),
            sale_starts_at_ms: sale.map(|sale| sale.starts_at.as_millis()),
            sale_ends_at_ms: sale.map(|sale| sale.ends_at.as_millis()),
            currency: None,
            ended: 0,
        }
    }

    fn euro(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    /// The price of a product whose latest row of history is what it costs now.
    fn price_after(history: Vec<PriceHistoryRow>) -> Price {
        let last = history.last().unwrap().clone();
        price_of(&last, history)
    }

    /// The price of a product that costs what `said` says, with this history.
    fn price_of(said: &PriceHistoryRow, history: Vec<PriceHistoryRow>) -> Price {
        let mut draft: ProductDraft = serde_json::from_value(json!({
            "title": "Throw", "status": "active",
            "variants": [{"sku": "A", "price": euro(said.price_minor)}]
        }))
        .unwrap();
        draft.variants[0].compare_at_price = said.compare_at_minor.map(euro);
        draft.variants[0].sale = said.to_period(Currency::EUR).sale;
        let row: ProductRow = serde_json::from_value(json!({
            "id": 1, "handle": "throw", "revision": 1, "title": "Throw", "description": "", "vendor": "", "type": "",
            "status": "active", "tax_class": "", "seo_title": "", "seo_description": "", "manufacturer": "",
            "responsible_person": "", "warnings": "", "created_at_ms": 0, "updated_at_ms": 0
        }))
        .unwrap();
        let stored = StoredProduct {
            row,
            draft,
            pictures: Vec::new(),
            history,
            lists: crate::catalog::list_rows::StoredLists::default(),
            stock: Vec::new(),
        };
        let document = compose_product(&stored, &Settings::default(), Vec::new(), Vec::new());
        document.unwrap().variants[0].price
    }

    /// The rows that `PRICE_HISTORY` in `store.rs` reads of the whole history.
    fn kept(said: &PriceHistoryRow, history: &[PriceHistoryRow]) -> Vec<PriceHistoryRow> {
        let latest = history.last().unwrap().from_ms;
        let changed = |differs: &dyn Fn(&PriceHistoryRow) -> bool| {
            history.iter().rfind(|row| differs(row)).map(|row| row.from_ms)
        };
        let list = said.compare_at_minor.and_then(|_| {
            changed(&|row| {
                (row.price_minor, row.compare_at_minor) != (said.price_minor, said.compare_at_minor)
            })
        });
        let sale_of = |row: &PriceHistoryRow| {
            (row.sale_price_minor, row.sale_starts_at_ms, row.sale_ends_at_ms)
        };
        let sale = said.sale_starts_at_ms.map(|starts| {
            let changed = changed(&|row| sale_of(row) != sale_of(said));
            changed
                .filter(|changed| *changed < latest)
                .map_or(starts, |changed| changed.max(starts))
        });
        let begins = [list, sale].into_iter().flatten().map(|ms| ms - 30 * DAY_MS);
        let since = begins.chain([latest]).min().unwrap();
        let held = history.iter().rfind(|row| row.from_ms <= since).map_or(0, |row| row.from_ms);
        history.iter().filter(|row| row.from_ms >= held).cloned().collect()
    }

    /// Few values, so that neighbours often say the same.
    fn any_row() -> impl Strategy<Value = PriceHistoryRow> {
        let sale = prop::option::of((1i64..3, prop_oneof![Just(60), 0i64..140]).prop_map(
            |(price, starts)| Sale {
                price: euro(price),
                starts_at: Timestamp::from_millis(starts * DAY_MS),
                ends_at: Timestamp::from_millis((starts + 20) * DAY_MS),
            },
        ));
        (0i64..120, 3i64..6, prop::option::of(Just(7)), sale)
            .prop_map(|(day, price, compare_at, sale)| row(day, price, compare_at, sale))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]
        #[test]
        fn the_rows_that_are_read_say_the_same_as_the_whole_history(
            mut history in prop::collection::vec(any_row(), 1..12), other in any_row(), consistent in prop::bool::weighted(0.8),
        ) {
            history.sort_by_key(|row| row.from_ms);
            history.dedup_by_key(|row| row.from_ms);
            let said = if consistent { history.last().unwrap().clone() } else { other };
            let kept = kept(&said, &history);
            prop_assert_eq!(kept.last(), history.last());
            if said.compare_at_minor.is_none() && said.sale_price_minor.is_none() {
                prop_assert_eq!(kept.len(), 1);
            }
            prop_assert_eq!(price_of(&said, kept), price_of(&said, history));
        }
    }

    #[test]
    fn rule_29_a_reduction_is_measured_from_the_thirty_days_before_it_was_announced() {
        let rows = [
            (
                "raised and then reduced again",
                vec![
                    row(0, 5000, None, None),
                    row(100, 8000, None, None),
                    row(110, 6000, Some(8000), None),
                ],
                Some(5000),
            ),
            (
                "announced on a price that held for long",
                vec![row(0, 5000, None, None), row(700, 5000, Some(8000), None)],
                Some(5000),
            ),
            (
                "reduced after long at the higher price",
                vec![row(0, 8000, None, None), row(700, 5000, Some(8000), None)],
                Some(8000),
            ),
            ("new and reduced from the start", vec![row(0, 5000, Some(8000), None)], None),
        ];
        for (reason, history, lowest) in rows {
            assert_eq!(price_after(history).lowest_before_list, lowest.map(euro), "{reason}");
        }
    }

    #[test]
    fn rule_29_a_backdated_sale_is_measured_from_when_it_was_offered() {
        let sale = Sale {
            price: euro(4000),
            starts_at: Timestamp::from_millis(0),
            ends_at: Timestamp::from_millis(900 * DAY_MS),
        };
        let history = vec![
            row(0, 9000, None, None),
            row(395, 6000, None, None),
            row(400, 6000, None, Some(sale)),
        ];
        assert_eq!(price_after(history).lowest_before_sale, Some(euro(6000)));
    }
}
