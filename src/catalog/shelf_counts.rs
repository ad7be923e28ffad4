//! What each filter of a shelf would leave: the counting part of its statement.

use std::ops::RangeInclusive;

use serde_json::json;

use super::{Value, Writer};
use crate::catalog::index_rows::value_ids;

/// Most values of one facet on a page, besides the chosen ones.
const MAX_VALUES: u32 = 30;
/// So many products are counted one by one: with twelve values each they take about 50 ms.
const MAX_COUNTED: u32 = 12_000;
/// Of more, a sample of at least so many is counted, and each stands for its neighbours.
const SAMPLE: u32 = 6_000;
/// D1's most selects in one compound select (workerd's `SQLITE_LIMIT_COMPOUND_SELECT`).
const MAX_UNITED: usize = 5;

impl Writer<'_> {
    /// `counted (facet, value, products)`: the most frequent values of each facet.
    pub(super) fn counted(&mut self) {
        let collection = self.collection.clone();
        let whole = format!(
            "SELECT value_id, products FROM facet_counts WHERE collection_id = {collection}"
        );
        let mut parts = Vec::new();
        if self.is_narrowed() {
            let names = self.chosen.iter().map(|(facet, _)| facet.key()).collect::<Vec<_>>();
            let names = self.bind(Value::Text(json!(names).to_string()));
            let sampled = self.sampled("matched", None);
            parts.push(named(&sampled, &format!("NOT IN (SELECT value FROM json_each({names}))")));
        } else {
            parts.push(named(&whole, "IS NOT NULL"));
        }
        for place in 0..self.chosen.len() {
            let Some((facet, _)) = self.chosen.get(place) else { continue };
            let (key, range) = (facet.key(), value_ids(facet));
            let counts = if let Some(products) = self.products(Some(place)) {
                self.add(&format!("lifted_{place} (product_id)"), &products);
                self.sampled(&format!("lifted_{place}"), Some(range))
            } else {
                format!("{whole} AND value_id BETWEEN {} AND {}", range.start(), range.end())
            };
            let key = self.bind(Value::Text(key));
            parts.push(named(&counts, &format!("= {key}")));
        }
        let all = self.folded(&parts);
        let chosen = (0..self.chosen.len())
            .map(|place| format!(" OR id IN chosen_{place}"))
            .collect::<String>();
        self.add(
            "counted (facet, value, products)",
            &format!(
                "SELECT facet, value, products FROM (
SELECT *, row_number() OVER (PARTITION BY facet ORDER BY products DESC, value) AS place FROM (\n{all}\n))
WHERE place <= {MAX_VALUES}{chosen}"
            ),
        );
    }

    /// All rows of the parts, whatever their number: D1 joins only so many selects at once.
    fn folded(&mut self, parts: &[String]) -> String {
        let mut selects = parts.to_vec();
        while selects.len() > MAX_UNITED {
            let level = selects.len();
            let groups = selects.chunks(MAX_UNITED).map(|group| group.join("\nUNION ALL\n"));
            let groups: Vec<String> = groups.collect();
            selects.clear();
            for (place, group) in groups.iter().enumerate() {
                let name = format!("counted_{level}_{place}");
                self.add(&format!("{name} (id, facet, value, products)"), group);
                selects.push(format!("SELECT * FROM {name}"));
            }
        }
        selects.join("\nUNION ALL\n")
    }

    /// How many of `products` have each value, of all facets or of those in one range of numbers.
    fn sampled(&mut self, products: &str, range: Option<RangeInclusive<i64>>) -> String {
        self.add(
            &format!("{products}_step (step)"),
            &format!(
                "SELECT iif(count(*) <= {MAX_COUNTED}, 1, count(*) / {SAMPLE}) FROM {products}"
            ),
        );
        let range = range.map_or_else(String::new, |range| {
            format!(" AND value_id BETWEEN {} AND {}", range.start(), range.end())
        });
        // A multiplicative hash: numbers that follow one another were often made alike.
        format!(
            "SELECT value_id, count(*) * (SELECT step FROM {products}_step) AS products
  FROM {products} CROSS JOIN product_facets ON product_facets.product_id = {products}.product_id{range}
  WHERE {products}.product_id * 2654435761 % 4294967296 % (SELECT step FROM {products}_step) = 0
  GROUP BY value_id"
        )
    }
}

/// Counts by number as counts by name, of the facets that meet `condition`.
fn named(counts: &str, condition: &str) -> String {
    format!(
        "SELECT id, facet, value, products FROM (\n  {counts}\n) CROSS JOIN facet_values ON id = value_id WHERE facet {condition}"
    )
}
