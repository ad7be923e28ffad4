//! The operations of pages, menus, settings, markets and terms of sale, as the document of the admin
//! API tells them.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Settings;
use super::redirect::{Redirect, RedirectDraft, Redirects};
use super::term::Term;
use super::wire::{
    MarketList, MarketResource, MenuDraft, MenuEntries, MenuEntry, MenuResource, PageDraft,
    PageEntries, PageResource, SettingsResource, TermList, TermResource,
};
use crate::kernel::{Handle, MarketId};
use crate::markets::MarketDraft;
use crate::web::operation::{Operation, delete, get, patch, put, scoped};

const PAGE: &str = "The handle of the page.";
const MARKET: &str = "What the market is called in addresses.";

pub fn admin() -> Vec<Operation> {
    let mut operations = scoped(
        "Content", "content",
        vec![
            get("/pages", "list_pages")
                .does("Lists the content pages by handle, without their texts.")
                .paged()
                .gives::<PageEntries>(200, "A part of the list."),
            delete("/pages/{handle}", "delete_page")
                .does("Deletes a content page.")
                .at::<Handle>("handle", PAGE)
                .guarded()
                .gives_nothing(204, "It is gone.")
                .refuses("conflict"),
            get("/menus", "list_menus")
                .does("Lists the menus by handle.")
                .paged()
                .gives::<MenuEntries>(200, "A part of the list."),
            get("/menus/{handle}", "get_menu")
                .does("Reads a menu.")
                .at::<Handle>("handle", "The handle of the menu.")
                .gives::<MenuEntry>(200, "The menu.")
                .with(&["ETag"]),
            get("/pages/{handle}", "get_page")
                .does("Reads a content page.")
                .at::<Handle>("handle", PAGE)
                .gives::<PageResource<'static>>(200, "The page.")
                .with(&["ETag"]),
            put("/pages/{handle}", "put_page")
                .does("Creates or replaces a content page, whose body is Markdown.")
                .at::<Handle>("handle", PAGE)
                .guarded()
                .takes::<PageDraft>()
                .like(json!({"title": "Delivery", "body": "We send **every day**."}))
                .gives::<PageResource<'static>>(200, "The page.")
                .with(&["ETag"])
                .refuses("conflict"),
            put("/menus/{handle}", "put_menu")
                .does("Creates or replaces a menu; the shop shows `main` and `footer`.")
                .at::<Handle>("handle", "The handle of the menu.")
                .guarded()
                .takes::<MenuDraft>()
                .like(json!({"title": "Shop", "items": [
                    {"title": "Blankets", "url": "/collections/blankets"},
                    {"title": "About", "url": "/pages/about", "items": [{"title": "Delivery", "url": "/pages/delivery"}]},
                ]}))
                .gives::<MenuResource<'static>>(200, "The menu.")
                .with(&["ETag"])
                .refuses("conflict"),
        ],
    );
    operations.extend(scoped("Redirects", "content", redirects()));
    operations.extend(scoped("Settings", "settings", settings()));
    operations.extend(scoped("Markets", "settings", markets()));
    operations
}

fn redirects() -> Vec<Operation> {
    let at = |operation: Operation| {
        operation.at_text(
            "path",
            "The address that leads elsewhere, percent-encoded as one part of the path: `%2Fold%2Fshop`.",
            json!({"type": "string", "minLength": 1, "examples": ["/old-shop/throw"]}),
        )
    };
    vec![
        get("/redirects", "list_redirects")
            .does("Lists the redirects that were made by hand, by address.")
            .query("q", "A part of the address or of where it leads.", json!({"type": "string"}))
            .paged()
            .gives::<Redirects>(200, "A part of the list."),
        at(get("/redirects/{path}", "get_redirect"))
            .does("Reads where an address leads.")
            .gives::<Redirect>(200, "The redirect.")
            .with(&["ETag"]),
        at(put("/redirects/{path}", "put_redirect"))
            .does("Has an address lead elsewhere.")
            .guarded()
            .takes::<RedirectDraft>()
            .like(json!({"target": "/products/linen-throw"}))
            .gives::<Redirect>(200, "It leads there, or did so already.")
            .or(201, "It leads there from now on.")
            .with(&["ETag"])
            .refuses("address_in_use conflict"),
        at(delete("/redirects/{path}", "delete_redirect"))
            .does("Takes a redirect away.")
            .guarded()
            .gives_nothing(204, "It is gone.")
            .refuses("conflict"),
    ]
}

fn settings() -> Vec<Operation> {
    vec![
        get("/settings", "get_settings")
            .does("Reads the settings of the shop.")
            .gives::<SettingsResource<'static>>(200, "All settings.")
            .with(&["ETag"]),
        patch("/settings", "patch_settings")
            .does("Replaces the settings that are named, and leaves the others.")
            .note("`payments.prefer` is the order in which gateways are asked, `payments.without` takes ways to pay out, `payments.delayed_hold_days` (0 to 30) is how long stock is held for money that is on its way. The currency stays once products are priced in it.")
            .guarded()
            .takes::<Settings>()
            .like(json!({"name": "Skerry", "low_stock_threshold": 3, "announcement": "Free delivery in May."}))
            .gives::<SettingsResource<'static>>(200, "All settings, as they are now.")
            .with(&["ETag"])
            .refuses("currency_in_use conflict"),
    ]
}

fn markets() -> Vec<Operation> {
    vec![
        get("/markets", "list_markets")
            .does("Lists the markets besides the shop's own by id.")
            .paged()
            .gives::<MarketList<'static>>(200, "A part of the list."),
        get("/markets/{id}", "get_market")
            .does("Reads a market.")
            .at::<MarketId>("id", MARKET)
            .gives::<MarketResource<'static>>(200, "The market.")
            .with(&["ETag"]),
        put("/markets/{id}", "put_market")
            .does("Creates or replaces a market.")
            .note("A country belongs to one market. Its currency is that of its price list. At most 50 markets.")
            .at::<MarketId>("id", MARKET)
            .guarded()
            .takes::<MarketDraft>()
            .like(json!({
                "title": "Switzerland", "countries": ["CH", "LI"], "currency": "CHF", "locale": "de-CH",
                "price_list": "switzerland", "price_note": "incl. VAT plus shipping",
            }))
            .gives::<MarketResource<'static>>(200, "It was replaced, or was just so.")
            .or(201, "It was made.")
            .with(&["ETag"])
            .refuses("too_many conflict"),
        delete("/markets/{id}", "delete_market")
            .does("Deletes a market; its addresses are gone from now on.")
            .at::<MarketId>("id", MARKET)
            .guarded()
            .gives_nothing(204, "It is gone.")
            .refuses("conflict"),
    ]
}

/// How one kind of the terms of sale is spoken of.
#[derive(Debug)]
pub struct TermWords {
    /// The list's path and the path of one.
    pub paths: [&'static str; 2],
    /// The operations' ids: list, read, write, delete.
    pub ids: [&'static str; 4],
    /// Their sentences, in the same order.
    pub sentences: [&'static str; 4],
    pub note: &'static str,
    pub example: Value,
    /// Names of the problems of writing.
    pub problems: &'static str,
}

/// The operations of one kind of the terms of sale.
pub fn term_operations<T: Term + JsonSchema + DeserializeOwned>(
    words: TermWords,
) -> Vec<Operation> {
    let TermWords {
        paths: [all, one],
        ids: [list, read, write, remove],
        sentences: [lists, reads, writes, removes],
        note,
        example,
        problems,
    } = words;
    let named = |operation: Operation| operation.at::<Handle>("id", "What it is called.");
    vec![
        get(all, list).does(lists).paged().gives::<TermList<T>>(200, "A part of the list."),
        named(get(one, read))
            .does(reads)
            .gives::<TermResource<T>>(200, "As it was written.")
            .with(&["ETag"]),
        named(put(one, write))
            .does(writes)
            .note(note)
            .guarded()
            .takes::<T>()
            .like(example)
            .gives::<TermResource<T>>(200, "It was replaced, or was just so.")
            .or(201, "It was made.")
            .with(&["ETag"])
            .refuses(problems),
        named(delete(one, remove))
            .does(removes)
            .guarded()
            .gives_nothing(204, "It is gone.")
            .refuses("conflict"),
    ]
}
