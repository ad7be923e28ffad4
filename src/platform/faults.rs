//! Failures on purpose, for tests and for trying things out. Only the routes under `/__dev` set
//! them, and those exist only in development.

use std::sync::atomic::{AtomicU8, Ordering};

static KV: AtomicU8 = AtomicU8::new(0);
static D1: AtomicU8 = AtomicU8::new(0);
static R2_WRITES: AtomicU8 = AtomicU8::new(0);
static PROMOTION: AtomicU8 = AtomicU8::new(0);
static STOCK: AtomicU8 = AtomicU8::new(0);
static STOCK_AFTER: AtomicU8 = AtomicU8::new(0);

fn slot(kind: &str) -> Option<&'static AtomicU8> {
    match kind {
        "kv" => Some(&KV),
        "d1" => Some(&D1),
        "r2_writes" => Some(&R2_WRITES),
        "promotion" => Some(&PROMOTION),
        "stock" => Some(&STOCK),
        "stock_after" => Some(&STOCK_AFTER),
        _ => None,
    }
}

/// Sets the fault of `kv`, `d1`, `r2_writes`, `promotion` or `stock` (their objects), or `stock_after` (what
/// was asked of stock happens and the answer is lost) from its name; `false` when either name is
/// unknown.
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
