//! Goods from D1, many SKUs in one round trip.

use serde::Deserialize;

use super::goods::Goods;
use super::rows::{PictureRow, VariantRow};
use super::{ListPriceRow, STOCK_COLUMNS, STOCK_JOIN, StockRow, price_in_market};
use crate::content::ShopDocument;
use crate::kernel::{Handle, Sku, Timestamp, from_json};
use crate::markets::BASE_PRICE_LIST;
use crate::platform::{Database, Rows, Statement, StoreError};

#[derive(Debug, Deserialize)]
struct GoodsRow {
    #[serde(flatten)]
    variant: VariantRow,
    #[serde(flatten)]
    stock: StockRow,
    show_units_below: Option<u32>,
    most_per_order: Option<u32>,
    handle: String,
    title: String,
    tax_class: String,
    hash: Option<String>,
    alt: Option<String>,
    width: Option<u32>,
    height: Option<u32>,
    colour: Option<String>,
    /// JSON list of handles.
    collections: String,
}

// The picture is that of the variant, else the product's first.
fn select() -> String {
    format!(
        "SELECT variants.*, {STOCK_COLUMNS},
    (SELECT document ->> 'show_units_below' FROM settings) AS show_units_below,
    (SELECT document ->> 'max_units_per_order' FROM settings) AS most_per_order, handle, title, tax_class, media.hash, pm.alt, width, height, colour,
    (SELECT json_group_array(collections.handle) FROM listings JOIN collections ON collections.id = collection_id
     WHERE listings.product_id = products.id) AS collections
  FROM json_each(?1) CROSS JOIN variants ON variants.sku = value JOIN products ON products.id = variants.product_id
  LEFT JOIN product_media pm ON pm.product_id = products.id AND pm.position = coalesce(
    (SELECT position FROM product_media own WHERE own.product_id = products.id AND own.hash = variants.media_hash), 0)
  LEFT JOIN media ON media.hash = pm.hash {STOCK_JOIN}
  WHERE products.status = 'active'"
    )
}

const LIST_PRICES: &str = "SELECT list_prices.*, price_lists.currency
  FROM json_each(?1) CROSS JOIN list_prices ON list_prices.sku = value JOIN price_lists ON price_lists.id = price_list
  WHERE price_list = ?2";

/// What is sold at `now` in the market of `shop` under these SKUs; SKUs of nothing or of something
/// that is not sold are absent.
pub async fn load_goods(
    database: &Database,
    skus: &[&Sku],
    shop: &ShopDocument,
    now: Timestamp,
) -> Result<Vec<Goods>, StoreError> {
    if skus.is_empty() {
        return Ok(Vec::new());
    }
    let names: Vec<&str> = skus.iter().map(|sku| sku.as_str()).collect();
    let names = serde_json::to_string(&names).unwrap_or_default();
    let mut statements = vec![Statement::new(select()).bind(names.as_str())];
    if shop.market.price_list != BASE_PRICE_LIST {
        let list = shop.market.price_list.as_str();
        statements.push(Statement::new(LIST_PRICES).bind(names).bind(list));
    }
    let answers = database.batch(statements).await?;
    let rows: Vec<GoodsRow> = answers.first().map(Rows::read).transpose()?.unwrap_or_default();
    let listed: Vec<ListPriceRow> = answers.get(1).map(Rows::read).transpose()?.unwrap_or_default();
    Ok(rows.into_iter().filter_map(|row| row.into_goods(shop, &listed, now)).collect())
}

impl GoodsRow {
    /// `None` when the row could not have been written by us.
    fn into_goods(
        self,
        shop: &ShopDocument,
        listed: &[ListPriceRow],
        now: Timestamp,
    ) -> Option<Goods> {
        let base = shop.base_currency();
        let variant = self.variant.to_draft(base)?;
        let collections: Vec<String> = from_json(self.collections.as_bytes()).unwrap_or_default();
        let picture = match (self.hash, self.width, self.height, self.colour) {
            (Some(hash), Some(width), Some(height), Some(colour)) => {
                let alt = self.alt.unwrap_or_default();
                Some(PictureRow { hash, alt, width, height, colour }.to_picture())
            }
            _ => None,
        };
        let explicit = listed.iter().find(|row| row.sku == variant.sku.as_str());
        let explicit = explicit.map(ListPriceRow::price);
        let price = price_in_market(&shop.market, base, variant.price(), explicit);
        Some(Goods {
            product: Handle::parse(&self.handle).ok()?,
            title: self.title,
            options: variant.options,
            picture,
            collections: collections.iter().filter_map(|text| Handle::parse(text).ok()).collect(),
            tax_class: self.tax_class,
            weight_grams: variant.weight_grams,
            requires_shipping: variant.requires_shipping,
            availability: self.stock.availability(variant.availability),
            units_available: self.stock.sellable(),
            show_units_below: self.show_units_below,
            most_per_order: self.most_per_order,
            list: price.map(|price| price.list),
            unit: price.map(|price| price.at(now).unit),
            sku: variant.sku,
        })
    }
}
