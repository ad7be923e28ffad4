//! The catalogue's operations, as the documents of the APIs tell them.

use serde_json::{Value, json};

use super::admin_wire::{
    ChangeResults, CollectionAnswer, CollectionEntries, PriceListResource, PriceLists,
    ProductAnswer, ProductEntries, ProductFacets, PublicationProgress,
};
use super::price_list::PriceListDraft;
use super::product_batch::ProductBatch;
use super::wire::{
    CollectionDraft, CollectionList, CollectionResource, ProductList, ProductResource,
};
use super::{PAGE_SIZE, ProductDraft};
use crate::kernel::Handle;
use crate::web::operation::{Operation, delete, get, post, put, scoped, tagged};

const PRODUCT: &str = "The handle of the product.";
const COLLECTION: &str = "The handle of the collection.";
const PRICE_LIST: &str = "What the list is called; `base` is the prices that products carry.";

/// With the filters and the order that a list of products takes.
pub fn narrowed(operation: Operation) -> Operation {
    let texts = || json!({"type": "array", "items": {"type": "string"}});
    let amount = || json!({"type": "string", "pattern": "^[0-9]{1,9}([.,][0-9]{1,2})?$", "examples": ["25", "24.90"]});
    operation
        .query("vendor", "Of these makers; repeat it to widen.", texts())
        .query("type", "Of these kinds; repeat it to widen.", texts())
        .query("tag", "With one of these tags; repeat it to widen.", texts())
        .query(
            "availability",
            "With a variant that is `in_stock`, `low`, `sold_out` or `back_order`; repeat it to widen.",
            json!({"type": "array", "items": {"type": "string", "enum": ["in_stock", "low", "sold_out", "back_order"]}}),
        )
        .query("price_min", "From this price, in the larger unit of the currency.", amount())
        .query("price_max", "Up to this price, in the larger unit of the currency.", amount())
        .query(
            "sort",
            "The order; without it the collection's own, or how well it matches.",
            json!({"type": "string", "enum": ["newest", "title", "price_ascending", "price_descending"]}),
        )
        .query(
            "cursor",
            "The `next_cursor` of the answer before.",
            json!({"type": "string", "pattern": "^[0-9]{1,4}$"}),
        )
        .in_market()
        .note("Options of variants narrow, too: `option.colour=Blue`, with the name of the option in small letters. At most 30 filters of 10 kinds; a part of the list has 24 products.")
}

pub fn storefront() -> Vec<Operation> {
    const { assert!(PAGE_SIZE == 24, "the note above names it") };
    tagged(
        "Catalogue",
        vec![
            get("/products", "list_products")
                .does("Lists every active product, the oldest first.")
                .paged()
                .in_market()
                .gives::<ProductList>(200, "A part of the list.")
                .with(&["ETag"]),
            get("/products/{handle}", "show_product")
                .does("Shows one product with its variants, pictures and safety texts.")
                .at::<Handle>("handle", PRODUCT)
                .in_market()
                .gives::<ProductResource<'static>>(200, "The product.")
                .with(&["ETag"]),
            get("/collections", "list_collections")
                .does("Lists every collection.")
                .paged()
                .in_market()
                .gives::<CollectionList>(200, "A part of the list.")
                .with(&["ETag"]),
            narrowed(
                get("/collections/{handle}", "show_collection")
                    .does(
                        "Shows a collection with its products, narrowed and sorted as on its page.",
                    )
                    .at::<Handle>("handle", COLLECTION),
            )
            .gives::<CollectionResource<'static>>(
                200,
                "The collection with a part of its products.",
            )
            .with(&["ETag"]),
        ],
    )
}

fn text() -> Value {
    json!({"type": "string"})
}

fn one_of(values: &[&str]) -> Value {
    json!({"type": "string", "enum": values})
}

fn product() -> Value {
    let euro = |amount_minor: i64| json!({"amount_minor": amount_minor, "currency": "EUR"});
    json!({
        "title": "Linen throw", "description": "Woven in *Donegal*.",
        "vendor": "Skerry Weavers", "type": "Blanket", "tags": ["linen", "blue"],
        "status": "active", "tax_class": "standard", "options": [{"name": "Colour"}],
        "variants": [{
            "sku": "THROW-BLUE", "options": ["Blue"], "price": euro(8900),
            "sale": {"price": euro(7500), "starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-24T00:00:00Z"},
            "weight_grams": 900, "availability": "in_stock",
        }],
    })
}

pub fn admin() -> Vec<Operation> {
    let mut operations = products();
    operations.extend(collections());
    operations.extend(price_lists());
    operations.extend(scoped(
        "Publications",
        "catalogue",
        vec![
            get("/publications", "show_publications")
                .does("Says how many documents lag behind what was written.")
                .gives::<PublicationProgress>(200, "How far it is."),
            post("/publications", "publish_everything")
                .does("Makes every document of the shop anew, in the background.")
                .gives::<PublicationProgress>(202, "It begins.")
                .replayed(),
        ],
    ));
    operations
}

fn products() -> Vec<Operation> {
    scoped(
        "Products", "catalogue",
        vec![
            get("/products", "list_products")
                .does("Lists products, the last changed first; without a filter all but archived ones.")
                .query("q", "Words of the title, or a whole SKU, handle or barcode.", text())
                .query("status", "In this state.", one_of(&["draft", "active", "archived"]))
                .query("vendor", "Of this maker.", text())
                .query("type", "Of this kind.", text())
                .query("tag", "With this tag.", text())
                .query("collection", "In the collection with this handle.", text())
                .query("stock", "How much there is.", one_of(&["low", "sold_out", "oversold", "not_tracked"]))
                .query("on_sale", "Whether one of its variants is reduced now.", one_of(&["true", "false"]))
                .query("sort", "The order.", one_of(&["updated", "created", "title", "price"]))
                .paged()
                .gives::<ProductEntries>(200, "A part of the list."),
            get("/products.jsonl", "stream_products")
                .does("Streams every product as a line of JSON, as `PUT` takes it.")
                .gives_text(200, "application/jsonl", "One product on each line."),
            get("/product-facets", "show_facets")
                .does("Lists the makers, kinds and tags that products have, the most frequent first.")
                .gives::<ProductFacets>(200, "At most 200 of each."),
            post("/products/batch", "post_product_batch")
                .does("Changes many products at once, each succeeding or failing for itself.")
                .note("A price changes only where `if_revision` names the revision that was read: the same batch again is refused there (412) and changes nothing twice. Half a minor unit rounds up. Pages follow within seconds.")
                .takes::<ProductBatch>()
                .like(json!({"items": [{"handle": "linen-throw", "status": "active", "add_tags": ["spring"], "if_revision": 3}]}))
                .gives::<ChangeResults>(200, "What became of each.")
                .replayed()
                .refuses("in_progress"),
            get("/products/{handle}/preview", "show_preview")
                .does("Shows the page of a product of any status, as the shop's own market would have it.")
                .at::<Handle>("handle", PRODUCT)
                .gives_text(200, "text/html", "The page, which nobody may frame or keep."),
            get("/products/{handle}", "get_product")
                .does("Reads a product as the merchant wrote it.")
                .at::<Handle>("handle", PRODUCT)
                .gives::<ProductAnswer<'static>>(200, "The product.")
                .with(&["ETag"]),
            put("/products/{handle}", "put_product")
                .does("Creates or replaces a whole product.")
                .note("Another `handle` in the body than in the address renames it; the old address redirects for ever. At most 100 variants, 3 options, 50 pictures and 50 tags. A SKU belongs to one product (409 `invalid`).")
                .at::<Handle>("handle", PRODUCT)
                .guarded()
                .takes::<ProductDraft>()
                .like(product())
                .gives::<ProductAnswer<'static>>(200, "It was replaced, or was just so.")
                .or(201, "It was made.")
                .with(&["ETag"])
                .refuses("invalid@409 handle_taken conflict"),
            delete("/products/{handle}", "archive_product")
                .does("Archives a product: nobody finds or buys it any more, its orders stay.")
                .at::<Handle>("handle", PRODUCT)
                .guarded()
                .gives::<ProductAnswer<'static>>(200, "The archived product.")
                .with(&["ETag"])
                .refuses("conflict"),
        ],
    )
}

fn collections() -> Vec<Operation> {
    scoped(
        "Collections", "catalogue",
        vec![
            get("/collections", "list_collections")
                .does("Lists the collections by handle.")
                .query("q", "Words of the title or a part of the handle.", text())
                .query("product", "The handle of a product that it holds, by hand or by its rules.", text())
                .paged()
                .gives::<CollectionEntries>(200, "A part of the list."),
            delete("/collections/{handle}", "delete_collection")
                .does("Deletes a collection; its products stay.")
                .at::<Handle>("handle", COLLECTION)
                .guarded()
                .gives_nothing(204, "It is gone.")
                .refuses("conflict"),
            get("/collections/{handle}", "get_collection")
                .does("Reads a collection as the merchant wrote it.")
                .at::<Handle>("handle", COLLECTION)
                .gives::<CollectionAnswer<'static>>(200, "The collection.")
                .with(&["ETag"]),
            put("/collections/{handle}", "put_collection")
                .does("Creates or replaces a whole collection, by hand or by rules.")
                .note("Either `products`, handles in order, at most 1,000; or `rules`, at most 20 conditions on `tag`, `vendor`, `type`, `title` (`equals`, `not_equals`, `contains`, `starts_with`) and `price` (`equals`, `not_equals`, `greater_than`, `less_than`, in the shop's currency).")
                .at::<Handle>("handle", COLLECTION)
                .guarded()
                .takes::<CollectionDraft>()
                .like(json!({
                    "title": "Blue things",
                    "rules": {"match": "all", "conditions": [
                        {"field": "tag", "relation": "equals", "value": "blue"},
                        {"field": "price", "relation": "less_than", "value": {"amount_minor": 10000, "currency": "EUR"}},
                    ]},
                }))
                .gives::<CollectionAnswer<'static>>(200, "It was replaced, or was just so.")
                .or(201, "It was made.")
                .with(&["ETag"])
                .refuses("handle_taken conflict"),
        ],
    )
}

fn price_lists() -> Vec<Operation> {
    scoped(
        "Price lists", "settings",
        vec![
            get("/price-lists", "list_price_lists")
                .does("Lists the price lists by id, without their prices.")
                .paged()
                .gives::<PriceLists>(200, "A part of the list."),
            get("/price-lists/{id}", "get_price_list")
                .does("Reads a price list with its prices.")
                .at::<Handle>("id", PRICE_LIST)
                .gives::<PriceListResource<'static>>(200, "The price list.")
                .with(&["ETag"]),
            put("/price-lists/{id}", "put_price_list")
                .does("Creates or replaces a whole price list.")
                .note("The list's price wins. What it does not name costs what the product itself says where the list is in the shop's currency, and is not sold in the market otherwise. At most 50 lists of 5,000 prices.")
                .at::<Handle>("id", PRICE_LIST)
                .guarded()
                .takes::<PriceListDraft>()
                .like(json!({"title": "Switzerland", "currency": "CHF", "prices": []}))
                .gives::<PriceListResource<'static>>(200, "It was replaced, or was just so.")
                .or(201, "It was made.")
                .with(&["ETag"])
                .refuses("currency_in_use too_many conflict"),
            delete("/price-lists/{id}", "delete_price_list")
                .does("Deletes a price list that no market sells at.")
                .at::<Handle>("id", PRICE_LIST)
                .guarded()
                .gives_nothing(204, "It is gone.")
                .refuses("price_list_in_use conflict"),
        ],
    )
}
