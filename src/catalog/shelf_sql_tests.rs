use proptest::prelude::*;

use super::*;
use crate::kernel::Currency;

fn sql(query: &str) -> ShelfSql {
    let listing = ListingQuery::parse(query, Currency::EUR).unwrap_or_default();
    shelf_page_sql(Source::Collection(CollectionKey::Handle("mugs"), SortOrder::Manual), &listing)
}

/// The highest parameter that the text names.
fn highest_parameter(text: &str) -> usize {
    let numbers = text.split('?').skip(1).filter_map(|rest| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    numbers.max().unwrap_or(0)
}

#[test]
fn a_plain_list_counts_nothing_and_walks_its_index() {
    let rows = [
        ("", "listings_by_position"),
        ("sort=newest", "listings_by_age"),
        ("sort=title", "listings_by_title"),
        ("sort=price_descending", "listings_by_price"),
    ];
    for (query, index) in rows {
        let text = sql(query).text;
        assert!(text.contains(&format!("INDEXED BY {index}")), "{query}");
        assert!(!text.contains("count(*)") && !text.contains("product_facets"), "{query}");
    }
}

/// The most selects that one compound select of the text has: those joined on the same level.
fn widest_union(text: &str) -> usize {
    let (mut widest, mut open) = (0, vec![1]);
    for (place, letter) in text.char_indices() {
        match letter {
            '(' => open.push(1),
            ')' => widest = widest.max(open.pop().unwrap_or(0)),
            _ if text.get(place..).is_some_and(|rest| rest.starts_with("UNION ALL")) => {
                if let Some(selects) = open.last_mut() {
                    *selects += 1;
                }
            }
            _ => {}
        }
    }
    widest
}

/// As many facets as may be narrowed at once, and as many values as may be chosen.
fn widest_query() -> String {
    let facets: Vec<String> =
        (0..10).map(|n| format!("option.{n}=a&option.{n}=b&option.{n}=c")).collect();
    format!("{}&price_min=1&price_max=2&page=3", facets.join("&"))
}

#[test]
fn every_list_keeps_within_the_limits_of_d1() {
    let terms = SearchTerms { expression: "linen".to_owned(), words: "[]".to_owned() };
    let facets = |count: usize| (0..count).map(|n| format!("option.{n}=a&")).collect::<String>();
    for query in (0..=10).map(facets).chain([widest_query()]) {
        let listing = ListingQuery::parse(&query, Currency::EUR).unwrap();
        let searched = shelf_page_sql(Source::Search(&terms), &listing);
        for sql in [sql(&query), searched] {
            assert!(widest_union(&sql.text) <= 5, "{query}: {}", sql.text);
            assert!(sql.parameters.len() <= 100, "{query}: {}", sql.parameters.len());
            assert!(sql.text.len() <= 100_000, "{query}: {}", sql.text.len());
        }
    }
    assert_eq!(widest_union("a AS (x UNION ALL (y UNION ALL z) UNION ALL w)"), 3);
}

#[test]
fn the_facet_that_holds_fewest_drives_the_search() {
    for (query, driver) in [
        ("availability=in_stock&type=Mug", 1),
        ("availability=in_stock&vendor=A&type=Mug", 2),
        ("option.size=S&tag=blue", 1),
    ] {
        let driven = format!("found.value_id IN chosen_{driver}");
        let matched = sql(query).text.split("total (products)").next().unwrap_or("").to_owned();
        assert!(matched.contains(&driven), "{query}: {matched}");
    }
}

#[test]
fn a_chosen_facet_is_counted_without_its_own_choice() {
    let text = sql("type=Mug&vendor=A").text;
    let lifted: Vec<&str> = text.split("lifted_").collect();
    assert!(text.contains("lifted_0 (product_id)") && text.contains("lifted_1 (product_id)"));
    let first = lifted.get(1).copied().unwrap_or_default();
    assert!(first.contains("chosen_1") && !first.contains("chosen_0"), "{first}");
    assert!(!sql("type=Mug").text.contains("lifted_"), "without it, it is the whole collection");
}

proptest! {
    #[test]
    fn what_is_typed_is_bound_and_never_written(
        values in prop::collection::vec(("vendor|type|tag|option\\.[a-z]{1,5}", "[a-z'\"?; ]{9,20}"), 0..6),
        priced in any::<bool>(),
    ) {
        let mut serializer = form_urlencoded::Serializer::new(String::new());
        for (key, value) in &values {
            serializer.append_pair(key, value);
        }
        if priced {
            serializer.append_pair("price_min", "10");
        }
        let sql = sql(&serializer.finish());
        for (_, value) in &values {
            prop_assert!(!sql.text.contains(value.as_str()));
        }
        prop_assert_eq!(highest_parameter(&sql.text), sql.parameters.len(), "{}", sql.text);
        prop_assert!(sql.parameters.len() <= 100, "D1 binds no more");
    }
}
