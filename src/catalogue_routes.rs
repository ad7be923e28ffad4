//! The merchant's addresses of catalogue and content.

use worker::Method;

use super::refuse_method;
use crate::admin::{self, Scope};
use crate::web::{Answer, Context, Problem};
use crate::{catalog, content, media};

pub async fn answer(cx: &Context, method: &Method, path: &[&str]) -> Result<Answer, Problem> {
    guarded_routes! { cx, method, path;
        Get ["api", "admin", "v1", "products"] => CatalogueRead, catalog::product_list_admin::list_products(cx).await;
        Post ["api", "admin", "v1", "products", "batch"] => CatalogueWrite, catalog::product_batch_admin::post_batch(cx).await;
        Get ["api", "admin", "v1", "products", handle] => CatalogueRead, catalog::admin::get_product(cx, handle).await;
        Get ["api", "admin", "v1", "products", handle, "preview"] => CatalogueRead, catalog::preview::show_preview(cx, handle).await;
        Put ["api", "admin", "v1", "products", handle] => CatalogueWrite, catalog::admin::put_product(cx, handle).await;
        Delete ["api", "admin", "v1", "products", handle] => CatalogueWrite, catalog::admin::archive_product(cx, handle).await;
        Get ["api", "admin", "v1", "products.jsonl"] => CatalogueRead, catalog::product_lines::stream_products(cx).await;
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
    }
}
