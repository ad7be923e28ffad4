//! The operations of carts, as the document of the storefront's API tells them.

use serde_json::{Value, json};

use super::wire::{
    CartDraft, CartResource, DestinationDraft, DiscountDraft, LineDraft, LinePatch, NoteDraft,
    QuoteResource, ShippingDraft,
};
use crate::web::operation::{Operation, delete, get, patch, post, put, tagged};

/// A key that makes a cart also names it.
const CREATION_KEY_LENGTH: usize = 16;

/// How a cart is named in addresses.
pub fn cart_id() -> Value {
    json!({"type": "string", "pattern": "^[0-9a-f]{32}$", "examples": ["5d0f8e1c7ab94f6e9a3b2c1d0e4f5a6b"]})
}

fn of_cart(operation: Operation) -> Operation {
    operation.at_text("id", "The cart: whoever knows this has it.", cart_id())
}

/// A change that answers with the whole cart.
fn change(operation: Operation, sentence: &'static str) -> Operation {
    of_cart(operation).guarded().gives::<CartResource<'static>>(200, sentence).with(&["ETag"])
}

/// A change whose repetition under a key is harmless.
fn keyed(operation: Operation) -> Operation {
    operation.keyed().with(&["Idempotency-Replayed"]).refuses("idempotency_key_reused in_progress")
}

pub fn storefront() -> Vec<Operation> {
    let line = |operation: Operation| {
        operation.at_text(
            "line",
            "The `id` of the line.",
            json!({"type": "string", "examples": ["1"]}),
        )
    };
    let code = |operation: Operation| {
        operation.at_text(
            "code",
            "The code, in either case.",
            json!({"type": "string", "pattern": "^[A-Za-z0-9-]{3,40}$", "examples": ["SPRING-10"]}),
        )
    };
    let mut operations = vec![
        post("/carts", "create_cart")
            .does("Makes a cart, empty or with lines.")
            .note("At most 100 different SKUs with 999 units of each. A cart that nobody used for 30 days is deleted.")
            .keyed_by(CREATION_KEY_LENGTH)
            .takes::<CartDraft>()
            .like(json!({"lines": [{"sku": "THROW-BLUE", "quantity": 2}]}))
            .gives::<CartResource<'static>>(201, "The new cart; keep its `id` secret.")
            .with(&["ETag", "Idempotency-Replayed"])
            .refuses("sold_out idempotency_key_reused in_progress too_many_lines quantity_too_large"),
        of_cart(get("/carts/{id}", "show_cart"))
            .does("Shows a cart with its quote and with what is in the way of buying it.")
            .gives::<CartResource<'static>>(200, "The cart.")
            .with(&["ETag"]),
        of_cart(get("/carts/{id}/quote", "show_quote"))
            .does("Shows the price ladder of a cart: lines, discounts, delivery, taxes, total.")
            .gives::<QuoteResource<'static>>(200, "The quote."),
        keyed(change(post("/carts/{id}/lines", "add_line"), "The cart with the line."))
            .does("Adds units of a SKU; the same SKU again sums.")
            .takes::<LineDraft>()
            .like(json!({"sku": "THROW-BLUE", "quantity": 1}))
            .refuses("sold_out too_many_lines quantity_too_large"),
        line(change(patch("/carts/{id}/lines/{line}", "change_line"), "The cart afterwards."))
            .does("Sets the quantity of a line; 0 takes it out.")
            .takes::<LinePatch>()
            .like(json!({"quantity": 3}))
            .refuses("quantity_too_large"),
        line(change(delete("/carts/{id}/lines/{line}", "remove_line"), "The cart afterwards."))
            .does("Takes a line out."),
    ];
    operations.extend(terms(code));
    tagged("Carts", operations)
}

fn terms(code: impl Fn(Operation) -> Operation) -> Vec<Operation> {
    vec![
        keyed(change(post("/carts/{id}/discounts", "add_discount"), "The cart with the code."))
            .does("Enters a code, whether or not it applies today.")
            .note("What became of it stands under `discounts`. At most 5 codes.")
            .takes::<DiscountDraft>()
            .like(json!({"code": "SPRING-10"}))
            .with(&["RateLimit-Policy", "RateLimit"])
            .refuses("too_many_codes"),
        code(change(
            delete("/carts/{id}/discounts/{code}", "remove_discount"),
            "The cart afterwards.",
        ))
        .does("Takes a code out.")
        .refuses("invalid@422"),
        change(put("/carts/{id}/destination", "put_destination"), "The cart with a new quote.")
            .does("Says where it shall be sent, for which delivery and tax are quoted.")
            .takes::<DestinationDraft>()
            .like(json!({"country": "IE", "region": "", "postal_code": "F91 E2C4"})),
        change(put("/carts/{id}/shipping", "put_shipping"), "The cart with a new quote.")
            .does("Chooses one of the `shipping_options` of the quote.")
            .takes::<ShippingDraft>()
            .like(json!({"rate": "ireland.standard"})),
        change(put("/carts/{id}/note", "put_note"), "The cart with the note.")
            .does("Leaves a note for the merchant, of at most 1,000 characters.")
            .takes::<NoteDraft>()
            .like(json!({"note": "Please ring twice."}))
            .refuses("note_too_long"),
    ]
}
