//! The rows that a product's entry in lists, filters and search consists of. Statements write only
//! what differs: rows that stay cost a look, not a write.

use serde_json::json;

use super::index_rows::{IndexRows, value_ids};
use crate::kernel::Timestamp;
use crate::platform::Statement;

/// The collection that holds every product.
const ALL: i64 = 0;

/// The position of a product where no merchant orders by hand: the newest comes first.
pub fn newest_first(created_at: Timestamp) -> i64 {
    created_at.as_millis().saturating_neg()
}

/// Statements for one batch that make the index hold `rows` for the product, shown by these
/// collections at these positions and by none else. Publishing twice changes nothing.
pub fn index_statements(
    product_id: i64,
    rows: &IndexRows,
    collections: &[(i64, i64)],
) -> Vec<Statement> {
    let facets: Vec<(String, &str, i64)> = rows
        .facets
        .iter()
        .map(|(facet, value)| (facet.key(), value.as_str(), *value_ids(facet).start()))
        .collect();
    let facets = json!(facets).to_string();
    let mut shown_in = vec![(ALL, newest_first(rows.created_at))];
    shown_in.extend(collections);
    let mut statements = word_statements(product_id, rows);
    statements.push(card_statement(product_id, rows));
    statements.extend([
        Statement::new(
            "INSERT INTO facet_values (facet, value, id)
             SELECT value ->> 0, value ->> 1, row_number() OVER (PARTITION BY value ->> 2) - 1 + coalesce(
               (SELECT max(id) + 1 FROM facet_values WHERE id BETWEEN given.value ->> 2 AND (given.value ->> 2) + ?2),
               value ->> 2)
             FROM json_each(?1) AS given WHERE NOT EXISTS (SELECT 1 FROM facet_values AS known
               WHERE known.facet = given.value ->> 0 AND known.value = given.value ->> 1)",
        )
        .bind(facets.clone())
        .bind((1_i64 << 40) - 2),
        Statement::new(
            "DELETE FROM product_facets WHERE product_id = ?1 AND value_id NOT IN (
               SELECT facet_values.id FROM json_each(?2) AS kept CROSS JOIN facet_values
               ON facet = kept.value ->> 0 AND facet_values.value = kept.value ->> 1)",
        )
        .bind(product_id)
        .bind(facets.clone()),
        Statement::new(
            "INSERT INTO product_facets (product_id, value_id)
             SELECT ?1, facet_values.id FROM json_each(?2) AS given CROSS JOIN facet_values
             ON facet = given.value ->> 0 AND facet_values.value = given.value ->> 1
             WHERE true ON CONFLICT DO NOTHING",
        )
        .bind(product_id)
        .bind(facets),
        Statement::new(
            "DELETE FROM listings WHERE product_id = ?1
             AND collection_id NOT IN (SELECT value ->> 0 FROM json_each(?2))",
        )
        .bind(product_id)
        .bind(json!(shown_in).to_string()),
        Statement::new(
            "INSERT INTO listings (collection_id, product_id, position, title_key, price_minor, created_at_ms)
             SELECT value ->> 0, product_id, value ->> 1, title_key, price_minor, created_at_ms
             FROM json_each(?2) CROSS JOIN cards ON product_id = ?1 WHERE true
             ON CONFLICT DO UPDATE SET position = excluded.position, title_key = excluded.title_key,
               price_minor = excluded.price_minor, created_at_ms = excluded.created_at_ms
             WHERE (position, title_key, price_minor, created_at_ms) IS NOT
               (excluded.position, excluded.title_key, excluded.price_minor, excluded.created_at_ms)",
        )
        .bind(product_id)
        .bind(json!(shown_in).to_string()),
    ]);
    statements
}

/// Before the card is written, whose digest says whether the words are the same.
fn word_statements(product_id: i64, rows: &IndexRows) -> Vec<Statement> {
    let digest = rows.words_digest();
    let fields = &rows.fields;
    let index = Statement::new(
        "INSERT OR REPLACE INTO search_index (rowid, title, vendor, type, tags, skus, body)
         SELECT ?1, ?3, ?4, ?5, ?6, ?7, ?8
         WHERE NOT EXISTS (SELECT 1 FROM cards WHERE product_id = ?1 AND words_digest = ?2)",
    );
    let spelling = Statement::new(
        "INSERT INTO spelling (key, term) SELECT value ->> 0, value ->> 1 FROM json_each(?3)
         WHERE NOT EXISTS (SELECT 1 FROM cards WHERE product_id = ?1 AND words_digest = ?2)
         ON CONFLICT DO NOTHING",
    );
    vec![
        index
            .bind(product_id)
            .bind(digest.as_str())
            .bind(fields.title.as_str())
            .bind(fields.vendor.as_str())
            .bind(fields.product_type.as_str())
            .bind(fields.tags.as_str())
            .bind(fields.skus.as_str())
            .bind(fields.body.as_str()),
        spelling.bind(product_id).bind(digest).bind(json!(rows.spelling).to_string()),
    ]
}

fn card_statement(product_id: i64, rows: &IndexRows) -> Statement {
    Statement::new(
        "INSERT INTO cards (product_id, revision, handle, title_key, price_minor, created_at_ms, words_digest, card)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT DO UPDATE SET revision = excluded.revision, handle = excluded.handle,
           title_key = excluded.title_key, price_minor = excluded.price_minor,
           created_at_ms = excluded.created_at_ms, words_digest = excluded.words_digest, card = excluded.card",
    )
    .bind(product_id)
    .bind(rows.revision)
    .bind(rows.card.handle.as_str())
    .bind(rows.title_key.as_str())
    .bind(rows.price_minor)
    .bind(rows.created_at.as_millis())
    .bind(rows.words_digest())
    .bind(json!(rows.card).to_string())
}

/// Statements that take a product out of every list and out of the search.
pub fn removal_statements(product_id: i64) -> Vec<Statement> {
    [
        "DELETE FROM listings WHERE product_id = ?1",
        "DELETE FROM product_facets WHERE product_id = ?1",
        "DELETE FROM search_index WHERE rowid = ?1",
        "DELETE FROM cards WHERE product_id = ?1",
    ]
    .map(|sql| Statement::new(sql).bind(product_id))
    .to_vec()
}
