//! How often one client may ask for what only D1 can answer.

use std::net::Ipv6Addr;

#[cfg(target_arch = "wasm32")]
use super::{Context, Problem};

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
    let strict = || context.platform.variable("RATE_LIMITS").as_deref() == Some("strict");
    if context.development && !strict() {
        return Ok(());
    }
    let Ok(limiter) = context.platform.env().rate_limiter("LISTS") else {
        return Ok(());
    };
    let client = client(context);
    match limiter.limit(format!("{purpose}:{client}")).await {
        Ok(outcome) if !outcome.success => Err(Problem {
            retry_after_seconds: Some(PERIOD_SECONDS),
            ..Problem::new(
                429,
                "too_many_requests",
                "That was a lot at once. Try again in ten seconds.",
            )
        }),
        // A limiter that fails refuses nobody.
        _ => Ok(()),
    }
}

/// Who asks, as limits count.
#[cfg(target_arch = "wasm32")]
pub fn client(context: &Context) -> String {
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
    fn a_client_is_its_address_or_its_network() {
        assert_eq!(client_of(None), "local");
        assert_eq!(client_of(Some("203.0.113.7")), "203.0.113.7");
        let one = client_of(Some("2001:db8:1:2::3"));
        assert_eq!(one, client_of(Some("2001:db8:1:2:ffff::")));
        assert_ne!(one, client_of(Some("2001:db8:1:3::3")));
    }
}
