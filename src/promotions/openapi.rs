//! The operations of promotions, as the document of the admin API tells them.

use serde_json::json;

use super::PromotionDraft;
use super::wire::UsesResource;
use crate::content::{TermWords, term_operations};
use crate::kernel::Handle;
use crate::web::operation::{Operation, get, scoped};

pub fn admin() -> Vec<Operation> {
    let words = TermWords {
        paths: ["/promotions", "/promotions/{id}"],
        ids: ["list_promotions", "get_promotion", "put_promotion", "delete_promotion"],
        sentences: [
            "Lists the promotions by id.",
            "Reads a promotion.",
            "Creates or replaces a promotion: conditions, a target and a calculator.",
            "Deletes a promotion; its uses stay with its id.",
        ],
        note: "All conditions must hold. Without `code` it applies by itself. `combination` is `combinable`, `one_of_class` (the only one for products, order or shipping) or `exclusive`. A change reaches carts within a minute; the checkout knows it at once. At most 200 enabled promotions, 20 of them `one_of_class` for each target.",
        example: json!({
            "title": "Spring: 10% off prints", "code": "SPRING-10", "enabled": true, "priority": 0,
            "starts_at": "2027-03-01T00:00:00Z", "ends_at": "2027-04-01T00:00:00Z",
            "conditions": [
                {"kind": "minimum_subtotal", "amounts": [{"amount_minor": 5000, "currency": "EUR"}], "of": {"collections": ["art-prints"]}},
                {"kind": "first_order"}, {"kind": "market", "markets": ["default", "de"]},
            ],
            "target": {"kind": "products", "of": {"products": ["bog-moonrise"]}},
            "calculator": {"kind": "percentage", "rate_ppm": 100_000},
            "combination": "combinable", "usage_limit": 500, "usage_limit_per_customer": 1,
        }),
        problems: "code_taken too_many conflict",
    };
    let mut operations = term_operations::<PromotionDraft>(words);
    operations.push(
        get("/promotions/{id}/uses", "show_uses")
            .does("Counts the open claims and orders of a promotion with a limit.")
            .at::<Handle>("id", "What it is called.")
            .gives::<UsesResource>(200, "How often it was used."),
    );
    scoped("Promotions", "settings", operations)
}
