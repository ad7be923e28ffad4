//! Secrets that open nothing: whoever sends many of them waits.
//!
//! An attempt that failed counts for the visitor's address, with the figures of `reads`. When those are used
//! up, this isolate remembers until when the visitor waits, and asks neither D1 nor the limiter for them
//! until then. A secret that opened something here before is looked up all the same, so that a program
//! goes on while its neighbour behind the same address is kept waiting. Whoever is somebody costs nothing
//! more than they did.

use std::cell::RefCell;

use super::store::digest_of;
use crate::content::count_visitor;
use crate::kernel::Timestamp;
use crate::web::{Context, Problem, Purpose, client, too_many_requests};

/// Most visitors and secrets that an isolate remembers.
const MAX_REMEMBERED: usize = 200;

/// Names with an instant each, the latest last.
type Remembered = Vec<(String, Timestamp)>;

thread_local! {
    /// Digests of secrets that opened something, and when they last did.
    static OPENED: RefCell<Remembered> = const { RefCell::new(Vec::new()) };
    /// Until when visitors wait.
    static WAITING: RefCell<Remembered> = const { RefCell::new(Vec::new()) };
}

fn find(known: &RefCell<Remembered>, name: &str) -> Option<Timestamp> {
    known.borrow().iter().find(|(one, _)| one == name).map(|(_, at)| *at)
}

fn remember(known: &RefCell<Remembered>, name: String, at: Timestamp) {
    let mut known = known.borrow_mut();
    known.retain(|(one, _)| *one != name);
    if known.len() >= MAX_REMEMBERED {
        known.remove(0);
    }
    known.push((name, at));
}

/// Before a secret is looked for.
///
/// # Errors
/// 429 `too_many_requests` for who waits.
pub fn expect_patience(context: &Context, secret: &str) -> Result<(), Problem> {
    let until = WAITING.with(|waiting| find(waiting, &client(context)));
    let Some(until) = until.filter(|until| context.now < *until) else { return Ok(()) };
    if OPENED.with(|opened| find(opened, &digest_of(secret))).is_some() {
        return Ok(());
    }
    let left_ms = until.as_millis() - context.now.as_millis();
    Err(too_many_requests(u32::try_from((left_ms + 999) / 1000).unwrap_or(u32::MAX)))
}

/// After it was looked for.
///
/// # Errors
/// 429 `too_many_requests` for one that opens nothing and is one too many.
pub async fn note_attempt(context: &Context, secret: &str, opened: bool) -> Result<(), Problem> {
    if opened {
        OPENED.with(|known| remember(known, digest_of(secret), context.now));
        return Ok(());
    }
    let counted = count_visitor(context, Purpose::Reads).await;
    if let Err(Problem { retry_after_seconds: Some(seconds), .. }) = &counted {
        let until = context.now.plus_seconds(i64::from(*seconds));
        WAITING.with(|waiting| remember(waiting, client(context), until));
    }
    counted
}
