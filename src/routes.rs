//! The whole URL surface on one page.

use worker::Method;

#[cfg(feature = "desk")]
use crate::kernel::parse_value;
use crate::platform::Role;
use crate::web::{Answer, Context, Problem, dev};
use crate::{
    admin, cart, catalog, checkout, content, imports, inventory, media, notifications, operations,
    orders, payments, pricing, promotions, search, web,
};

/// Matches method and path segments against the surface. What a path knows under other methods
/// becomes a 405 that names them.
macro_rules! routes {
    ($context:ident, $segments:ident; $($routes:tt)*) => {
        routes! { @ &$context.method, $segments; $($routes)* }
    };
    (@ $asked:expr, $segments:ident; $($method:ident $pattern:pat => $handler:expr;)*) => {{
        match ($asked, $segments) {
            $((Method::$method, $pattern) => return $handler,)*
            _ => {}
        }
        #[expect(unused_variables, reason = "only whether the path is known is asked here")]
        let allowed: Vec<&str> = [$(match $segments { $pattern => Some(stringify!($method)), _ => None }),*]
            .into_iter().flatten().collect();
        Err(refuse_method(&allowed))
    }};
}

/// The same where each route names the scope that it needs: whoever asks has it when the handler runs.
#[cfg(any(feature = "desk", feature = "admin", feature = "imports"))]
macro_rules! guarded_routes {
    ($context:ident, $asked:ident, $segments:ident; $($method:ident $pattern:pat => $scope:ident, $handler:expr;)*) => {
        routes! { @ $asked, $segments; $($method $pattern => {
            crate::admin::authorise($context, crate::admin::Scope::$scope).await?;
            $handler
        };)* }
    };
}

#[cfg(feature = "desk")]
#[path = "catalogue_routes.rs"]
mod catalogue;
#[cfg(feature = "admin")]
#[path = "desk_page_routes.rs"]
mod desk_pages;

/// The Worker whose code answers; what is nobody else's is the shop's.
fn role_for(path: &[&str]) -> Role {
    match path {
        ["api", "admin", "v1", inside @ ..] => admin::answerer_of(inside),
        ["api", "admin", ..] => Role::Desk,
        ["admin", ..] => Role::Admin,
        ["hooks" | "test-gateway", ..] | ["__dev", "mail" | "gateways", ..] => Role::Orders,
        _ => Role::Shop,
    }
}

/// The shop hands on what is for the others, and they answer nothing else.
pub async fn dispatch(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    if let ["__dev", "requests" | "faults", ..] = path {
        return everywhere(cx, path).await;
    }
    match (cx.role, role_for(path)) {
        (Role::Shop, Role::Shop) => dispatch_shop(cx, path).await,
        (Role::Desk, Role::Desk) => dispatch_desk(cx, path).await,
        (Role::Orders, Role::Orders) => dispatch_orders(cx, path).await,
        (Role::Admin, Role::Admin) => dispatch_admin(cx, path).await,
        #[cfg(feature = "imports")]
        (Role::Imports, Role::Imports) => files(cx, path).await,
        (Role::Shop, other) => cx.forward(other).await,
        _ => Err(Problem::not_found()),
    }
}

async fn dispatch_shop(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    match path {
        #[cfg(feature = "shop")]
        ["api", ..] => api(cx, path).await,
        #[cfg(feature = "shop")]
        ["cart", contents] if contents.contains(':') => links(cx, path).await,
        #[cfg(feature = "shop")]
        ["cart" | "checkout" | "orders", ..] => carts(cx, path).await,
        #[cfg(feature = "shop")]
        ["internal" | "__dev", ..] => inside(cx, path).await,
        #[cfg(feature = "shop")]
        _ => match shop(cx, path).await {
            Err(problem) if problem == Problem::not_found() && cx.is_read() => {
                content::pages::redirect_moved(cx).await?.ok_or(problem)
            }
            answer => answer,
        },
        #[cfg(not(feature = "shop"))]
        _ => Err(Problem::not_found()),
    }
}

async fn dispatch_desk(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    match path {
        #[cfg(feature = "desk")]
        ["api", "admin", ..] => desk(cx, path).await,
        _ => Err(Problem::not_found()),
    }
}

async fn dispatch_orders(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    match path {
        #[cfg(feature = "orders")]
        ["test-gateway", ..] => test_gateway(cx, path).await,
        #[cfg(feature = "orders")]
        ["__dev", "mail", ..] => mails(cx, path).await,
        #[cfg(feature = "orders")]
        ["__dev", "gateways", ..] => gateways(cx, path).await,
        #[cfg(feature = "orders")]
        ["hooks", ..] => hooks(cx, path).await,
        _ => Err(Problem::not_found()),
    }
}

/// The merchant's pages. Without a session there is only the way in.
async fn dispatch_admin(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    #[cfg(feature = "admin")]
    return match path {
        ["admin", "sign-in", ..] => desk_pages::sign_in(cx, path).await,
        ["api", ..] => desk_pages::api(cx, path).await,
        _ => match admin::find_visit(cx).await? {
            Some(visit) => {
                // Before anything is read, so that another site learns nothing either.
                if !cx.is_read() {
                    web::require_same_origin(cx)?;
                }
                desk_pages::answer(cx, &visit, path).await
            }
            None => Ok(admin::sign_in::lead_there(cx)),
        },
    };
    #[cfg(not(feature = "admin"))]
    Err(Problem::not_found())
}

/// Products from files and all of them as one, for the merchant's programs and pages.
#[cfg(feature = "imports")]
async fn files(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    let method = &cx.method;
    guarded_routes! { cx, method, path;
        Get ["api", "admin", "v1", "imports"] => CatalogueRead, imports::api::list_imports(cx).await;
        Post ["api", "admin", "v1", "imports"] => CatalogueWrite, imports::api::post_import(cx).await;
        Get ["api", "admin", "v1", "imports", id] => CatalogueRead, imports::api::get_import(cx, id).await;
        Get ["api", "admin", "v1", "imports", id, "problems"] => CatalogueRead, imports::api::list_problems(cx, id).await;
        Post ["api", "admin", "v1", "imports", id, "run"] => CatalogueWrite, imports::api::post_run(cx, id).await;
        Post ["api", "admin", "v1", "imports", id, "cancellation"] => CatalogueWrite, imports::api::post_cancellation(cx, id).await;
        Get ["api", "admin", "v1", "products.jsonl"] => CatalogueRead, catalog::product_lines::stream_products(cx).await;
    }
}

/// Calls to gateways, for tests.
#[cfg(feature = "orders")]
async fn gateways(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["__dev", "gateways"] => payments::trying::list_open_circuits_for_tests(cx).await;
        Post ["__dev", "gateways", gateway, "calls"] => payments::trying::send_for_tests(cx, gateway).await;
    }
}

/// The mailbox of a developer's machine.
#[cfg(feature = "orders")]
async fn mails(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["__dev", "mail"] => notifications::mailbox::list_letters(cx).await;
        Get ["__dev", "mail", key] => notifications::mailbox::show_letter(cx, key).await;
    }
}

/// For gateways.
#[cfg(feature = "orders")]
async fn hooks(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Post ["hooks", "payments", gateway, further @ ..] => orders::hooks::take_notice(cx, gateway, further).await;
    }
}

#[cfg(feature = "shop")]
async fn shop(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get [] => catalog::pages::show_home(cx).await;
        Get ["collections"] => catalog::pages::list_collections(cx).await;
        Get ["collections", handle] => catalog::pages::show_collection(cx, handle).await;
        Get ["products", handle] => catalog::pages::show_product(cx, handle).await;
        Get ["search"] => search::pages::list_results(cx).await;
        Get ["search", "suggestions"] => search::pages::show_suggestions(cx).await;
        Get ["pages", handle] => content::pages::show_page(cx, handle).await;
        Get ["markets", "offer"] => content::pages::show_market_offer(cx).await;
        Get ["media", hash, file] => media::pages::show_media(cx, hash, file).await;
        Get ["robots.txt"] => Ok(content::wellknown::show_robots(cx));
        Get ["manifest.webmanifest"] => content::wellknown::show_manifest(cx).await;
        Get ["sitemap.xml"] => catalog::feeds::show_sitemap(cx).await;
        Get ["sitemaps", file] => catalog::feeds::show_sitemap_part(cx, file).await;
        Get ["feeds", "google.xml"] => catalog::feeds::show_google_feed(cx).await;
        Get ["healthz"] => content::wellknown::show_health(cx).await;
    }
}

/// A shopper's own cart and orders.
#[cfg(feature = "shop")]
async fn carts(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["cart"] => cart::pages::show_cart(cx).await;
        Post ["cart", "lines"] => cart::pages::add_line(cx).await;
        Post ["cart", "lines", id] => cart::pages::change_line(cx, id).await;
        Post ["cart", "discounts"] => cart::pages::add_discount(cx).await;
        Post ["cart", "discounts", code, "removal"] => cart::pages::remove_discount(cx, code).await;
        Post ["cart", "destination"] => cart::pages::set_destination(cx).await;
        Post ["cart", "shipping"] => cart::pages::set_shipping(cx).await;
        Post ["cart", "note"] => cart::pages::set_note(cx).await;
        Get ["checkout"] => checkout::pages::show_checkout(cx).await;
        Post ["checkout"] => checkout::pages::place_order(cx).await;
        Post ["checkout", "preview"] => checkout::pages::preview(cx).await;
        Get ["orders", token] => orders::pages::show_order(cx, token).await;
        Get ["orders", token, "cancelled"] => orders::pages::leave_payment(cx, token).await;
    }
}

/// The pages of the gateway that plays others.
#[cfg(feature = "orders")]
async fn test_gateway(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["test-gateway", "sessions", id] => payments::test::pages::show_session(cx, id).await;
        Post ["test-gateway", "sessions", id] => payments::test::pages::act_on_session(cx, id).await;
    }
}

/// Links that set a cart.
#[cfg(feature = "shop")]
async fn links(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["cart", contents] => cart::pages::open_permalink(cx, contents).await;
    }
}

/// For programs of anybody.
#[cfg(feature = "shop")]
async fn api(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    admin::recognise_storefront(cx).await?;
    routes! { cx, path;
        Get ["api", "v1", "products"] => catalog::api::list_products(cx).await;
        Get ["api", "v1", "products", handle] => catalog::api::show_product(cx, handle).await;
        Get ["api", "v1", "collections"] => catalog::api::list_collections(cx).await;
        Get ["api", "v1", "collections", handle] => catalog::api::show_collection(cx, handle).await;
        Get ["api", "v1", "search"] => search::api::search_products(cx).await;
        Post ["api", "v1", "carts"] => cart::api::create_cart(cx).await;
        Get ["api", "v1", "carts", id] => cart::api::show_cart(cx, id).await;
        Get ["api", "v1", "carts", id, "quote"] => cart::api::show_quote(cx, id).await;
        Post ["api", "v1", "carts", id, "lines"] => cart::api::add_line(cx, id).await;
        Patch ["api", "v1", "carts", id, "lines", line] => cart::api::change_line(cx, id, line).await;
        Delete ["api", "v1", "carts", id, "lines", line] => cart::api::remove_line(cx, id, line).await;
        Post ["api", "v1", "carts", id, "discounts"] => cart::api::add_discount(cx, id).await;
        Delete ["api", "v1", "carts", id, "discounts", code] => cart::api::remove_discount(cx, id, code).await;
        Put ["api", "v1", "carts", id, "destination"] => cart::api::put_destination(cx, id).await;
        Put ["api", "v1", "carts", id, "shipping"] => cart::api::put_shipping(cx, id).await;
        Put ["api", "v1", "carts", id, "note"] => cart::api::put_note(cx, id).await;
        Post ["api", "v1", "carts", id, "checkout"] => checkout::api::check_out(cx, id).await;
        Get ["api", "v1", "orders", token] => orders::pages::get_order(cx, token).await;
    }
}

/// Who asks is told who that is; it needs no leave.
#[cfg(feature = "desk")]
async fn me(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["api", "admin", "v1", "me"] => admin::me::show_me(cx).await;
        Get ["api", "admin", "v1", "me", "sessions"] => admin::sessions::list_own(cx).await;
        Delete ["api", "admin", "v1", "me", "sessions"] => admin::sessions::end_all_own(cx).await;
        Delete ["api", "admin", "v1", "me", "sessions", session] => admin::sessions::end_own(cx, session).await;
    }
}

/// For the merchant's programs.
#[cfg(feature = "desk")]
async fn desk(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    if let ["api", "admin", "v1", "me", ..] = path {
        return me(cx, path).await;
    }
    match resources(cx, &cx.method, path).await {
        Err(problem) if problem.status == 412 => Err(with_current(cx, path, problem).await),
        answer => answer,
    }
}

/// Who comes too late is shown what is there now, as whoever may read it would read it: `current`, which
/// is null where it is gone.
#[cfg(feature = "desk")]
async fn with_current(cx: &Context, path: &[&str], problem: Problem) -> Problem {
    match Box::pin(resources(cx, &Method::Get, path)).await {
        Ok(Answer::Reply(reply)) => match parse_value(reply.body.as_bytes()) {
            Ok(current) => problem.with("current", current),
            Err(_) => problem,
        },
        Err(other) if other.status == 404 => problem.with("current", serde_json::Value::Null),
        _ => problem,
    }
}

#[cfg(feature = "desk")]
async fn resources(cx: &Context, method: &Method, path: &[&str]) -> Result<Answer, Problem> {
    if catalogue::has(path) {
        return catalogue::answer(cx, method, path).await;
    }
    guarded_routes! { cx, method, path;
        Get ["api", "admin", "v1", "stock"] => StockRead, inventory::listing::list_stock(cx).await;
        Post ["api", "admin", "v1", "stock", "batch"] => StockWrite, inventory::batch::post_batch(cx).await;
        Post ["api", "admin", "v1", "stock", "rebuilds"] => StockWrite, inventory::listing::post_rebuild(cx).await;
        Get ["api", "admin", "v1", "stock", sku] => StockRead, inventory::admin::get_stock(cx, sku).await;
        Put ["api", "admin", "v1", "stock", sku] => StockWrite, inventory::admin::put_stock(cx, sku).await;
        Post ["api", "admin", "v1", "stock", sku, "adjustments"] => StockWrite, inventory::admin::post_adjustment(cx, sku).await;
        Get ["api", "admin", "v1", "stock", sku, "movements"] => StockRead, inventory::admin::list_movements(cx, sku).await;
        Get ["api", "admin", "v1", "orders"] => OrdersRead, orders::listing::list_orders(cx).await;
        Post ["api", "admin", "v1", "orders", "rebuilds"] => OrdersWrite, orders::rebuilding::rebuild_orders(cx).await;
        Get ["api", "admin", "v1", "orders", id] => OrdersRead, orders::admin::get_order(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "refunds"] => OrdersWrite, orders::admin::post_refund(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "refunds", "preview"] => OrdersRead, orders::admin::preview_refund(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "cancellation"] => OrdersWrite, orders::admin::post_cancellation(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "shipments"] => OrdersWrite, orders::admin::post_shipment(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "notes"] => OrdersWrite, orders::admin::post_note(cx, id).await;
        Post ["api", "admin", "v1", "orders", id, "mails", event] => OrdersWrite, orders::admin::post_mail(cx, id, event).await;
        Get ["api", "admin", "v1", "staff"] => StaffRead, admin::staff::list_staff(cx).await;
        Get ["api", "admin", "v1", "staff", id] => StaffRead, admin::staff::get_member(cx, id).await;
        Put ["api", "admin", "v1", "staff", id] => StaffWrite, admin::staff::put_member(cx, id).await;
        Post ["api", "admin", "v1", "staff", id, "sign-in-links"] => StaffWrite, admin::sign_in_links::post_link(cx, id).await;
        Delete ["api", "admin", "v1", "staff", id] => StaffWrite, admin::staff::delete_member(cx, id).await;
        Get ["api", "admin", "v1", "staff", id, "sessions"] => StaffRead, admin::sessions::list_sessions(cx, id).await;
        Delete ["api", "admin", "v1", "staff", id, "sessions"] => StaffWrite, admin::sessions::end_sessions(cx, id).await;
        Delete ["api", "admin", "v1", "staff", id, "sessions", session] => StaffWrite, admin::sessions::end_session(cx, id, session).await;
        Get ["api", "admin", "v1", "tokens"] => StaffRead, admin::tokens::list_tokens(cx).await;
        Post ["api", "admin", "v1", "tokens"] => StaffWrite, admin::tokens::post_token(cx).await;
        Delete ["api", "admin", "v1", "tokens", id] => StaffWrite, admin::tokens::revoke_token(cx, id).await;
        Get ["api", "admin", "v1", "audit-log"] => StaffRead, admin::audit::list_entries(cx).await;
        Get ["api", "admin", "v1", "overview"] => OrdersRead, operations::overview::show_overview(cx).await;
        Get ["api", "admin", "v1", "health"] => SettingsRead, operations::health::show_health(cx).await;
        Get ["api", "admin", "v1", "dead-letters"] => SettingsRead, operations::dead_letters::list_dead_letters(cx).await;
        Post ["api", "admin", "v1", "dead-letters", id, "replay"] => SettingsWrite, operations::dead_letters::replay_dead_letter(cx, id).await;
        Post ["api", "admin", "v1", "dead-letters", id, "dismissal"] => SettingsWrite, operations::dead_letters::dismiss_dead_letter(cx, id).await;
        Get ["api", "admin", "v1", "reconciliation"] => OrdersRead, orders::reconciling::show_reconciliation(cx).await;
        Get ["api", "admin", "v1", "undeliverable-mails"] => OrdersRead, notifications::list_undeliverable_mails(cx).await;
    }
}

/// What each Worker answers for itself, to whoever develops it.
async fn everywhere(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Get ["__dev", "requests"] => Ok(dev::list_requests());
        Get ["__dev", "requests", worker] => dev::list_requests_of(cx, worker).await;
        Put ["__dev", "faults"] => dev::put_fault(cx).await;
    }
}

/// For the Worker itself, and for whoever develops it.
#[cfg(feature = "shop")]
async fn inside(cx: &Context, path: &[&str]) -> Result<Answer, Problem> {
    routes! { cx, path;
        Post ["internal", "purges"] => web::carry_out_purge(cx).await;
        Get ["__dev", "terms"] => pricing::show_terms(cx).await;
        Post ["__dev", "panic"] => dev::panic();
        Get ["__dev", "carts", id, "alarm"] => cart::show_alarm_for_tests(cx, id).await;
        Get ["__dev", "promotions", id, "alarm"] => promotions::admin::show_alarm_for_tests(cx, id).await;
        Post ["__dev", "carts", id, "alarm"] => cart::run_alarm_for_tests(cx, id).await;
        Get ["__dev", "stock", sku, "alarm"] => inventory::admin::show_alarm_for_tests(cx, sku).await;
        Post ["__dev", "stock", sku, "alarm"] => inventory::admin::run_alarm_for_tests(cx, sku).await;
        Get ["__dev", "orders", id] => orders::admin::show_document_for_tests(cx, id).await;
        Get ["__dev", "orders", id, "alarm"] => orders::admin::show_alarm_for_tests(cx, id).await;
        Get ["__dev", "orders", id, "calls"] => orders::admin::show_calls_for_tests(cx, id).await;
        Post ["__dev", "orders", id, "alarm"] => orders::admin::run_alarm_for_tests(cx, id).await;
        Post ["__dev", "panic", "publisher"] => catalog::publisher::panic_in_object(cx).await;
    }
}

fn refuse_method(allowed: &[&str]) -> Problem {
    if allowed.is_empty() {
        return Problem::not_found();
    }
    let mut names: Vec<String> = allowed.iter().map(|name| name.to_uppercase()).collect();
    if names.iter().any(|name| name == "GET") {
        names.push("HEAD".to_owned());
    }
    let allow = names.join(", ");
    Problem {
        allow: Some(allow.clone()),
        ..Problem::new(405, "method_not_allowed", format!("This address knows {allow}."))
    }
}
