//! The operations of tax zones, as the document of the admin API tells them.

use serde_json::json;

use super::TaxZoneDraft;
use crate::content::{TermWords, term_operations};
use crate::web::operation::{Operation, scoped};

pub fn admin() -> Vec<Operation> {
    let words = TermWords {
        paths: ["/tax-zones", "/tax-zones/{id}"],
        ids: ["list_tax_zones", "get_tax_zone", "put_tax_zone", "delete_tax_zone"],
        sentences: [
            "Lists the tax zones by id.",
            "Reads a tax zone.",
            "Creates or replaces a tax zone: where which rates of tax hold.",
            "Deletes a tax zone.",
        ],
        note: "Classes that the zone does not name are taxed as `standard`. The zone whose place describes a destination most closely taxes it. At most 50 zones, 100 places, 20 rates.",
        example: json!({
            "title": "Ireland", "places": [{"country": "IE"}],
            "rates": [
                {"tax_class": "standard", "title": "VAT 23%", "rate_ppm": 230_000},
                {"tax_class": "books", "title": "VAT 0%", "rate_ppm": 0},
            ],
        }),
        problems: "too_many conflict",
    };
    scoped("Tax", "settings", term_operations::<TaxZoneDraft>(words))
}
