//! The addresses of the desk's pages.

use worker::Method;

use super::refuse_method;
use crate::web::{Answer, Context, Problem};
use crate::{admin, catalog};

/// The way in.
pub async fn sign_in(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["admin", "sign-in"] => admin::sign_in::show_sign_in(cx).await;
        Post ["admin", "sign-in"] => admin::sign_in::ask(cx).await;
        Get ["admin", "sign-in", secret] => admin::sign_in::show_link(cx, secret);
        Post ["admin", "sign-in", secret] => admin::sign_in::take_link(cx, secret).await;
    }
}

/// The pages of whoever is signed in.
pub async fn answer(
    cx: &Context,
    visit: &admin::Visit<'_>,
    path: &[&str],
) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["admin"] => admin::home::show_home(visit).await;
        Get ["admin", "products"] => admin::products::listing::list_products(visit).await;
        Post ["admin", "products"] => admin::products::listing::change_products(visit).await;
        Get ["admin", "products", "new"] => admin::products::editing::show_new(visit).await;
        Post ["admin", "products", "new"] => admin::products::editing::create_product(visit).await;
        Get ["admin", "products", handle] => admin::products::editing::show_product(visit, handle).await;
        Post ["admin", "products", handle] => admin::products::editing::change_product(visit, handle).await;
        Post ["admin", "products", handle, "archive"] => admin::products::editing::archive_product(visit, handle).await;
        Post ["admin", "products", handle, "restoration"] => admin::products::editing::restore_product(visit, handle).await;
        Post ["admin", "sign-out"] => admin::sign_in::sign_out(visit).await;
        Get ["admin", "account"] => admin::account_pages::show_account(visit).await;
        Post ["admin", "account", "sessions", session, "end"] => admin::account_pages::end_session(visit, session).await;
        Post ["admin", "account", "sign-out-everywhere"] => admin::account_pages::sign_out_everywhere(visit).await;
        Get ["admin", "staff"] => admin::staff_pages::list_staff(visit).await;
        Post ["admin", "staff"] => admin::staff_pages::add_member(visit).await;
        Get ["admin", "staff", "new"] => admin::staff_pages::show_new_member(visit).await;
        Get ["admin", "staff", id] => admin::staff_pages::show_member(visit, id).await;
        Post ["admin", "staff", id] => admin::staff_pages::save_member(visit, id).await;
        Post ["admin", "staff", id, "link"] => admin::staff_pages::make_link(visit, id).await;
        Post ["admin", "staff", id, "removal"] => admin::staff_pages::remove_member(visit, id).await;
        Post ["admin", "staff", id, "sessions", "end"] => admin::staff_pages::end_sessions(visit, id).await;
        Post ["admin", "staff", id, "sessions", session, "end"] => admin::staff_pages::end_session(visit, id, session).await;
        Get ["admin", "tokens"] => admin::token_pages::list_tokens(visit).await;
        Post ["admin", "tokens"] => admin::token_pages::make_token(visit).await;
        Get ["admin", "tokens", "new"] => admin::token_pages::show_new_token(visit).await;
        Post ["admin", "tokens", id, "revocation"] => admin::token_pages::revoke_token(visit, id).await;
        Get ["admin", "audit"] => admin::audit_pages::list_entries(visit).await;
        Get ["admin", "orders"] => admin::orders::listing::show_orders(visit).await;
        Get ["admin", "orders", id] => admin::orders::detail::show_order(visit, id).await;
        Get ["admin", "orders", id, "ship"] => admin::orders::shipping::show_shipping(visit, id).await;
        Post ["admin", "orders", id, "shipments"] => admin::orders::shipping::post_shipment(visit, id).await;
        Get ["admin", "orders", id, "refund"] => admin::orders::refunding::show_refund(visit, id).await;
        Post ["admin", "orders", id, "refunds"] => admin::orders::refunding::post_refund(visit, id).await;
        Get ["admin", "orders", id, "cancel"] => admin::orders::deciding::show_cancellation(visit, id).await;
        Post ["admin", "orders", id, "cancellation"] => admin::orders::deciding::post_cancellation(visit, id).await;
        Post ["admin", "orders", id, "notes"] => admin::orders::deciding::post_note(visit, id).await;
        Post ["admin", "orders", id, "mails", sequence] => admin::orders::deciding::post_mail(visit, id, sequence).await;
        Get ["admin", "health"] => admin::health::show_health(visit).await;
        Post ["admin", "health", "publications"] => admin::health::publish_everything(visit).await;
        Post ["admin", "health", "dead-letters", id, deed] => admin::health::settle_letter(visit, id, deed).await;
        Get ["admin", "stock"] => admin::stock::listing::show_stock(visit).await;
        Get ["admin", "stock-counts"] => admin::stock::uploading::show_upload(visit).await;
        Post ["admin", "stock-counts"] => admin::stock::uploading::post_upload(visit).await;
        Get ["admin", "stock", sku] => admin::stock::detail::show_sku(visit, sku).await;
        Post ["admin", "stock", sku, "adjustments"] => admin::stock::counting::post_adjustment(visit, sku).await;
        Post ["admin", "stock", sku, "count"] => admin::stock::counting::post_count(visit, sku).await;
        Post ["admin", "stock", sku, "safety"] => admin::stock::counting::post_safety(visit, sku).await;
        Get ["admin", "imports"] => admin::imports::pages::list_imports(visit).await;
        Post ["admin", "imports"] => admin::imports::uploading::post_file(visit).await;
        Get ["admin", "imports", id] => admin::imports::pages::show_import(visit, id).await;
        Post ["admin", "imports", id, "run"] => admin::imports::pages::run_import(visit, id).await;
        Post ["admin", "imports", id, "cancellation"] => admin::imports::pages::cancel_import(visit, id).await;
        Get ["admin", "redirects"] => admin::content::redirects::list_redirects(visit).await;
        Post ["admin", "redirects"] => admin::content::redirects::save_redirect(visit).await;
        Post ["admin", "redirects", "deletion"] => admin::content::redirects::delete_redirect(visit).await;
        Get ["admin", "media"] => admin::content::pictures::list_pictures(visit).await;
        Post ["admin", "media"] => admin::content::pictures::post_picture(visit).await;
        Get ["admin", "new", folder] => admin::resources::pages::show_new(visit, folder).await;
        Post ["admin", "new", folder] => admin::resources::pages::create_resource(visit, folder).await;
        Get ["admin", folder] => admin::resources::pages::list_resources(visit, folder).await;
        Post ["admin", folder] => admin::resources::pages::save_resource(visit, folder, "").await;
        Get ["admin", folder, name] => admin::resources::pages::show_resource(visit, folder, name).await;
        Post ["admin", folder, name] => admin::resources::pages::save_resource(visit, folder, name).await;
        Post ["admin", folder, name, "deletion"] => admin::resources::pages::delete_resource(visit, folder, name).await;
    }
}

/// The part of the merchant's API that this Worker answers: see [`admin::answerer_of`].
pub async fn api(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    let method = &cx.method;
    guarded_routes! { cx, method, path;
        Get ["api", "admin", "v1", "products", handle, "preview"] => CatalogueRead, catalog::preview::show_preview(cx, handle).await;
    }
}
