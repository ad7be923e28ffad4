//! The shop window made from D1: the home page and the list of all collections.

use serde::Deserialize;

use super::document::Banner;
use super::loading::read_cards;
use super::rows::PictureRow;
use super::{
    Card, CollectionCard, CollectionLink, CollectionsDocument, FeaturedCollection, HomeDocument,
    Picture,
};
use crate::content::{
    BannerSettings, DOCUMENT_FORMAT, Settings, load_settings, settings_statement,
};
use crate::kernel::{Handle, from_json};
use crate::platform::{Database, Statement, StoreError};

/// The newest products, and those of the featured collection, on the home page.
const ARRIVALS: u32 = 8;

#[derive(Debug, Deserialize)]
struct CollectionCardRow {
    handle: String,
    title: String,
    product_count: u32,
    hash: Option<String>,
    media_alt: String,
    width: Option<u32>,
    height: Option<u32>,
    colour: Option<String>,
    first_card: Option<String>,
}

const COLLECTION_CARDS: &str =
    "SELECT c.handle, c.title, c.media_alt, m.hash, m.width, m.height, m.colour,
    coalesce((SELECT products FROM listing_counts WHERE collection_id = c.id), 0) AS product_count,
    (SELECT card FROM listings JOIN cards USING (product_id) WHERE collection_id = c.id
     ORDER BY listings.position, listings.product_id LIMIT 1) AS first_card
  FROM collections c LEFT JOIN media m ON m.hash = c.media_hash";

impl CollectionCardRow {
    /// A collection without a picture of its own shows that of its first product.
    fn to_card(&self) -> CollectionCard {
        let own = match (&self.hash, self.width, self.height, &self.colour) {
            (Some(hash), Some(width), Some(height), Some(colour)) => Some(Picture {
                hash: hash.clone(),
                alt: self.media_alt.clone(),
                width,
                height,
                colour: colour.clone(),
            }),
            _ => None,
        };
        let first = || {
            let card: Card = from_json(self.first_card.as_deref()?.as_bytes()).ok()?;
            card.picture
        };
        CollectionCard {
            handle: self.handle.clone(),
            title: self.title.clone(),
            picture: own.or_else(first),
            product_count: self.product_count,
        }
    }
}

/// Every collection, by title.
pub async fn load_collections(database: &Database) -> Result<CollectionsDocument, StoreError> {
    let statement = Statement::new(format!("{COLLECTION_CARDS} ORDER BY c.title, c.id"));
    let rows: Vec<CollectionCardRow> = database.rows(statement).await?;
    Ok(CollectionsDocument {
        format: DOCUMENT_FORMAT,
        collections: rows.iter().map(CollectionCardRow::to_card).collect(),
    })
}

/// What the home page shows, in two round trips: the settings say what to look for.
pub async fn load_home(database: &Database) -> Result<HomeDocument, StoreError> {
    let answers = database.batch(vec![settings_statement()]).await?;
    let Some(settings) = answers.first() else {
        return Err(StoreError::unavailable("one answer was expected"));
    };
    let (settings, _) = load_settings(settings)?;
    let handles = serde_json::to_string(&settings.home.collections).unwrap_or_default();
    let featured = settings.home.featured.as_ref().map_or("", Handle::as_str);
    let hashes = serde_json::to_string(&settings.media_hashes()).unwrap_or_default();
    let answers = database
        .batch(vec![
            Statement::new(format!(
                "{COLLECTION_CARDS} JOIN json_each(?1) wanted ON wanted.value = c.handle ORDER BY wanted.key"
            ))
            .bind(handles),
            Statement::new("SELECT handle, title FROM collections WHERE handle = ?1").bind(featured),
            Statement::new(
                "SELECT card FROM listings JOIN cards USING (product_id)
                 WHERE collection_id = (SELECT id FROM collections WHERE handle = ?1)
                 ORDER BY listings.position, listings.product_id LIMIT ?2",
            )
            .bind(featured)
            .bind(ARRIVALS),
            Statement::new(
                "SELECT card FROM listings JOIN cards USING (product_id) WHERE collection_id = 0
                 ORDER BY listings.created_at_ms DESC, listings.product_id DESC LIMIT ?1",
            )
            .bind(ARRIVALS),
            Statement::new(
                "SELECT hash, '' AS alt, width, height, colour FROM media WHERE hash IN (SELECT value FROM json_each(?1))",
            )
            .bind(hashes),
        ])
        .await?;
    let [collections, featured, featured_cards, arrivals, pictures] = answers.as_slice() else {
        return Err(StoreError::unavailable("five answers were expected"));
    };
    let collections: Vec<CollectionCardRow> = collections.read()?;
    let link: Option<CollectionLink> = featured.first()?;
    let cards = read_cards(featured_cards)?;
    Ok(compose_home(
        &settings,
        collections.iter().map(CollectionCardRow::to_card).collect(),
        link.map(|link| FeaturedCollection { handle: link.handle, title: link.title, cards }),
        read_cards(arrivals)?,
        &pictures.read::<PictureRow>()?,
    ))
}

fn compose_home(
    settings: &Settings,
    collections: Vec<CollectionCard>,
    featured: Option<FeaturedCollection>,
    arrivals: Vec<Card>,
    pictures: &[PictureRow],
) -> HomeDocument {
    let banner = |given: &BannerSettings| {
        let picture = given.media.as_ref().and_then(|media| {
            let row = pictures.iter().find(|picture| picture.hash == media.hash)?;
            Some(Picture { alt: media.alt.clone(), ..row.to_picture() })
        });
        Banner {
            title: given.title.clone(),
            text: given.text.clone(),
            picture,
            link_title: given.link_title.clone(),
            link_url: given.link_url.clone(),
        }
    };
    HomeDocument {
        format: DOCUMENT_FORMAT,
        hero: settings.home.hero.as_ref().map(banner),
        collections,
        featured,
        arrivals,
        story: settings.home.story.as_ref().map(banner),
    }
}
