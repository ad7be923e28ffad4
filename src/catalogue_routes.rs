//! The merchant's addresses of what is sold, on which terms, and of what the shop says.

use worker::Method;

use super::refuse_method;
use crate::promotions::PromotionDraft;
use crate::shipping::ShippingZoneDraft;
use crate::tax::TaxZoneDraft;
use crate::web::{Answer, Context, Problem};
use crate::{catalog, content, media, promotions};

/// Whether an address is one of these.
pub fn has(path: &[&str]) -> bool {
    let ["api", "admin", "v1", kind, ..] = path else { return false };
    KINDS.contains(kind)
}

const KINDS: [&str; 14] = [
    "products",
    "product-facets",
    "collections",
    "price-lists",
    "publications",
    "pages",
    "menus",
    "redirects",
    "media",
    "markets",
    "settings",
    "promotions",
    "shipping-zones",
    "tax-zones",
];

pub async fn answer(cx: &Context, method: &Method, path: &[&str]) -> Result<Answer, Problem> {
    guarded_routes! { cx, method, path;
        Get ["api", "admin", "v1", "products"] => CatalogueRead, catalog::product_list_admin::list_products(cx).await;
        Post ["api", "admin", "v1", "products", "batch"] => CatalogueWrite, catalog::product_batch_admin::post_product_batch(cx).await;
        Get ["api", "admin", "v1", "products", handle] => CatalogueRead, catalog::admin::get_product(cx, handle).await;
        Put ["api", "admin", "v1", "products", handle] => CatalogueWrite, catalog::admin::put_product(cx, handle).await;
        Delete ["api", "admin", "v1", "products", handle] => CatalogueWrite, catalog::admin::archive_product(cx, handle).await;
        Get ["api", "admin", "v1", "product-facets"] => CatalogueRead, catalog::product_list_admin::show_facets(cx).await;
        Get ["api", "admin", "v1", "collections"] => CatalogueRead, catalog::collection_list_admin::list_collections(cx).await;
        Get ["api", "admin", "v1", "collections", handle] => CatalogueRead, catalog::collection_admin::get_collection(cx, handle).await;
        Delete ["api", "admin", "v1", "collections", handle] => CatalogueWrite, catalog::collection_admin::delete_collection(cx, handle).await;
        Put ["api", "admin", "v1", "collections", handle] => CatalogueWrite, catalog::collection_admin::put_collection(cx, handle).await;
        Get ["api", "admin", "v1", "price-lists"] => SettingsRead, catalog::price_list_admin::list_all(cx).await;
        Get ["api", "admin", "v1", "price-lists", id] => SettingsRead, catalog::price_list_admin::get_price_list(cx, id).await;
        Put ["api", "admin", "v1", "price-lists", id] => SettingsWrite, catalog::price_list_admin::put_price_list(cx, id).await;
        Delete ["api", "admin", "v1", "price-lists", id] => SettingsWrite, catalog::price_list_admin::delete_price_list(cx, id).await;
        Get ["api", "admin", "v1", "publications"] => CatalogueRead, catalog::publications_admin::show_publications(cx).await;
        Post ["api", "admin", "v1", "publications"] => CatalogueWrite, catalog::publications_admin::publish_everything(cx).await;
        Get ["api", "admin", "v1", "pages"] => ContentRead, content::list_admin::list_pages(cx).await;
        Get ["api", "admin", "v1", "pages", handle] => ContentRead, content::admin::get_page(cx, handle).await;
        Put ["api", "admin", "v1", "pages", handle] => ContentWrite, content::admin::put_page(cx, handle).await;
        Delete ["api", "admin", "v1", "pages", handle] => ContentWrite, content::list_admin::delete_page(cx, handle).await;
        Get ["api", "admin", "v1", "menus"] => ContentRead, content::list_admin::list_menus(cx).await;
        Get ["api", "admin", "v1", "menus", handle] => ContentRead, content::list_admin::get_menu(cx, handle).await;
        Put ["api", "admin", "v1", "menus", handle] => ContentWrite, content::admin::put_menu(cx, handle).await;
        Get ["api", "admin", "v1", "redirects"] => ContentRead, content::redirect_admin::list_redirects(cx).await;
        Get ["api", "admin", "v1", "redirects", path] => ContentRead, content::redirect_admin::get_redirect(cx, path).await;
        Put ["api", "admin", "v1", "redirects", path] => ContentWrite, content::redirect_admin::put_redirect(cx, path).await;
        Delete ["api", "admin", "v1", "redirects", path] => ContentWrite, content::redirect_admin::delete_redirect(cx, path).await;
        Get ["api", "admin", "v1", "media"] => ContentRead, media::library_admin::list_media(cx).await;
        Get ["api", "admin", "v1", "media", hash] => ContentRead, media::library_admin::get_media(cx, hash).await;
        Put ["api", "admin", "v1", "media", hash, "renditions", width] => ContentWrite, media::library_admin::put_rendition(cx, hash, width).await;
        Post ["api", "admin", "v1", "media"] => ContentWrite, media::admin::post_media(cx).await;
        Get ["api", "admin", "v1", "markets"] => SettingsRead, content::market_admin::list_markets(cx).await;
        Get ["api", "admin", "v1", "markets", id] => SettingsRead, content::market_admin::get_market(cx, id).await;
        Put ["api", "admin", "v1", "markets", id] => SettingsWrite, content::market_admin::put_market(cx, id).await;
        Delete ["api", "admin", "v1", "markets", id] => SettingsWrite, content::market_admin::delete_market(cx, id).await;
        Get ["api", "admin", "v1", "settings"] => SettingsRead, content::admin::get_settings(cx).await;
        Patch ["api", "admin", "v1", "settings"] => SettingsWrite, content::admin::patch_settings(cx).await;
        Get ["api", "admin", "v1", "promotions"] => SettingsRead, content::list_terms::<PromotionDraft>(cx).await;
        Get ["api", "admin", "v1", "promotions", id] => SettingsRead, content::get_term::<PromotionDraft>(cx, id).await;
        Put ["api", "admin", "v1", "promotions", id] => SettingsWrite, content::put_term::<PromotionDraft>(cx, id).await;
        Delete ["api", "admin", "v1", "promotions", id] => SettingsWrite, content::delete_term::<PromotionDraft>(cx, id).await;
        Get ["api", "admin", "v1", "promotions", id, "uses"] => SettingsRead, promotions::admin::show_uses(cx, id).await;
        Get ["api", "admin", "v1", "shipping-zones"] => SettingsRead, content::list_terms::<ShippingZoneDraft>(cx).await;
        Get ["api", "admin", "v1", "shipping-zones", id] => SettingsRead, content::get_term::<ShippingZoneDraft>(cx, id).await;
        Put ["api", "admin", "v1", "shipping-zones", id] => SettingsWrite, content::put_term::<ShippingZoneDraft>(cx, id).await;
        Delete ["api", "admin", "v1", "shipping-zones", id] => SettingsWrite, content::delete_term::<ShippingZoneDraft>(cx, id).await;
        Get ["api", "admin", "v1", "tax-zones"] => SettingsRead, content::list_terms::<TaxZoneDraft>(cx).await;
        Get ["api", "admin", "v1", "tax-zones", id] => SettingsRead, content::get_term::<TaxZoneDraft>(cx, id).await;
        Put ["api", "admin", "v1", "tax-zones", id] => SettingsWrite, content::put_term::<TaxZoneDraft>(cx, id).await;
        Delete ["api", "admin", "v1", "tax-zones", id] => SettingsWrite, content::delete_term::<TaxZoneDraft>(cx, id).await;
    }
}
