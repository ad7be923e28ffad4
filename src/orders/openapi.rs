//! The operations of orders, as the documents of the APIs tell them.

use serde_json::{Value, json};

use super::admin_wire::{
    CancellationDraft, NoteDraft, OrderList, RebuildDraft, RebuildProgress, Reconciliation,
    Refunded, Shipped,
};
use super::rows::FulfilmentStatus;
use super::wire::{OrderResource, ShopperOrderResource};
use super::{OrderState, PaymentStatus, RefundPlan, RefundWish, ShipmentWish};
use crate::kernel::{OrderNumber, Timestamp};
use crate::web::operation::{Operation, get, post, scoped, tagged};

pub fn storefront() -> Vec<Operation> {
    let order = get("/orders/{token}", "get_order")
        .does("Shows an order to whoever has its `id`, which its checkout gave.")
        .at_text(
            "token",
            "The `id` that the checkout gave: it opens the order, its number does not.",
            json!({"type": "string", "pattern": "^[0-9A-HJKMNP-TV-Z]{10}-[0-9a-f]{32}$", "examples": [TOKEN]}),
        )
        .gives::<ShopperOrderResource<'static>>(200, "The order.");
    tagged("Checkout", vec![order])
}

const TOKEN: &str = "01ABCDEFGH-5d0f8e1c7ab94f6e9a3b2c1d0e4f5a6b";

fn of_order(operation: Operation) -> Operation {
    operation.at::<OrderNumber>("id", "The number of the order.")
}

/// Refusals of what is asked of one order.
const REFUND_REFUSALS: &str = "more_than_refundable disputed too_many_units order_ended nothing_asked other_sum negative_amount";

pub fn admin() -> Vec<Operation> {
    let mut operations = scoped("Orders", "orders", vec![list()]);
    operations.extend(scoped("Orders", "orders", of_one()));
    operations.extend(scoped(
        "Operations", "orders",
        vec![
            get("/reconciliation", "show_reconciliation")
                .does("Says whether everything adds up: orders by state, money that pays for nothing, what is not settled, held goods.")
                .gives::<Reconciliation>(200, "From the copies, some seconds old."),
            post("/orders/rebuilds", "rebuild_orders")
                .does("Makes the lists of orders anew from the archive, a part at a time.")
                .may_take::<RebuildDraft>()
                .like(json!({"cursor": null}))
                .gives::<RebuildProgress>(200, "So many were read; go on with `next_cursor`.")
                .replayed()
                .refuses("in_progress"),
        ],
    ));
    operations
}

fn list() -> Operation {
    let text = || json!({"type": "string"});
    get("/orders", "list_orders")
        .does("Lists orders, the newest first; without `state`, `number`, `q`, `needs` or `on_hold=true` all but what nobody paid.")
        .query_of::<OrderState>("state", "In this state.")
        .query_of::<PaymentStatus>("payment_status", "Paid so far.")
        .query_of::<FulfilmentStatus>("fulfilment_status", "Sent so far.")
        .query("email", "Of this e-mail address, whole or how it begins.", text())
        .query_of::<OrderNumber>("number", "With this number, whatever became of it.")
        .query_of::<Timestamp>("from", "Placed at this instant or later.")
        .query_of::<Timestamp>("to", "Placed before this instant.")
        .query(
            "q",
            "A number, how an e-mail address or a name begins, or a gateway's id of a payment.",
            text(),
        )
        .query("on_hold", "Whether something stands against it.", json!({"type": "string", "enum": ["true", "false"]}))
        .query("needs", "`shipping`: paid and not sent whole. `attention`: on hold, disputed, or with unmatched money. `payment`: a payment failed in the last seven days and none was made since. `dispute`: a bank asks its money back. `silence`: not settled, and not heard of for an hour.", json!({"type": "string", "enum": ["shipping", "attention", "payment", "dispute", "silence"]}))
        .query("sku", "Has a line of this SKU.", text())
        .query("market", "Sold in this market, or `default` for the shop's own.", json!({"type": "string", "pattern": "^([a-z]{2}(-[a-z]{2})?|default)$"}))
        .paged()
        .gives::<OrderList>(200, "A part of the list; some seconds old.")
}

fn refund() -> Value {
    json!({
        "lines": [{"line_id": "1", "quantity": 1, "restock": true, "location": "main"}],
        "shipping_minor": 0, "reason": "Broken",
    })
}

fn of_one() -> Vec<Operation> {
    vec![
        of_order(get("/orders/{id}", "get_order"))
            .does("Reads an order whole, from its owner: lines, quote, payments, ledger, refunds, shipments, events.")
            .gives::<OrderResource<'static>>(200, "The order.")
            .with(&["ETag"]),
        of_order(post("/orders/{id}/refunds", "post_refund"))
            .does("Gives money back: for lines, for delivery, or an amount.")
            .note("A refund of k of n units is the rounded share of the line less what went back already. `amount_minor` beside lines must be what they come to. A refund that the gateway has not confirmed yet is `submitted` or `pending`.")
            .guarded()
            .takes::<RefundWish>()
            .like(refund())
            .gives::<Refunded<'static>>(201, "The refund, and the order afterwards.")
            .with(&["ETag"])
            .replayed()
            .refuses(REFUND_REFUSALS),
        of_order(post("/orders/{id}/refunds/preview", "preview_refund"))
            .does("Says what a refund would come to; nothing is done.")
            .note("With its `revision` as `If-Match` the refund is exactly the one that was shown, or 412. It takes no `Idempotency-Key`, since it changes nothing; one that is sent means nothing.")
            .needs("orders:read")
            .takes::<RefundWish>()
            .like(refund())
            .gives::<RefundPlan>(200, "What it would come to.")
            .with(&["ETag"])
            .refuses(REFUND_REFUSALS),
        of_order(post("/orders/{id}/cancellation", "post_cancellation"))
            .does("Cancels an order: before capture its page is closed, afterwards everything goes back.")
            .guarded()
            .may_take::<CancellationDraft>()
            .like(json!({"reason": "The customer changed her mind."}))
            .gives::<OrderResource<'static>>(200, "The order afterwards.")
            .with(&["ETag"])
            .replayed()
            .refuses("already_shipped disputed order_ended"),
        of_order(post("/orders/{id}/shipments", "post_shipment"))
            .does("Says that units left the house.")
            .guarded()
            .takes::<ShipmentWish>()
            .like(json!({
                "lines": [{"line_id": "1", "quantity": 1}], "carrier": "DHL",
                "tracking_number": "00340434161094000000", "tracking_url": "https://www.dhl.de/",
            }))
            .gives::<Shipped<'static>>(201, "The shipment, and the order afterwards.")
            .with(&["ETag"])
            .replayed()
            .refuses("not_confirmed on_hold too_many_units order_ended nothing_asked"),
        of_order(post("/orders/{id}/notes", "post_note"))
            .does("Notes something for whoever looks at the order later; shoppers never see it.")
            .guarded()
            .takes::<NoteDraft>()
            .like(json!({"text": "Asked for a gift wrapping by telephone."}))
            .gives::<OrderResource<'static>>(201, "The order with the note.")
            .with(&["ETag"])
            .replayed()
            .refuses("too_many_notes"),
        of_order(post("/orders/{id}/mails/{event}", "post_mail"))
            .does("Tells the shopper of an event again.")
            .at_text(
                "event",
                "The number of the event.",
                json!({"type": "integer", "minimum": 0, "maximum": u32::MAX, "examples": [1]}),
            )
            .guarded()
            .gives_nothing(202, "It will be sent.")
            .replayed(),
    ]
}
