//! How often one client may ask for what only D1 can answer, by the platform's own counters, and how
//! often anybody may do what is counted exactly, by `Limiter` objects.

use std::net::Ipv6Addr;

#[cfg(target_arch = "wasm32")]
use serde_json::json;

#[cfg(target_arch = "wasm32")]
use super::limiter::Asked;
#[cfg(target_arch = "wasm32")]
use super::rate_limit::{Counted, Purpose, Quota, Told};
#[cfg(target_arch = "wasm32")]
use super::{Context, Problem};
#[cfg(target_arch = "wasm32")]
use crate::platform::{StoreError, faults, within};

/// The period of the limit `LISTS` in `wrangler.toml`, after which asking helps again.
#[cfg(target_arch = "wasm32")]
const PERIOD_SECONDS: u32 = 10;

/// For searches, narrowed lists and lists of the API.
///
/// # Errors
/// 429 `too_many_requests` when this client asked too often.
#[cfg(target_arch = "wasm32")]
pub async fn limit_lists(context: &Context) -> Result<(), Problem> {
    limit_client(context, "lists").await
}

/// Counts one request of this client against the limit; each `purpose` counts by itself. In
/// development nothing is refused unless `RATE_LIMITS` is `strict`: a page that is being worked on
/// is loaded often.
///
/// # Errors
/// 429 `too_many_requests` when this client asked too often.
#[cfg(target_arch = "wasm32")]
pub async fn limit_client(context: &Context, purpose: &str) -> Result<(), Problem> {
    // A token is counted exactly; its address is that of a server with many shoppers.
    if is_generous(context) || context.named_client().is_some() {
        return Ok(());
    }
    let Ok(limiter) = context.platform.env().rate_limiter("LISTS") else {
        return Ok(());
    };
    let client = client(context);
    match limiter.limit(format!("{purpose}:{client}")).await {
        Ok(outcome) if !outcome.success => Err(too_many_requests(PERIOD_SECONDS)),
        // A limiter that fails refuses nobody.
        _ => Ok(()),
    }
}

/// Whether this is a developer's machine where limits are not asked for.
#[cfg(target_arch = "wasm32")]
fn is_generous(context: &Context) -> bool {
    let strict = || context.platform.variable("RATE_LIMITS").as_deref() == Some("strict");
    context.development && !strict()
}

/// How long a `Limiter` is waited for, in milliseconds.
#[cfg(target_arch = "wasm32")]
const LIMITER_DEADLINE_MS: u64 = 200;
/// The same on a developer's machine, which may be busy building.
#[cfg(target_arch = "wasm32")]
const PATIENT_DEADLINE_MS: u64 = 5_000;

/// Counts one request of `key`, like `token:…` or `visitor:…`, with the merchant's figures in hand; the
/// answer will tell how it stands. A limiter that fails or is slow refuses nobody.
///
/// # Errors
/// 429 `too_many_requests` with the seconds until another one passes.
#[cfg(target_arch = "wasm32")]
pub async fn count_against(
    context: &Context,
    purpose: Purpose,
    quota: Quota,
    key: &str,
) -> Result<(), Problem> {
    let quota = if is_generous(context) { quota.generously() } else { quota };
    let asked = async {
        if faults::strike("limiter").await {
            return Err(StoreError::Unavailable("the limiter fails on purpose".to_owned()));
        }
        let limiter = context.platform.object("LIMITER", key)?;
        limiter.call::<_, Counted>("/counts", &Asked { purpose, quota }).await
    };
    let deadline_ms = if context.development { PATIENT_DEADLINE_MS } else { LIMITER_DEADLINE_MS };
    let counted = match within(deadline_ms, asked).await {
        Some(Ok(counted)) => counted,
        Some(Err(error)) => {
            worker::console_warn!("a limiter refuses nobody: {error}");
            return Ok(());
        }
        None => {
            worker::console_warn!("a limiter refuses nobody: it is slow");
            return Ok(());
        }
    };
    context.tell_limit(Told { purpose, quota, counted });
    if counted.passes {
        return Ok(());
    }
    let problem = too_many_requests(counted.more_after_seconds);
    Err(problem.with("violated-policies", json!([purpose.name()])))
}

/// The refusal of whoever is to come again in so many seconds.
#[cfg(target_arch = "wasm32")]
pub fn too_many_requests(seconds: u32) -> Problem {
    let detail = format!("That was a lot at once. Try again in {}.", in_words(seconds));
    let problem = Problem::new(429, "too_many_requests", detail);
    Problem { retry_after_seconds: Some(seconds), ..problem }
}

fn in_words(seconds: u32) -> String {
    match seconds {
        1 => "a second".to_owned(),
        ..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// Who asks, as limits count.
#[cfg(target_arch = "wasm32")]
pub fn client(context: &Context) -> String {
    if let Some(named) = context.named_client() {
        return named;
    }
    client_of(context.header("CF-Connecting-IP").as_deref())
}

/// An address, or of IPv6 the network of 64 bits, since a client has all of it.
fn client_of(address: Option<&str>) -> String {
    let Some(address) = address else {
        return "local".to_owned();
    };
    match address.parse::<Ipv6Addr>() {
        Ok(long) => {
            let network = long.to_bits() >> 64;
            format!("{network:016x}")
        }
        Err(_) => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_in_seconds_or_whole_minutes() {
        for (seconds, words) in
            [(1, "a second"), (2, "2 seconds"), (90, "90 seconds"), (91, "2 minutes")]
        {
            assert_eq!(in_words(seconds), words);
        }
    }

    #[test]
    fn a_client_is_its_address_or_its_network() {
        assert_eq!(client_of(None), "local");
        assert_eq!(client_of(Some("203.0.113.7")), "203.0.113.7");
        let one = client_of(Some("2001:db8:1:2::3"));
        assert_eq!(one, client_of(Some("2001:db8:1:2:ffff::")));
        assert_ne!(one, client_of(Some("2001:db8:1:3::3")));
    }
}
