//! Who may keep an answer, for how long, and what makes it stale (DESIGN section 7).

use crate::kernel::Timestamp;

/// Shared pages are fresh for a minute ...
pub const FRESH_SECONDS: i64 = 60;
/// ... and may be served stale for an hour while a new one is made.
pub const STALE_SECONDS: i64 = 3600;
const YEAR_SECONDS: i64 = 365 * 24 * 3600;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CachePolicy {
    /// Nobody keeps it. What declares nothing is sent like this, since Workers Cache ignores
    /// cookies and would otherwise keep a personal page for two hours.
    #[default]
    Private,
    /// Everyone shares it; the browser asks again with its ETag. Neither freshness nor the stale
    /// window reaches past the boundary, the next instant at which a price on it changes.
    Shared { boundary: Option<Timestamp> },
    /// Everyone shares it for a minute, and nobody longer: redirects, pages not found.
    SharedBriefly,
    /// Its address names its content: a year, never asked again.
    Immutable,
}

/// The two header values of a policy: for Cloudflare's cache and for browsers.
#[derive(Debug, PartialEq, Eq)]
pub struct CacheHeaders {
    pub edge: Option<String>,
    pub browser: String,
}

impl CachePolicy {
    /// `s-maxage` and `must-revalidate` would switch stale-while-revalidate off at the edge, so
    /// the edge has its own header, which Cloudflare strips.
    pub fn headers(self, now: Timestamp) -> CacheHeaders {
        let revalidate = "public, max-age=0, must-revalidate".to_owned();
        match self {
            Self::Private => CacheHeaders { edge: None, browser: "private, no-store".to_owned() },
            Self::Shared { boundary } => {
                let left = boundary.map_or(i64::MAX, |instant| now.seconds_until(instant).max(0));
                let fresh = FRESH_SECONDS.min(left);
                let stale = STALE_SECONDS.min(left - fresh);
                CacheHeaders {
                    edge: Some(format!("public, max-age={fresh}, stale-while-revalidate={stale}")),
                    browser: revalidate,
                }
            }
            Self::SharedBriefly => CacheHeaders {
                edge: Some(format!("public, max-age={FRESH_SECONDS}")),
                browser: revalidate,
            },
            Self::Immutable => CacheHeaders {
                edge: None,
                browser: format!("public, max-age={YEAR_SECONDS}, immutable"),
            },
        }
    }

    pub const fn is_shared(self) -> bool {
        !matches!(self, Self::Private)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_page_without_a_boundary_is_fresh_a_minute_and_stale_an_hour() {
        let headers = CachePolicy::Shared { boundary: None }.headers(Timestamp::from_millis(0));
        assert_eq!(
            headers.edge.as_deref(),
            Some("public, max-age=60, stale-while-revalidate=3600")
        );
    }

    proptest! {
        #[test]
        fn rule_28_neither_freshness_nor_staleness_reaches_past_a_price_boundary(now in 0i64..10_000_000, ahead in -10_000i64..10_000_000) {
            let now = Timestamp::from_millis(now);
            let boundary = Timestamp::from_millis(now.as_millis() + ahead);
            let headers = CachePolicy::Shared { boundary: Some(boundary) }.headers(now);
            let seconds: i64 = headers.edge.unwrap_or_default()
                .split(|character: char| !character.is_ascii_digit())
                .filter_map(|number| number.parse::<i64>().ok())
                .sum();
            prop_assert!(seconds >= 0 && seconds * 1000 <= ahead.max(0));
        }
    }
}
