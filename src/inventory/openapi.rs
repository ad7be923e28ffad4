//! The operations of stock, as the document of the admin API tells them.

use serde_json::json;

use super::feed::{BatchDraft, FeedReport};
use super::wire::{
    AdjustmentDraft, CountDraft, HeldStockResource, MovementList, RebuildProgress, StockList,
    StockResource,
};
use crate::kernel::Sku;
use crate::web::operation::{Operation, get, post, put, scoped};

pub fn admin() -> Vec<Operation> {
    let of_sku = |operation: Operation| operation.at::<Sku>("sku", "The SKU.");
    let operations = vec![
        get("/stock", "list_stock")
            .does("Lists what is counted, by SKU; some seconds old.")
            .query(
                "filter",
                "Only what is low, sold out, or promised and not there.",
                json!({"type": "string", "enum": ["low", "sold_out", "oversold", "not_tracked"]}),
            )
            .query("q", "How a SKU begins.", json!({"type": "string"}))
            .paged()
            .gives::<StockList>(200, "A part of the list."),
        post("/stock/batch", "post_stock_batch")
            .does("Counts up to 500 SKUs and locations, each succeeding or failing for itself.")
            .note("With a `feed_id`, a feed that is sent twice counts once, whatever was corrected in between; without one the `Idempotency-Key` stands for it. A row that came with the id before and says something else now is 409 `idempotency_key_reused`. The results are in the order of the items.")
            .takes::<BatchDraft>()
            .like(json!({"feed_id": "night-17", "items": [{"sku": "THROW-BLUE", "location": "main", "on_hand": 3}]}))
            .takes_also("text/csv")
            .query("feed_id", "Of a CSV file; a batch in JSON has it in its body.", json!({"type": "string", "pattern": "^[!-~]{1,200}$"}))
            .gives::<FeedReport>(200, "What became of each item.")
            .gives_also("text/csv")
            .replayed()
            .refuses("in_progress"),
        post("/stock/rebuilds", "post_rebuild")
            .does("Has the list made anew from the counts themselves, a part at a time.")
            .paged()
            .gives::<RebuildProgress>(202, "So many were asked; go on with `next_cursor`.")
            .replayed()
            .refuses("in_progress"),
        of_sku(get("/stock/{sku}", "get_stock"))
            .does("Reads the counts of a SKU from their owner.")
            .note("`available` is on hand less what is committed (paid, not shipped), reserved (being paid) and the safety stock, and never below 0; `oversold` is what is promised and not there. A SKU that was never counted has `available: null` and is sold without limit.")
            .gives::<HeldStockResource>(200, "The counts, with the orders that hold units."),
        of_sku(put("/stock/{sku}", "put_stock"))
            .does("Says how many were counted at a location, the safety stock, or what may be sold ahead.")
            .note("With `counted_at`, what came or went since is applied to the count. `expected_on_hand` refuses the count where another number stands.")
            .takes::<CountDraft>()
            .like(json!({"location": "main", "on_hand": 12, "counted_at": "2026-12-01T08:00:00Z"}))
            .gives::<StockResource>(200, "The counts afterwards.")
            .refuses("count_mismatch count_outdated"),
        of_sku(post("/stock/{sku}/adjustments", "post_adjustment"))
            .does("Adds units that came, or takes away those that went.")
            .note("The reasons `received` and `damaged` are movements of these kinds, all others `adjusted`.")
            .takes::<AdjustmentDraft>()
            .like(json!({"location": "main", "delta": -2, "reason": "damaged"}))
            .gives::<StockResource>(201, "The counts afterwards.")
            .replayed(),
        of_sku(get("/stock/{sku}/movements", "list_movements"))
            .does("Lists what happened to a SKU, the newest first: by how much, and for which order.")
            .paged()
            .gives::<MovementList>(200, "A part of the ledger."),
    ];
    scoped("Stock", "stock", operations)
}
