//! The operations of shipping zones, as the document of the admin API tells them.

use serde_json::json;

use super::ShippingZoneDraft;
use crate::content::{TermWords, term_operations};
use crate::web::operation::{Operation, scoped};

pub fn admin() -> Vec<Operation> {
    let euro = |amount_minor: i64| json!([{"amount_minor": amount_minor, "currency": "EUR"}]);
    let words = TermWords {
        paths: ["/shipping-zones", "/shipping-zones/{id}"],
        ids: [
            "list_shipping_zones",
            "get_shipping_zone",
            "put_shipping_zone",
            "delete_shipping_zone",
        ],
        sentences: [
            "Lists the shipping zones by id.",
            "Reads a shipping zone.",
            "Creates or replaces a shipping zone: where which ways of delivery are offered.",
            "Deletes a shipping zone.",
        ],
        note: "A `rate` is `flat`, by `weight` (the first band that bears the goods) or by `price` (the last band whose `from` the subtotal reaches). The zone whose place describes a destination most closely serves it; of two alike, the one with the smaller id. At most 50 zones, 100 places, 20 methods, 20 bands.",
        example: json!({
            "title": "Germany", "places": [{"country": "DE"}],
            "methods": [{
                "id": "standard", "title": "DHL Paket", "days_min": 3, "days_max": 5,
                "rate": {"by": "weight", "bands": [
                    {"up_to_grams": 2000, "prices": euro(790)}, {"up_to_grams": 31_500, "prices": euro(1690)},
                ]},
                "free_over": euro(12_000),
            }],
        }),
        problems: "too_many conflict",
    };
    scoped("Shipping", "settings", term_operations::<ShippingZoneDraft>(words))
}
