//! The checkout, as the document of the storefront's API tells it.

use serde_json::json;

use super::details::CheckoutDraft;
use super::wire::PlacedResource;
use crate::cart::cart_id;
use crate::web::operation::{Operation, post, tagged};

pub fn storefront() -> Vec<Operation> {
    let check_out = post("/carts/{id}/checkout", "check_out")
        .does("Makes the order of a cart and opens its payment page.")
        .note("Required are `email`, and `address` where something is delivered. Without the rest the bill goes to `address`, delivery is the cart's own choice or the cheapest, payment the first that is offered, the locale that of the market, and the total whatever it is. The same cart with the same details is the same order until it has ended, whatever the key; another `payment_method` is another payment page of it; other details make a new order that takes the place of the unpaid one.\n\n`cart_problems`, `out_of_stock` and `no_payment_method` carry `problems` as the cart does; `total_changed` carries `expected` and, under `current`, the whole new quote; `promotion_used_up` names the `promotion`, `already_paying` the `order`.")
        .at_text("id", "The cart.", cart_id())
        .keyed()
        .takes::<CheckoutDraft>()
        .like(json!({
            "email": "ada@example.com",
            "address": {
                "name": "Ada Byrne", "line1": "4 Quay Street", "city": "Sligo",
                "postal_code": "F91 E2C4", "country": "IE",
            },
            "payment_method": "card",
            "expected_total": {"amount_minor": 9490, "currency": "EUR"},
        }))
        .gives::<PlacedResource<'static>>(201, "The order; send the shopper to `redirect_url`.")
        .with(&["Idempotency-Replayed", "RateLimit-Policy", "RateLimit"])
        .refuses("cart_problems out_of_stock total_changed no_payment_method promotion_used_up already_paying cart_changed order_ended in_progress idempotency_key_reused too_many_unpaid payment_unavailable");
    tagged("Checkout", vec![check_out])
}
