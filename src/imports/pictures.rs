//! The pictures of products: which are known by their addresses, and those that are fetched first.

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use serde::{Deserialize, Serialize};

use super::addresses::Address;
use super::columns::{Column, Columns};
use super::fetching::fetch_bytes;
use super::found::{Content, Found, Trouble};
use super::shopify_merge::ShopifyPicture;
use crate::kernel::Timestamp;
use crate::media::{PictureFault, keep_picture};
use crate::platform::{Database, Platform, Statement, StoreError, now};

/// Pictures fetched in one step; a product with more is a step of its own.
const FETCHED_IN_A_STEP: usize = 24;
/// Pictures fetched side by side.
const FETCHED_AT_ONCE: usize = 2;

/// What is known of the pictures of a step's products.
#[derive(Debug, Default)]
pub struct Pictures {
    /// By address; those that lines of JSON name by their hashes stand here by themselves.
    pub hashes: HashMap<String, String>,
    /// Addresses that were tried in vain by this import, with the reasons.
    failed: HashMap<String, String>,
    /// Addresses that this import has asked, or need not.
    settled: HashSet<String>,
    /// Addresses that any import has asked.
    seen: HashSet<String>,
}

fn addresses(found: &Found) -> impl Iterator<Item = &ShopifyPicture> {
    let product = match &found.content {
        Some(Content::Columns(product)) => Some(product),
        _ => None,
    };
    product.into_iter().flat_map(|product| product.addresses())
}

fn hashes(found: &Found) -> impl Iterator<Item = &str> {
    let draft = match &found.content {
        Some(Content::Whole(draft)) => Some(draft),
        _ => None,
    };
    draft.into_iter().flat_map(|draft| draft.media.iter().map(|media| media.hash.as_str()))
}

#[derive(Debug, Deserialize)]
struct PictureRow {
    url: String,
    hash: Option<String>,
    problem: Option<String>,
    import_id: String,
}

/// Looks up what the products' addresses and hashes lead to.
pub async fn load_pictures(
    database: &Database,
    import_id: &str,
    products: &[Found],
    refetch: bool,
) -> Result<Pictures, StoreError> {
    #[derive(Deserialize)]
    struct Row {
        hash: String,
    }
    let json = |list: Vec<&str>| serde_json::to_string(&list).unwrap_or_default();
    let urls: Vec<&str> =
        products.iter().flat_map(addresses).map(|picture| picture.url.as_str()).collect();
    let named: Vec<&str> = products.iter().flat_map(hashes).collect();
    if urls.is_empty() && named.is_empty() {
        return Ok(Pictures::default());
    }
    let answers = database
        .batch(vec![
            Statement::new(
                "SELECT url, media.hash AS hash, problem, import_id FROM import_pictures
                 LEFT JOIN media ON media.hash = import_pictures.hash WHERE url IN (SELECT value FROM json_each(?1))",
            )
            .bind(json(urls)),
            Statement::new("SELECT hash FROM media WHERE hash IN (SELECT value FROM json_each(?1))")
                .bind(json(named)),
        ])
        .await?;
    let [by_url, by_hash] = answers.as_slice() else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let mut pictures = Pictures::default();
    for PictureRow { url, hash, problem, import_id: of } in by_url.read()? {
        let is_own = of == import_id;
        if is_own || (hash.is_some() && !refetch) {
            pictures.settled.insert(url.clone());
        }
        if let Some(problem) = problem.filter(|_| is_own) {
            pictures.failed.insert(url.clone(), problem);
        }
        if let Some(hash) = hash {
            pictures.hashes.insert(url.clone(), hash);
        }
        pictures.seen.insert(url);
    }
    for Row { hash } in by_hash.read()? {
        pictures.hashes.insert(hash.clone(), hash);
    }
    Ok(pictures)
}

impl Pictures {
    /// Whether one of its pictures was never asked for.
    pub fn are_new(&self, found: &Found) -> bool {
        addresses(found).any(|picture| !self.seen.contains(&picture.url))
    }

    fn missing<'a>(&self, found: &'a Found) -> Vec<&'a str> {
        let urls = addresses(found).map(|picture| picture.url.as_str());
        urls.filter(|url| !self.settled.contains(*url)).collect()
    }

    /// How many of the products a step takes, so that it does not fetch too long.
    pub fn within_reach(&self, products: &[Found]) -> usize {
        let mut wanted = HashSet::new();
        let mut taken = 0;
        for found in products {
            wanted.extend(self.missing(found));
            if taken > 0 && wanted.len() > FETCHED_IN_A_STEP {
                break;
            }
            taken += 1;
        }
        taken
    }

    /// Fetches what is not known. What cannot be had is remembered with its reason.
    pub async fn fetch(
        &mut self,
        platform: &Platform,
        database: &Database,
        import_id: &str,
        products: &[Found],
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut seen = HashSet::new();
        let urls: Vec<&str> = products
            .iter()
            .flat_map(|found| self.missing(found))
            .filter(|url| seen.insert(*url))
            .collect();
        for some in urls.chunks(FETCHED_AT_ONCE) {
            let calls = some.iter().map(|url| fetch_one(platform, url, at));
            let mut rows = Vec::new();
            for (url, fetched) in some.iter().zip(join_all(calls).await) {
                let fetched = fetched?;
                let row = FetchedRow {
                    url,
                    hash: fetched.as_ref().ok().cloned(),
                    problem: fetched.as_ref().err().cloned(),
                };
                rows.push(row);
                match fetched {
                    Ok(hash) => drop(self.hashes.insert((*url).to_owned(), hash)),
                    Err(reason) => drop(self.failed.insert((*url).to_owned(), reason)),
                }
            }
            database.batch(remember(import_id, &rows)).await?;
        }
        Ok(())
    }

    /// What is said of the pictures that a product is taken without.
    pub fn troubles(&self, found: &Found, columns: Option<&Columns>, is_run: bool) -> Vec<Trouble> {
        let column = columns.map(|columns| columns.name(Column::ImageUrl)).unwrap_or_default();
        let mut troubles = Vec::new();
        for picture in addresses(found).filter(|_| is_run) {
            let Some(reason) = self.failed.get(&picture.url) else { continue };
            let stays = self.hashes.contains_key(&picture.url);
            let outcome =
                if stays { "Keeps the earlier picture" } else { "Taken without this picture" };
            let sentence = format!("{outcome}: {reason}");
            troubles.push(Trouble::warning(picture.line, column.clone(), sentence));
        }
        troubles
    }
}

#[derive(Debug, Serialize)]
struct FetchedRow<'a> {
    url: &'a str,
    hash: Option<String>,
    problem: Option<String>,
}

/// Keeps what was found behind the addresses, and shows that the import is alive.
fn remember(import_id: &str, rows: &[FetchedRow<'_>]) -> Vec<Statement> {
    vec![
        Statement::new(
            "INSERT INTO import_pictures (url, hash, problem, import_id)
             SELECT value ->> 'url', value ->> 'hash', value ->> 'problem', ?1 FROM json_each(?2) WHERE true
             ON CONFLICT (url) DO UPDATE SET hash = coalesce(excluded.hash, hash), problem = excluded.problem, import_id = ?1",
        )
        .bind(import_id)
        .bind(serde_json::to_string(rows).unwrap_or_default()),
        Statement::new("UPDATE imports SET heartbeat_at_ms = ?2 WHERE id = ?1")
            .bind(import_id)
            .bind(now().as_millis()),
    ]
}

async fn fetch_one(
    platform: &Platform,
    url: &str,
    at: Timestamp,
) -> Result<Result<String, String>, StoreError> {
    let address = match Address::parse(url) {
        Ok(address) => address,
        Err(reason) => return Ok(Err(reason.to_owned())),
    };
    let bytes = match fetch_bytes(platform, address).await {
        Ok(bytes) => bytes,
        Err(reason) => return Ok(Err(reason)),
    };
    match keep_picture(platform, &bytes, at).await {
        Ok(kept) => Ok(Ok(kept.hash)),
        Err(PictureFault::NoPicture(reason)) => Ok(Err(reason.to_owned())),
        Err(PictureFault::Store(error)) => Err(error),
    }
}
