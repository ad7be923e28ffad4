//! The merchant's list of collections.

use serde::Deserialize;

use super::admin_wire::{CollectionEntries, CollectionEntry, MembershipKind, Thumbnail};
use super::rows::PictureRow;
use super::words;
use crate::kernel::{Handle, Timestamp, fold};
use crate::platform::Statement;
use crate::web::{Answer, Context, Part, Problem, Reply, parse_query};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CollectionQuery {
    /// Words of the title, or how the handle begins.
    q: Option<String>,
    /// The handle of a product that it holds, by hand or by its rules.
    product: Option<String>,
    cursor: Option<String>,
    limit: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ListRow {
    handle: Handle,
    title: String,
    revision: i64,
    /// 0 or 1.
    has_rules: u8,
    product_count: u32,
    updated_at_ms: i64,
    hash: Option<String>,
    alt: String,
    width: Option<u32>,
    height: Option<u32>,
    colour: Option<String>,
}

impl ListRow {
    fn into_entry(self) -> CollectionEntry {
        let picture = match (self.hash, self.width, self.height, self.colour) {
            (Some(hash), Some(width), Some(height), Some(colour)) => {
                Some(PictureRow { hash, alt: self.alt, width, height, colour }.to_picture())
            }
            _ => None,
        };
        let membership =
            if self.has_rules == 0 { MembershipKind::Products } else { MembershipKind::Rules };
        CollectionEntry {
            handle: self.handle,
            title: self.title,
            revision: self.revision,
            membership,
            product_count: self.product_count,
            picture: picture.as_ref().map(Thumbnail::new),
            updated_at: Timestamp::from_millis(self.updated_at_ms),
        }
    }
}

const FOUND: &str = "SELECT handle, title, revision, rules IS NOT NULL AS has_rules, updated_at_ms,
    coalesce((SELECT products FROM listing_counts WHERE collection_id = c.id), 0) AS product_count,
    media.hash, media_alt AS alt, width, height, colour
  FROM collections c LEFT JOIN media ON media.hash = media_hash WHERE handle > ?1
    AND (?2 = '' OR handle BETWEEN ?3 AND ?3 || char(1114111)
      OR id IN (SELECT rowid FROM collection_index WHERE collection_index MATCH ?2))
    AND (?5 IS NULL
      OR id IN (SELECT collection_id FROM collection_products WHERE product_id = (SELECT id FROM products WHERE handle = ?5))
      OR rules IS NOT NULL AND id IN (SELECT collection_id FROM listings WHERE product_id = (SELECT id FROM products WHERE handle = ?5)))
  ORDER BY handle LIMIT ?4";

/// `GET /api/admin/v1/collections`, by handle.
pub async fn list_collections(context: &Context) -> Result<Answer, Problem> {
    let CollectionQuery { q, product, cursor, limit } = parse_query(&context.query)?;
    let part = Part::new(cursor, limit);
    let typed = q.as_deref().map(str::trim).unwrap_or_default();
    let quoted: Vec<String> = words(&fold(typed)).map(|word| format!("\"{word}\"")).collect();
    let expression = match (typed, quoted.is_empty()) {
        ("", _) => String::new(),
        // An empty phrase, where there are no words to look for, matches nothing.
        (_, true) => "\"\"".to_owned(),
        (_, false) => format!("{}*", quoted.join(" ")),
    };
    let statement = Statement::new(FOUND)
        .bind(part.cursor.as_deref().unwrap_or_default())
        .bind(expression)
        .bind(typed.to_lowercase())
        .bind(part.limit()?)
        .bind(product);
    let rows: Vec<ListRow> = context.platform.database()?.rows(statement).await?;
    let next_cursor = part.next(rows.len(), rows.last().map(|row| row.handle.to_string()))?;
    let collections = rows.into_iter().map(ListRow::into_entry).collect();
    Ok(Reply::json(200, &CollectionEntries { collections, next_cursor }).into())
}
