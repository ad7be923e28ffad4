use serde_json::{Value, json};

use super::*;

#[test]
fn a_shopper_reads_why_an_order_ended_and_neither_notes_nor_counts() {
    let missing = vec![Missing { sku: Sku::parse("THROW").unwrap(), available: 41 }];
    let number = OrderNumber::random(8);
    let table = [
        (
            EndReason::Cancelled { note: "a fraud, I think".to_owned() },
            json!({"reason": "cancelled"}),
        ),
        (
            EndReason::GoodsGone { missing: missing.clone() },
            json!({"reason": "goods_gone", "missing": [{"sku": "THROW"}]}),
        ),
        (
            EndReason::OutOfStock { missing },
            json!({"reason": "out_of_stock", "missing": [{"sku": "THROW"}]}),
        ),
        (
            EndReason::Superseded { by: number.clone() },
            json!({"reason": "superseded", "by": number}),
        ),
        (EndReason::NotPaid, json!({"reason": "not_paid"})),
        (
            EndReason::PaymentUnavailable { passes: true },
            json!({"reason": "payment_unavailable", "passes": true}),
        ),
    ];
    let mut order: Order =
        crate::kernel::from_json(include_bytes!("../../tests/fixtures/order.json")).unwrap();
    for (end, expected) in table {
        let merchants = serde_json::to_value(&end).unwrap();
        order.end = Some(end);
        let read = serde_json::to_value(ShopperOrderResource::of(&order)).unwrap();
        assert_eq!(read["end"], expected);
        let whole: Value = serde_json::to_value(OrderResource::of(&order)).unwrap();
        assert_eq!(whole["end"], merchants, "the merchant reads all of it");
    }
}
