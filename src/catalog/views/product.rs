//! One product with one of its variants chosen.

use askama::Template;

use super::{CardView, OfferView, cards, earliest_boundary, product_tags};
use crate::catalog::structured::product_data;
use crate::catalog::{Picture, ProductDocument, VariantDocument};
use crate::content::{Frame, ShopDocument};
use crate::kernel::{Timestamp, plain_excerpt};
use crate::web::style::PRODUCT;
use crate::web::{CachePolicy, Page};

#[derive(Debug, Template)]
#[template(path = "catalog/product.html", whitespace = "minimize")]
pub struct ProductPage<'a> {
    frame: Frame<'a>,
    product: &'a ProductDocument,
    variant: Option<&'a VariantDocument>,
    offer: Option<OfferView>,
    options: Vec<OptionView<'a>>,
    /// The one that shows the chosen variant comes first.
    pictures: Vec<&'a Picture>,
    related: Vec<CardView<'a>>,
    boundary: Option<Timestamp>,
}

#[derive(Debug)]
struct OptionView<'a> {
    name: &'a str,
    /// The query parameter, `option.size`.
    key: String,
    values: Vec<OptionValueView<'a>>,
}

impl OptionView<'_> {
    fn chosen(&self) -> &str {
        self.values.iter().find(|value| value.chosen).map_or("", |value| value.value)
    }
}

#[derive(Debug)]
struct OptionValueView<'a> {
    value: &'a str,
    chosen: bool,
    /// Why it cannot be bought together with the other choices, if it cannot.
    note: Option<&'static str>,
}

impl<'a> ProductPage<'a> {
    pub fn new(
        shop: &'a ShopDocument,
        product: &'a ProductDocument,
        chosen: Option<&'a VariantDocument>,
        origin: &'a str,
        now: Timestamp,
    ) -> Self {
        let path = format!("/products/{}", product.handle);
        let variant = chosen.or_else(|| product.default_variant());
        let title = match product.seo.title.as_str() {
            "" => &product.title,
            title => title,
        };
        let shown = variant.and_then(|variant| variant.media.as_deref());
        let mut pictures: Vec<&Picture> = product.media.iter().collect();
        pictures.sort_by_key(|picture| Some(picture.hash.as_str()) != shown);
        let above = product.collections.first().map(|collection| {
            (collection.title.clone(), format!("/collections/{}", collection.handle))
        });
        let data = product_data(product, origin, now);
        let mut frame = Frame::new(shop, origin, path.clone(), title, &PRODUCT)
            .description(&product.seo.description)
            .picture(pictures.first().map(|picture| picture.social()))
            .breadcrumbs(above.into_iter().chain([(product.title.clone(), path)]))
            .block(data);
        frame.kind = "product";
        let related = cards(&product.related, shop.locale(), now, false);
        let own = product.variants.iter().filter_map(|variant| variant.price.next_boundary(now));
        Self {
            frame,
            product,
            variant,
            offer: variant.map(|variant| OfferView::new(variant, shop.locale(), now)),
            options: options(product, variant),
            pictures,
            boundary: own.chain(earliest_boundary(&related)).min(),
            related,
        }
    }

    /// The address that names the shown variant.
    fn variant_url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(variant) = self.variant {
            query.append_pair("variant", &variant.sku);
        }
        format!("/products/{}?{}", self.product.handle, query.finish())
    }

    /// The form has something to choose.
    fn has_choice(&self) -> bool {
        self.product.variants.len() > 1
    }

    /// A number for people: "1.2 kg" or "350 g".
    fn weight(&self) -> Option<String> {
        let grams = self.variant?.weight_grams;
        match grams {
            0 => None,
            1..1000 => Some(format!("{grams} g")),
            _ if grams % 1000 < 100 => Some(format!("{} kg", grams / 1000)),
            _ => Some(format!("{}.{} kg", grams / 1000, grams % 1000 / 100)),
        }
    }

    /// What stands for a picture without words of its own.
    fn picture_alt(&self, picture: &'a Picture) -> String {
        match picture.alt.as_str() {
            "" => plain_excerpt(&self.product.title, 120),
            alt => alt.to_owned(),
        }
    }
}

/// Every option with its values as they go together with the other choices of `variant`.
fn options<'a>(
    product: &'a ProductDocument,
    variant: Option<&'a VariantDocument>,
) -> Vec<OptionView<'a>> {
    let chosen = variant.map_or(&[][..], |variant| &variant.options);
    let view = |(position, option): (usize, &'a crate::catalog::ProductOption)| OptionView {
        name: &option.name,
        key: format!("option.{}", option.name.to_lowercase()),
        values: option
            .values
            .iter()
            .map(|value| OptionValueView {
                value,
                chosen: chosen.get(position) == Some(value),
                note: note_for(product, chosen, position, value),
            })
            .collect(),
    };
    product.options.iter().enumerate().map(view).collect()
}

fn note_for(
    product: &ProductDocument,
    chosen: &[String],
    position: usize,
    value: &str,
) -> Option<&'static str> {
    let fits = |variant: &&VariantDocument| {
        variant
            .options
            .iter()
            .zip(chosen)
            .enumerate()
            .all(|(at, (own, other))| if at == position { own == value } else { own == other })
    };
    match product.variants.iter().find(fits) {
        None => Some("not made like this"),
        Some(variant) if !variant.availability.can_be_bought() => Some("sold out"),
        Some(_) => None,
    }
}

impl Page for ProductPage<'_> {
    fn policy(&self, _now: Timestamp) -> CachePolicy {
        CachePolicy::Shared { boundary: self.boundary }
    }

    fn tags(&self) -> Vec<String> {
        let mut tags = vec!["shop".to_owned(), format!("product:{}", self.product.handle)];
        tags.extend(product_tags(&self.related));
        tags
    }

    fn style_hash(&self) -> &'static str {
        self.frame.style.hash
    }
}
