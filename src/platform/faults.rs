//! Failures on purpose, for tests and for trying things out. Only the routes under `/__dev` set
//! them, and those exist only in development.

use std::sync::atomic::{AtomicU8, Ordering};

/// What can be made to fail, with the fault that is set.
static FAULTS: [(&str, AtomicU8); 14] = [
    ("kv", AtomicU8::new(0)),
    ("d1", AtomicU8::new(0)),
    ("r2_writes", AtomicU8::new(0)),
    // Calls to the objects of these names.
    ("promotion", AtomicU8::new(0)),
    ("stock", AtomicU8::new(0)),
    // What was asked of stock happens, and the answer is lost.
    ("stock_after", AtomicU8::new(0)),
    ("order", AtomicU8::new(0)),
    // What an order does ends in a panic.
    ("order_panic", AtomicU8::new(0)),
    // Writing the copies of orders: into D1, into R2, and the queues on the way.
    ("order_copy", AtomicU8::new(0)),
    ("archive", AtomicU8::new(0)),
    ("orders_queue", AtomicU8::new(0)),
    ("payments_queue", AtomicU8::new(0)),
    ("mail_queue", AtomicU8::new(0)),
    // The objects that count requests.
    ("limiter", AtomicU8::new(0)),
];

fn slot(kind: &str) -> Option<&'static AtomicU8> {
    FAULTS.iter().find(|(name, _)| *name == kind).map(|(_, slot)| slot)
}

/// The names that [`set`] knows, for people.
pub fn names() -> String {
    FAULTS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// Sets the fault of one dependency; `false` when either name is unknown.
pub fn set(kind: &str, fault: &str) -> bool {
    let value = match fault {
        "none" => 0,
        "fails" => 1,
        "hangs" => 2,
        _ => return false,
    };
    slot(kind).is_some_and(|slot| {
        slot.store(value, Ordering::Relaxed);
        true
    })
}

/// Waits for ever or answers whether the call must fail.
pub async fn strike(kind: &str) -> bool {
    match slot(kind).map(|slot| slot.load(Ordering::Relaxed)) {
        Some(1) => true,
        Some(2) => std::future::pending().await,
        _ => false,
    }
}
