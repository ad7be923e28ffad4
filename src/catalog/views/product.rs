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
    is_preview: bool,
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
        let path = shop.link(&format!("/products/{}", product.handle));
        let variant = chosen.or_else(|| product.default_variant());
        let title = match product.seo.title.as_str() {
            "" => &product.title,
            title => title,
        };
        let shown = variant.and_then(|variant| variant.media.as_deref());
        let mut pictures: Vec<&Picture> = product.media.iter().collect();
        pictures.sort_by_key(|picture| Some(picture.hash.as_str()) != shown);
        let above = product.collections.first().map(|collection| {
            let address = shop.link(&format!("/collections/{}", collection.handle));
            (collection.title.clone(), address)
        });
        let data = product_data(product, origin, &path, now);
        let mut frame = Frame::new(shop, origin, path.clone(), title, &PRODUCT)
            .description(&product.seo.description)
            .picture(pictures.first().map(|picture| picture.social()))
            .breadcrumbs(above.into_iter().chain([(product.title.clone(), path)]))
            .block(data)
            .missing_in(&product.not_sold_in);
        frame.kind = "product";
        let related = cards(&product.related, shop, now, false);
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
            is_preview: false,
        }
    }

    /// The page as the merchant looks at it before visitors do: nothing can be bought from it, and nobody
    /// keeps it.
    #[must_use]
    pub fn preview(mut self) -> Self {
        self.is_preview = true;
        self.frame.robots = Some("noindex, nofollow");
        self
    }

    /// Where the page is, and where its form leads.
    fn address(&self) -> String {
        if self.is_preview {
            return format!("/api/admin/v1/products/{}/preview", self.product.handle);
        }
        self.frame.link(&format!("/products/{}", self.product.handle))
    }

    /// The address that names the shown variant.
    fn variant_url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(variant) = self.variant {
            query.append_pair("variant", &variant.sku);
        }
        format!("{}?{}", self.address(), query.finish())
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
        if self.is_preview {
            return CachePolicy::Private;
        }
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

#[cfg(test)]
mod tests {
    use super::super::samples::{NOW, ORIGIN, reduced, shop, throw};
    use super::*;

    fn page<'a>(product: &'a ProductDocument, query: &str) -> ProductPage<'a> {
        let chosen = product.choose(query).ok().flatten();
        ProductPage::new(shop(), product, chosen, ORIGIN, NOW)
    }

    fn html(product: &ProductDocument, query: &str) -> String {
        page(product, query).render().unwrap_or_default()
    }

    #[test]
    fn a_reduction_stands_beside_the_lowest_price_of_thirty_days() {
        let shown = html(&throw(), "variant=T-LO");
        for words in ["€120.00", "€99.00", "−17%", "Lowest price of the last 30 days: €120.00"]
        {
            assert!(shown.contains(words), "{words} is missing");
        }
        assert!(shown.contains("Sale ends on"));
        assert!(!html(&throw(), "variant=T-SR").contains("Sale ends on"));
    }

    #[test]
    fn values_that_do_not_go_with_the_choice_say_why() {
        let product = throw();
        let notes = |query: &str| -> Vec<Option<&str>> {
            let page = page(&product, query);
            page.options.iter().flat_map(|option| &option.values).map(|value| value.note).collect()
        };
        let (sold_out, not_made) = (Some("sold out"), Some("not made like this"));
        assert_eq!(notes("variant=T-SR"), [None, not_made, sold_out, None]);
        assert_eq!(notes("variant=T-LO"), [sold_out, None, None, not_made]);
    }

    #[test]
    fn the_picture_of_the_chosen_variant_comes_first() {
        let product = throw();
        let first = |query: &str| {
            page(&product, query).pictures.first().map(|picture| picture.hash.clone())
        };
        assert_eq!(first(""), Some("a".repeat(64)));
        assert_eq!(first("variant=T-LO"), Some("b".repeat(64)));
    }

    #[test]
    fn the_page_is_stale_when_any_price_on_it_changes() {
        let mut product = throw();
        let boundary = |product: &ProductDocument| page(product, "").policy(NOW);
        let at = |seconds| CachePolicy::Shared { boundary: Some(NOW.plus_seconds(seconds)) };
        assert_eq!(boundary(&product), at(300), "a related product's sale ends first");
        product.related.clear();
        assert_eq!(boundary(&product), at(600), "the sale of a variant that is not shown");
        product.variants.truncate(2);
        assert_eq!(boundary(&product), CachePolicy::Shared { boundary: None });
        product.variants.iter_mut().for_each(|variant| variant.price = reduced(10, 5, 60));
        assert_eq!(boundary(&product), at(60));
    }

    #[test]
    fn a_preview_chooses_by_itself_and_sells_nothing() {
        let product = throw();
        let preview = page(&product, "variant=T-LO").preview();
        assert_eq!(preview.policy(NOW), CachePolicy::Private);
        let shown = preview.render().unwrap_or_default();
        assert!(shown.contains("type=\"submit\" disabled>Add to cart"), "{shown}");
        assert!(shown.contains("action=\"/api/admin/v1/products/linen-throw/preview\""));
        assert!(shown.contains("noindex"));
        assert!(!html(&product, "variant=T-LO").contains(" disabled"));
    }

    #[test]
    fn it_is_tagged_with_all_it_shows() {
        let product = throw();
        assert_eq!(page(&product, "").tags(), ["shop", "product:linen-throw", "product:jug"]);
    }

    #[test]
    fn hostile_text_stays_text() {
        let evil = "</script><img src=x onerror=alert(1)>\"'&\u{202e}".repeat(200);
        let mut product = throw();
        product.title.clone_from(&evil);
        product.vendor.clone_from(&evil);
        product.seo.title.clone_from(&evil);
        product.seo.description.clone_from(&evil);
        product.safety.warnings.clone_from(&evil);
        product.options.iter_mut().for_each(|option| option.name.clone_from(&evil));
        product.media.iter_mut().for_each(|picture| picture.alt.clone_from(&evil));
        product.related.iter_mut().for_each(|card| card.title.clone_from(&evil));
        product.variants.iter_mut().for_each(|variant| variant.sku.clone_from(&evil));
        let shown = html(&product, "");
        assert!(!shown.contains("<img src=x") && !shown.contains("onerror=alert(1)>"));
        assert_eq!(shown.matches("</script>").count(), 2, "the bundle's and the data's own");
    }

    #[test]
    fn the_data_for_search_engines_has_an_offer_for_each_variant_and_their_range() {
        let product = throw();
        let data = page(&product, "").frame.structured_data();
        let data: serde_json::Value = serde_json::from_str(&data).unwrap_or_default();
        let offers = data.pointer("/@graph/0/offers").cloned().unwrap_or_default();
        assert_eq!(offers.pointer("/lowPrice"), Some(&"90.00".into()));
        assert_eq!(offers.pointer("/highPrice"), Some(&"99.00".into()));
        assert_eq!(offers.pointer("/offers/2/sku"), Some(&"T-LO".into()));
        assert_eq!(
            offers.pointer("/offers/0/availability"),
            Some(&"https://schema.org/OutOfStock".into())
        );
        assert_eq!(data.pointer("/@graph/1/itemListElement/2/name"), Some(&"Linen throw".into()));
    }
}
