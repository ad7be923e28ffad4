//! A product as search engines read it (schema.org).

use serde_json::{Value, json};

use super::{Availability, ProductDocument, VariantDocument};
use crate::kernel::{Money, Timestamp, plain_excerpt};

const NAME_LENGTH: usize = 150;
const DESCRIPTION_LENGTH: usize = 500;

/// The product with an offer per variant, and their range where there are several.
/// `path` is where it stands in the market.
pub fn product_data(product: &ProductDocument, origin: &str, path: &str, now: Timestamp) -> Value {
    let url = format!("{origin}{path}");
    let offers: Vec<Value> =
        product.variants.iter().map(|variant| offer(variant, &url, now)).collect();
    let pictures: Vec<String> = product
        .media
        .iter()
        .take(3)
        .map(|picture| format!("{origin}{}", picture.src(1280)))
        .collect();
    let mut data = json!({
        "@type": "Product",
        "name": plain_excerpt(&product.title, NAME_LENGTH),
        "description": plain_excerpt(&product.seo.description, DESCRIPTION_LENGTH),
        "url": url,
        "image": pictures,
        "category": product.product_type,
        "offers": match offers.as_slice() {
            [only] => only.clone(),
            _ => aggregate(product, &offers, now),
        },
    });
    let sku = product.variants.first().map(|variant| &variant.sku);
    if let Some(node) = data.as_object_mut() {
        if let Some(sku) = sku {
            node.insert("sku".to_owned(), json!(sku));
        }
        if !product.vendor.is_empty() {
            node.insert("brand".to_owned(), json!({ "@type": "Brand", "name": product.vendor }));
        }
    }
    data
}

fn aggregate(product: &ProductDocument, offers: &[Value], now: Timestamp) -> Value {
    let prices = || product.variants.iter().map(|variant| variant.price.at(now).unit);
    let lowest = prices().min_by_key(|price| price.amount_minor).map(Money::decimal);
    let highest = prices().max_by_key(|price| price.amount_minor).map(Money::decimal);
    json!({
        "@type": "AggregateOffer",
        "priceCurrency": product.currency.code(),
        "lowPrice": lowest,
        "highPrice": highest,
        "offerCount": offers.len(),
        "offers": offers,
    })
}

fn offer(variant: &VariantDocument, url: &str, now: Timestamp) -> Value {
    let mut address = form_urlencoded::Serializer::new(format!("{url}?"));
    address.append_pair("variant", &variant.sku);
    let offer = variant.price.at(now);
    let mut data = json!({
        "@type": "Offer",
        "sku": variant.sku,
        "url": address.finish(),
        "price": offer.unit.decimal(),
        "priceCurrency": offer.unit.currency.code(),
        "availability": format!("https://schema.org/{}", schema_word(variant.availability)),
        "itemCondition": "https://schema.org/NewCondition",
    });
    if let Some(node) = data.as_object_mut() {
        if !variant.options.is_empty() {
            node.insert("name".to_owned(), json!(variant.options.join(" / ")));
        }
        if let Some(barcode) = &variant.barcode {
            node.insert("gtin".to_owned(), json!(barcode));
        }
        if let Some(until) = offer.valid_until {
            node.insert("priceValidUntil".to_owned(), json!(until.iso_date()));
        }
    }
    data
}

const fn schema_word(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock => "InStock",
        Availability::Low => "LimitedAvailability",
        Availability::BackOrder => "BackOrder",
        Availability::SoldOut => "OutOfStock",
    }
}
