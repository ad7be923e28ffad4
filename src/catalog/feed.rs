//! XML for machines that read the whole shop: sitemap entries and Google's product feed
//! (<https://support.google.com/merchants/answer/7052112>, RSS 2.0 with the `g:` namespace).

use std::fmt::Write;

use super::{Availability, Card, VariantDraft};
use crate::kernel::{Timestamp, plain_excerpt};

/// Most addresses in one sitemap file (sitemaps.org).
pub const MAX_SITEMAP_URLS: u32 = 50_000;
const MAX_FEED_TITLE: usize = 150;
const MAX_FEED_DESCRIPTION: usize = 4000;

/// Text as XML may hold it: escaped, and without the characters that XML 1.0 forbids.
pub fn xml_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&apos;"),
            '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'.. => safe.push(character),
            _ => {}
        }
    }
    safe
}

/// `<url>` of a sitemap.
pub fn sitemap_entry(address: &str, changed: Option<Timestamp>) -> String {
    let changed = changed.map(|instant| format!("<lastmod>{}</lastmod>", instant.iso_date()));
    format!("<url><loc>{}</loc>{}</url>\n", xml_text(address), changed.unwrap_or_default())
}

/// What the feed says of a product besides its variants.
#[derive(Debug)]
pub struct FeedProduct<'a> {
    pub card: &'a Card,
    pub product_type: &'a str,
    /// Markdown, as the merchant wrote it.
    pub description: &'a str,
}

/// One `<item>` for each variant. Prices and sale dates are both told, so the feed does not change
/// by the clock.
pub fn feed_items(product: &FeedProduct<'_>, variants: &[VariantDraft], origin: &str) -> String {
    let mut items = String::new();
    for variant in variants {
        let mut item = String::from("<item>");
        for (name, value) in feed_fields(product, variant, origin) {
            if !value.is_empty() {
                let _ = write!(item, "<{name}>{}</{name}>", xml_text(&value));
            }
        }
        items.push_str(&item);
        items.push_str("</item>\n");
    }
    items
}

fn feed_fields(
    product: &FeedProduct<'_>,
    variant: &VariantDraft,
    origin: &str,
) -> Vec<(&'static str, String)> {
    let card = product.card;
    let money =
        |amount: crate::kernel::Money| format!("{} {}", amount.decimal(), amount.currency.code());
    let title = if variant.options.is_empty() {
        card.title.clone()
    } else {
        format!("{} – {}", card.title, variant.options.join(", "))
    };
    let sku: String = form_urlencoded::byte_serialize(variant.sku.as_str().as_bytes()).collect();
    let picture = card.picture.as_ref().map(|picture| format!("{origin}{}", picture.social()));
    let sale = variant.sale;
    vec![
        ("g:id", variant.sku.as_str().to_owned()),
        ("g:item_group_id", card.handle.clone()),
        ("g:title", plain_excerpt(&title, MAX_FEED_TITLE)),
        ("g:description", plain_excerpt(product.description, MAX_FEED_DESCRIPTION)),
        ("g:link", format!("{origin}/products/{}?variant={sku}", card.handle)),
        ("g:image_link", picture.unwrap_or_default()),
        ("g:availability", availability(variant.availability).to_owned()),
        ("g:price", money(variant.price)),
        ("g:sale_price", sale.map(|sale| money(sale.price)).unwrap_or_default()),
        (
            "g:sale_price_effective_date",
            sale.map(|sale| format!("{}/{}", sale.starts_at, sale.ends_at)).unwrap_or_default(),
        ),
        ("g:brand", card.vendor.clone()),
        ("g:gtin", variant.barcode.clone().unwrap_or_default()),
        ("g:product_type", product.product_type.to_owned()),
        ("g:condition", "new".to_owned()),
        ("g:shipping_weight", format!("{} g", variant.weight_grams)),
    ]
}

const fn availability(availability: Availability) -> &'static str {
    match availability {
        Availability::InStock | Availability::Low => "in_stock",
        Availability::BackOrder => "backorder",
        Availability::SoldOut => "out_of_stock",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_makes_markup_or_a_forbidden_character(text in ".*|[\\x00-\\x1f<>&\"']{0,20}") {
            let safe = xml_text(&text);
            prop_assert!(!safe.contains(['<', '>', '"', '\'']));
            prop_assert!(safe.chars().all(|character| character >= ' ' || "\t\n\r".contains(character)));
        }
    }

    #[test]
    fn an_entry_escapes_its_address() {
        assert_eq!(
            sitemap_entry("https://a.example/?a&b", Some(Timestamp::from_millis(0))),
            "<url><loc>https://a.example/?a&amp;b</loc><lastmod>1970-01-01</lastmod></url>\n"
        );
    }
}
