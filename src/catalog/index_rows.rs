//! What the index holds of one product: its card, the keys it is sorted by, the values it is
//! filtered by, the words it is found by.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use sha2::{Digest, Sha256};

use super::spelling::{is_term, spelling_keys, words};
use super::{Availability, Card, Facet, Price, ProductDocument, VariantDocument};
use crate::kernel::{Timestamp, fold, hex};

/// Longest value that can be filtered by, in bytes: what the address of a list accepts.
const MAX_FACET_BYTES: usize = 120;
const MAX_TITLE_KEY_LETTERS: usize = 120;
/// What is found of one product: the first letters of each field, and corrections to its first terms.
const MAX_FIELD_LETTERS: usize = 1000;
const MAX_BODY_LETTERS: usize = 4000;
const MAX_TERMS: usize = 60;

/// Folded text in the columns of `search_index`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchFields {
    pub title: String,
    pub vendor: String,
    pub product_type: String,
    /// Tags and the values of options: what someone adds to the name of a thing.
    pub tags: String,
    /// SKUs and barcodes, also without the signs that divide them.
    pub skus: String,
    pub body: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexRows {
    pub revision: i64,
    pub card: Card,
    pub title_key: String,
    /// The lowest price of any variant now.
    pub price_minor: i64,
    pub created_at: Timestamp,
    pub facets: BTreeSet<(Facet, String)>,
    pub fields: SearchFields,
    /// Pairs of key and term.
    pub spelling: BTreeSet<(String, String)>,
}

impl IndexRows {
    pub fn new(product: &ProductDocument, created_at: Timestamp, now: Timestamp) -> Self {
        let prices = product.variants.iter().map(|variant| variant.price.at(now).unit.amount_minor);
        let fields = search_fields(product);
        Self {
            revision: product.revision,
            card: card(product),
            title_key: title_key(&product.title),
            price_minor: prices.min().unwrap_or_default(),
            created_at,
            facets: facets(product),
            spelling: spelling(&fields),
            fields,
        }
    }

    /// Changes when what the product is found by does.
    pub fn words_digest(&self) -> String {
        let SearchFields { title, vendor, product_type, tags, skus, body } = &self.fields;
        let fields = [title, vendor, product_type, tags, skus, body].map(String::as_str);
        let digest = Sha256::digest(fields.join("\0").as_bytes());
        hex(digest.get(..12).unwrap_or_default())
    }
}

/// The numbers that values of a facet have in `facet_values`: a range for each kind, so that the
/// values of one product that belong to a facet lie side by side.
pub fn value_ids(facet: &Facet) -> RangeInclusive<i64> {
    let kind: i64 = match facet {
        Facet::Availability => 0,
        Facet::Type => 1,
        Facet::Vendor => 2,
        Facet::Tag => 3,
        Facet::Option(_) => 4,
    };
    let first = kind << 40;
    first + 1..=first + (1 << 40) - 1
}

/// The product as lists show it.
pub fn card(product: &ProductDocument) -> Card {
    let mut pictures = product.media.iter().cloned();
    Card {
        handle: product.handle.clone(),
        title: product.title.clone(),
        vendor: product.vendor.clone(),
        picture: pictures.next(),
        second_picture: pictures.next(),
        prices: distinct(product.variants.iter().map(|variant| variant.price)),
        list_prices: list_prices(product),
        availability: best_availability(product),
        variant_count: u32::try_from(product.variants.len()).unwrap_or(u32::MAX),
    }
}

fn distinct(prices: impl Iterator<Item = Price>) -> Vec<Price> {
    let mut found: Vec<Price> = Vec::new();
    for price in prices {
        if !found.contains(&price) {
            found.push(price);
        }
    }
    found
}

/// Its prices in each list that knows one of its variants. A list in the shop's own currency sells
/// the others at their own price.
fn list_prices(product: &ProductDocument) -> BTreeMap<String, Vec<Price>> {
    let lists: BTreeSet<&String> =
        product.variants.iter().flat_map(|variant| variant.list_prices.keys()).collect();
    let of_list = |list: &String| {
        let explicit = |variant: &VariantDocument| variant.list_prices.get(list).copied();
        let own = product.variants.iter().find_map(explicit).map(|price| price.list.currency)
            == Some(product.currency);
        let sold = product
            .variants
            .iter()
            .filter_map(|variant| explicit(variant).or_else(|| own.then_some(variant.price)));
        (list.clone(), distinct(sold))
    };
    lists.into_iter().map(of_list).collect()
}

fn best_availability(product: &ProductDocument) -> Availability {
    let each = product.variants.iter().map(|variant| variant.availability);
    each.min().unwrap_or(Availability::SoldOut)
}

/// An option's value counts only where it can be bought: who asks for size A3 wants to leave with
/// one. A product that is sold out altogether keeps all of its values, so that it is still found.
fn facets(product: &ProductDocument) -> BTreeSet<(Facet, String)> {
    let availability = best_availability(product);
    let counts = |variant: &&VariantDocument| {
        variant.availability.can_be_bought() == availability.can_be_bought()
    };
    let options = product.variants.iter().filter(counts).flat_map(|variant| {
        let names = product.options.iter().map(|option| option.name.to_lowercase());
        names.map(Facet::Option).zip(&variant.options)
    });
    let tags = product.tags.iter().map(|tag| (Facet::Tag, tag));
    [(Facet::Vendor, &product.vendor), (Facet::Type, &product.product_type)]
        .into_iter()
        .chain(tags)
        .chain(options)
        .map(|(facet, value)| (facet, value.clone()))
        .chain([(Facet::Availability, availability.as_str().to_owned())])
        .filter(|(facet, value)| {
            let fits = |text: &str| text.len() <= MAX_FACET_BYTES;
            !value.is_empty() && fits(value) && fits(&facet.key())
        })
        .collect()
}

fn search_fields(product: &ProductDocument) -> SearchFields {
    let field = |text: &str| first_letters(&fold(text), MAX_FIELD_LETTERS);
    let values = product.options.iter().flat_map(|option| &option.values);
    let tags: Vec<&str> = product.tags.iter().chain(values).map(String::as_str).collect();
    let numbers = product
        .variants
        .iter()
        .flat_map(|variant| [Some(&variant.sku), variant.barcode.as_ref()].into_iter().flatten());
    let mut skus: Vec<String> = Vec::new();
    for number in numbers {
        let plain: String = words(number).collect();
        if plain != *number {
            skus.push(plain);
        }
        skus.push(number.clone());
    }
    SearchFields {
        title: field(&product.title),
        vendor: field(&product.vendor),
        product_type: field(&product.product_type),
        tags: field(&tags.join(" ")),
        // A hundred variants with long numbers: none may be cut off.
        skus: fold(&skus.join(" ")),
        body: first_letters(&fold(&plain_text(&product.description_html)), MAX_BODY_LETTERS),
    }
}

/// Terms that mistyped words are corrected to. The description is left out: its words are many and
/// say little about what is sold.
fn spelling(fields: &SearchFields) -> BTreeSet<(String, String)> {
    let SearchFields { title, vendor, product_type, tags, .. } = fields;
    let named = [title, vendor, product_type, tags].into_iter().flat_map(|field| words(field));
    let terms = named.filter(|word| is_term(word)).take(MAX_TERMS);
    terms
        .flat_map(|term| spelling_keys(term).into_iter().map(|key| (key, term.to_owned())))
        .collect()
}

/// The text of HTML that we rendered ourselves: every `<` in it opens one of our own elements.
fn plain_text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside_element = false;
    for character in html.chars() {
        match character {
            '<' => {
                inside_element = true;
                text.push(' ');
            }
            '>' => inside_element = false,
            other if !inside_element => text.push(other),
            _ => {}
        }
    }
    let entities = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.into_iter().fold(text, |text, (entity, character)| text.replace(entity, character))
}

/// What titles are sorted and, in the merchant's lists, found by.
pub fn title_key(title: &str) -> String {
    first_letters(&fold(title), MAX_TITLE_KEY_LETTERS)
}

fn first_letters(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}

#[cfg(test)]
#[path = "index_rows_tests.rs"]
mod tests;
