//! Documents that tests of the pages look at.

use std::collections::BTreeMap;

use crate::catalog::{
    Availability, Card, CollectionLink, Picture, Price, ProductDocument, ProductOption, Safety,
    Sale, Seo, VariantDocument,
};
use crate::content::{FALLBACK_SHOP, ShopDocument};
use crate::kernel::{Currency, Money, Timestamp};

pub const ORIGIN: &str = "https://shop.example";
pub const NOW: Timestamp = Timestamp::from_millis(1_795_000_000_000);

pub fn shop() -> &'static ShopDocument {
    &FALLBACK_SHOP
}

pub fn euro(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::EUR)
}

pub fn price(amount_minor: i64) -> Price {
    Price {
        list: euro(amount_minor),
        compare_at: None,
        lowest_before_list: None,
        sale: None,
        lowest_before_sale: None,
    }
}

/// On sale since an hour ago, until `ends_in_seconds` from now.
pub fn reduced(list: i64, sale: i64, ends_in_seconds: i64) -> Price {
    Price {
        sale: Some(Sale {
            price: euro(sale),
            starts_at: NOW.plus_seconds(-3600),
            ends_at: NOW.plus_seconds(ends_in_seconds),
        }),
        lowest_before_sale: Some(euro(list)),
        ..price(list)
    }
}

pub fn picture(name: &str) -> Picture {
    Picture {
        hash: name.repeat(64),
        alt: String::new(),
        width: 1600,
        height: 2000,
        colour: "#c0b090".to_owned(),
    }
}

pub fn card(handle: &str, prices: Vec<Price>) -> Card {
    Card {
        handle: handle.to_owned(),
        title: "Jug".to_owned(),
        vendor: String::new(),
        picture: Some(picture("c")),
        second_picture: None,
        prices,
        list_prices: BTreeMap::new(),
        availability: Availability::InStock,
        variant_count: 1,
    }
}

fn variant(
    sku: &str,
    options: [&str; 2],
    price: Price,
    availability: Availability,
) -> VariantDocument {
    VariantDocument {
        sku: sku.to_owned(),
        barcode: None,
        options: options.map(str::to_owned).to_vec(),
        price,
        list_prices: BTreeMap::new(),
        weight_grams: 1250,
        requires_shipping: true,
        media: None,
        unit_price: None,
        availability,
        units_left: None,
    }
}

/// Two sizes in two colours; the small one in oat is sold out, the large one in rust is not made.
pub fn throw() -> ProductDocument {
    let option = |name: &str, values: [&str; 2]| ProductOption {
        name: name.to_owned(),
        values: values.map(str::to_owned).to_vec(),
    };
    ProductDocument {
        format: crate::content::DOCUMENT_FORMAT,
        revision: 1,
        handle: "linen-throw".to_owned(),
        title: "Linen throw".to_owned(),
        description_html: "<p>Heavy linen.</p>".to_owned(),
        vendor: "Casa Tomás".to_owned(),
        product_type: "Throw".to_owned(),
        tags: Vec::new(),
        seo: Seo::default(),
        currency: Currency::EUR,
        options: vec![option("Size", ["Small", "Large"]), option("Colour", ["Oat", "Rust"])],
        variants: vec![
            variant("T-SO", ["Small", "Oat"], price(9000), Availability::SoldOut),
            variant("T-SR", ["Small", "Rust"], price(9000), Availability::InStock),
            VariantDocument {
                media: Some("b".repeat(64)),
                ..variant("T-LO", ["Large", "Oat"], reduced(12000, 9900, 600), Availability::Low)
            },
        ],
        media: vec![picture("a"), picture("b")],
        safety: Safety::default(),
        collections: vec![CollectionLink {
            handle: "textiles".to_owned(),
            title: "Textiles".to_owned(),
        }],
        related: vec![card("jug", vec![reduced(3000, 2000, 300)])],
        updated_at: NOW,
        not_sold_in: Vec::new(),
    }
}
