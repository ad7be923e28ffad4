//! The sitemap and the product feed: streamed page by page, so that a catalogue of any size passes
//! through little memory.

use futures_util::stream::{self, Stream};
use serde::Deserialize;
use worker::Response;

use super::feed::{FeedProduct, MAX_SITEMAP_URLS, feed_items, sitemap_entry, xml_text};
use super::rows::VariantRow;
use super::{Card, STOCK_COLUMNS, STOCK_JOIN, StockRow, VariantDraft};
use crate::content::{ShopDocument, read_shop};
use crate::kernel::{Currency, Timestamp, from_json};
use crate::markets::{self, Market};
use crate::platform::{Database, Statement, StoreError};
use crate::web::{Answer, Body, CachePolicy, Context, Problem, Reply};

const SITEMAP_PAGE: u32 = 2000;
const FEED_PAGE: u32 = 250;
const SITEMAP_HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n";

fn xml(
    chunks: impl Stream<Item = Result<String, StoreError>> + 'static,
) -> Result<Answer, Problem> {
    let bytes = futures_util::StreamExt::map(chunks, |chunk| {
        chunk.map(String::into_bytes).map_err(|error| worker::Error::RustError(error.to_string()))
    });
    let response = Response::from_stream(bytes).map_err(StoreError::unavailable)?;
    let (_, body) = response.into_parts();
    let reply = Reply::new(200, Body::Empty)
        .policy(CachePolicy::Shared { boundary: None })
        .tags(vec!["shop".to_owned(), "catalog".to_owned()]);
    Ok(Answer::Streamed(reply, "application/xml; charset=utf-8", body))
}

#[derive(Debug, Deserialize)]
struct CountRow {
    products: u32,
    others: u32,
}

/// `GET /sitemap.xml`: every address, or past 50,000 of them the index of the files with them.
pub async fn show_sitemap(context: &Context) -> Result<Answer, Problem> {
    let database = context.platform.database()?;
    let count = Statement::new(
        "SELECT coalesce((SELECT products FROM listing_counts WHERE collection_id = 0), 0) AS products,
           (SELECT count(*) FROM collections) + (SELECT count(*) FROM pages) + 2 AS others",
    );
    let count: Option<CountRow> = database.first(count).await?;
    let count = count.ok_or_else(Problem::unavailable)?;
    let sites = Sites::of(context, &*read_shop(context).await?);
    let part = sites.products_in_part();
    if count.products + count.others <= part {
        let others = other_entries(&database, &sites).await?;
        let head = format!("{SITEMAP_HEAD}{others}");
        return xml(products_sitemap(database, sites, 0, head));
    }
    let mut files = vec!["other".to_owned()];
    files.extend((1..=count.products.div_ceil(part)).map(|part| format!("products-{part}")));
    let entries: String = files
        .iter()
        .map(|file| {
            format!(
                "<sitemap><loc>{}</loc></sitemap>\n",
                xml_text(&format!("{}/sitemaps/{file}.xml", context.origin))
            )
        })
        .collect();
    let index = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</sitemapindex>\n"
    );
    xml(stream::iter([Ok(index)]))
}

/// `GET /sitemaps/{file}`: `other.xml`, `products-1.xml`, …
pub async fn show_sitemap_part(context: &Context, file: &str) -> Result<Answer, Problem> {
    let database = context.platform.database()?;
    let sites = Sites::of(context, &*read_shop(context).await?);
    if file == "other.xml" {
        let others = other_entries(&database, &sites).await?;
        return xml(stream::iter([Ok(format!("{SITEMAP_HEAD}{others}</urlset>\n"))]));
    }
    let part: Option<u32> = file
        .strip_prefix("products-")
        .and_then(|file| file.strip_suffix(".xml"))
        .and_then(|part| part.parse().ok())
        .filter(|part| (1..=10_000).contains(part));
    let part = part.ok_or_else(Problem::not_found)?;
    #[derive(Deserialize)]
    struct StartRow {
        product_id: i64,
    }
    let start = Statement::new(
        "SELECT product_id FROM listings WHERE collection_id = 0 ORDER BY product_id LIMIT 1 OFFSET ?1",
    );
    let start: Option<StartRow> =
        database.first(start.bind((part - 1) * sites.products_in_part())).await?;
    let start = start.ok_or_else(Problem::not_found)?;
    xml(products_sitemap(database, sites, start.product_id - 1, SITEMAP_HEAD.to_owned()))
}

#[derive(Debug, Deserialize)]
struct AddressRow {
    path: String,
    updated_at_ms: i64,
}

/// Where pages are: in each market under its own base.
#[derive(Debug)]
struct Sites {
    origin: String,
    markets: Vec<Site>,
}

#[derive(Debug)]
struct Site {
    base: String,
    /// The list that must name a product for it to be sold; `None` where everything is.
    needed_list: Option<String>,
}

impl Sites {
    fn of(context: &Context, shop: &ShopDocument) -> Self {
        let site = |market: &Market| Site {
            base: market.base(),
            needed_list: (market.currency != shop.base_currency())
                .then(|| market.price_list.clone()),
        };
        let markets = shop.markets.iter().map(site).collect();
        Self { origin: context.origin.clone(), markets }
    }

    /// How many products one file has room for, each with an address in every market.
    fn products_in_part(&self) -> u32 {
        MAX_SITEMAP_URLS / u32::try_from(self.markets.len()).unwrap_or(u32::MAX).max(1)
    }
}

impl Site {
    fn sells(&self, lists: &[String]) -> bool {
        self.needed_list.as_ref().is_none_or(|needed| lists.contains(needed))
    }
}

/// Everything that is no product.
async fn other_entries(database: &Database, sites: &Sites) -> Result<String, StoreError> {
    let rows: Vec<AddressRow> = database
        .rows(Statement::new(
            "SELECT '/collections/' || handle AS path, updated_at_ms FROM collections
             UNION ALL SELECT '/pages/' || handle, updated_at_ms FROM pages",
        ))
        .await?;
    let mut entries = String::new();
    for market in &sites.markets {
        let mut add = |path: &str, changed| {
            let address = format!("{}{}", sites.origin, markets::link(&market.base, path));
            entries.push_str(&sitemap_entry(&address, changed));
        };
        add("/", None);
        add("/collections", None);
        for row in &rows {
            add(&row.path, Some(Timestamp::from_millis(row.updated_at_ms)));
        }
    }
    Ok(entries)
}

#[derive(Debug, Deserialize)]
struct ProductAddressRow {
    id: i64,
    handle: String,
    updated_at_ms: i64,
    /// A JSON array of the price lists that name one of its variants.
    lists: String,
}

/// As many products after `after` as one file has room for, behind `head`.
fn products_sitemap(
    database: Database,
    sites: Sites,
    after: i64,
    head: String,
) -> impl Stream<Item = Result<String, StoreError>> {
    struct Walk {
        database: Database,
        sites: Sites,
        after: i64,
        left: u32,
        head: String,
        ended: bool,
    }
    let left = sites.products_in_part();
    let walk = Walk { database, sites, after, left, head, ended: false };
    stream::try_unfold(walk, |mut walk| async move {
        if walk.ended {
            return Ok(None);
        }
        let page = Statement::new(
            "SELECT id, products.handle, updated_at_ms, (
               SELECT json_group_array(DISTINCT price_list) FROM variants JOIN list_prices USING (sku)
               WHERE variants.product_id = products.id) AS lists
             FROM listings JOIN products ON id = product_id
             WHERE collection_id = 0 AND product_id > ?1 ORDER BY product_id LIMIT ?2",
        );
        let limit = SITEMAP_PAGE.min(walk.left);
        let rows: Vec<ProductAddressRow> =
            walk.database.rows(page.bind(walk.after).bind(limit)).await?;
        let mut chunk = std::mem::take(&mut walk.head);
        for row in &rows {
            let lists: Vec<String> = from_json(row.lists.as_bytes()).unwrap_or_default();
            let changed = Some(Timestamp::from_millis(row.updated_at_ms));
            for market in walk.sites.markets.iter().filter(|market| market.sells(&lists)) {
                let base = format!("{}{}", walk.sites.origin, market.base);
                let address = format!("{base}/products/{}", row.handle);
                chunk.push_str(&sitemap_entry(&address, changed));
            }
        }
        let found = u32::try_from(rows.len()).unwrap_or(0);
        walk.left -= found;
        walk.after = rows.last().map_or(walk.after, |row| row.id);
        if found < limit || walk.left == 0 {
            walk.ended = true;
            chunk.push_str("</urlset>\n");
        }
        Ok(Some((chunk, walk)))
    })
}

#[derive(Debug, Deserialize)]
struct FeedRow {
    product_id: i64,
    card: String,
    #[serde(rename = "type")]
    product_type: String,
    description: String,
}

#[derive(Debug, Deserialize)]
struct FeedVariantRow {
    product_id: i64,
    #[serde(flatten)]
    stock: StockRow,
    #[serde(flatten)]
    variant: VariantRow,
}

/// `GET /feeds/google.xml`
pub async fn show_google_feed(context: &Context) -> Result<Answer, Problem> {
    let shop = read_shop(context).await?;
    let head = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel>\n\
         <title>{}</title><link>{}/</link><description>{}</description>\n",
        xml_text(&shop.name),
        xml_text(&context.origin),
        xml_text(&shop.description)
    );
    let database = context.platform.database()?;
    let origin = context.origin.clone();
    let currency = shop.currency;
    // The state is what is still to be said first, and after which product to go on; none at the end.
    let chunks = stream::try_unfold((Some(0), head, database), move |(after, head, database)| {
        let origin = origin.clone();
        async move {
            let Some(after) = after else { return Ok(None) };
            let (items, next) = feed_page(&database, after, currency, &origin).await?;
            let tail = if next.is_none() { "</channel></rss>\n" } else { "" };
            Ok(Some((format!("{head}{items}{tail}"), (next, String::new(), database))))
        }
    });
    xml(chunks)
}

async fn feed_page(
    database: &Database,
    after: i64,
    currency: Currency,
    origin: &str,
) -> Result<(String, Option<i64>), StoreError> {
    let page = "SELECT product_id FROM listings WHERE collection_id = 0 AND product_id > ?1 ORDER BY product_id LIMIT ?2";
    let of_page = |sql: String| Statement::new(sql).bind(after).bind(FEED_PAGE);
    let answers = database
        .batch(vec![
            of_page(format!(
                "SELECT product_id, card, type, description FROM ({page}) JOIN cards USING (product_id)
                 JOIN products ON id = product_id ORDER BY product_id"
            )),
            of_page(format!(
                "SELECT variants.*, {STOCK_COLUMNS} FROM ({page}) JOIN variants USING (product_id) {STOCK_JOIN} ORDER BY product_id, position"
            )),
        ])
        .await?;
    let [products, variants] = answers.as_slice() else {
        return Err(StoreError::unavailable("two answers were expected"));
    };
    let products: Vec<FeedRow> = products.read()?;
    let variants: Vec<FeedVariantRow> = variants.read()?;
    let mut items = String::new();
    for row in &products {
        let Ok(card) = from_json::<Card>(row.card.as_bytes()) else { continue };
        let of_product = variants.iter().filter(|variant| variant.product_id == row.product_id);
        let drafts = of_product.filter_map(|row| {
            let draft = row.variant.to_draft(currency)?;
            let availability = row.stock.availability(draft.availability);
            Some(VariantDraft { availability, ..draft })
        });
        let drafts: Vec<VariantDraft> = drafts.collect();
        let product = FeedProduct {
            card: &card,
            product_type: &row.product_type,
            description: &row.description,
        };
        items.push_str(&feed_items(&product, &drafts, origin));
    }
    let next = products.last().filter(|_| products.len() == FEED_PAGE as usize);
    Ok((items, next.map(|row| row.product_id)))
}
