//! Instants: milliseconds since the Unix epoch, RFC 3339 in UTC on the wire.

use std::fmt;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

/// An instant in UTC, in whole milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    pub const fn as_millis(self) -> i64 {
        self.0
    }

    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Whole seconds from `self` until `later`, rounded down; negative when `later` has passed.
    pub const fn seconds_until(self, later: Self) -> i64 {
        (later.0.saturating_sub(self.0)).div_euclid(1000)
    }

    /// Reads RFC 3339 in any offset; `None` when the text is something else, or when the year in UTC
    /// does not have the four digits that RFC 3339 writes: such an instant could not be read back.
    pub fn parse(text: &str) -> Option<Self> {
        let instant = Self(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis());
        (0..=9999).contains(&instant.utc().year()).then_some(instant)
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }

    /// "21 November 2026", for people.
    pub fn long_date(self) -> String {
        self.utc().format("%-d %B %Y").to_string()
    }

    /// "21 Nov 2026, 10:05", for people who compare instants; in UTC.
    pub fn moment(self) -> String {
        self.utc().format("%-d %b %Y, %H:%M").to_string()
    }

    /// "2026-11-21", for feeds and sitemaps.
    pub fn iso_date(self) -> String {
        self.utc().format("%Y-%m-%d").to_string()
    }

    pub fn year(self) -> String {
        self.utc().format("%Y").to_string()
    }

    /// "Sat, 21 Nov 2026 10:00:00 GMT", for HTTP headers (RFC 9110 section 5.6.7).
    pub fn http_date(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision =
            if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        formatter.write_str(&self.utc().to_rfc3339_opts(precision, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| {
            D::Error::custom(format!(
                "`{text}` is not an instant; write it like 2026-11-21T10:00:00Z"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_instant_survives_the_wire_whatever_its_offset() {
        let noon = Timestamp::parse("2026-11-21T13:00:00+01:00");
        assert_eq!(noon, Timestamp::parse("2026-11-21T12:00:00Z"));
        let text = noon.unwrap_or_default().to_string();
        assert_eq!(text, "2026-11-21T12:00:00Z");
        assert_eq!(Timestamp::parse("yesterday"), None);
    }

    #[test]
    fn an_instant_whose_year_in_utc_has_not_four_digits_is_none() {
        for text in [
            "9999-12-31T23:59:59-05:00",
            "9999-12-31T23:59:60Z",
            "0000-01-01T00:00:00+00:01",
            "10000-01-01T00:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
        }
        for text in ["9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z"] {
            assert_eq!(Timestamp::parse(text).map(|read| read.to_string()).as_deref(), Some(text));
        }
    }

    proptest! {
        #[test]
        fn whatever_is_read_survives_its_text(
            (year, month, day) in (prop_oneof![0i32..=9999, 0i32..=1, 9998i32..=9999], 1u32..=12, prop_oneof![1u32..=28, 28u32..=31]),
            (hour, minute, second, fraction) in (0u32..24, 0u32..60, 0u32..=60, 0u32..1_000_000),
            (sign, hours, minutes) in (prop::sample::select(vec!['+', '-']), 0u32..24, 0u32..60),
        ) {
            let text = format!(
                "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{fraction:06}{sign}{hours:02}:{minutes:02}"
            );
            if let Some(read) = Timestamp::parse(&text) {
                prop_assert_eq!(Timestamp::parse(&read.to_string()), Some(read), "{} {}", text, read);
            }
        }
    }

    #[test]
    fn seconds_until_rounds_down_so_that_a_cache_never_outlives_a_boundary() {
        let now = Timestamp::from_millis(1_500);
        assert_eq!(now.seconds_until(Timestamp::from_millis(4_499)), 2);
        assert_eq!(now.seconds_until(Timestamp::from_millis(1_000)), -1);
    }
}
