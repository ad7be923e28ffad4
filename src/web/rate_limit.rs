//! How often something may be asked for: figures and counting, pure. What is guaranteed and why it is
//! counted this way is in docs/decisions/0017.

use serde::{Deserialize, Serialize};

use super::FieldError;
use crate::kernel::Timestamp;

/// Into how many slices a period is cut: a window moves on by one of them.
const SLICES: i64 = 60;
const MAX_LIMIT: u32 = 100_000;
/// A day.
const MAX_PERIOD_SECONDS: u32 = 86_400;
/// Figures of reads and writes that would lock the merchant out cannot be set.
const MIN_DESK_LIMIT: u32 = 10;
const MAX_DESK_PERIOD_SECONDS: u32 = 3_600;
/// So many times as much passes on a developer's machine, and from who has the deployment's own secret.
const GENEROUS_FACTOR: u32 = 100;

/// What is counted by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// GET by a token or a member of staff.
    Reads,
    /// Everything else by them.
    Writes,
    /// Orders that a visitor wants to make.
    Checkouts,
    /// Attempts to sign in.
    SignIns,
    /// Codes that a visitor enters.
    DiscountCodes,
}

impl Purpose {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reads => "reads",
            Self::Writes => "writes",
            Self::Checkouts => "checkouts",
            Self::SignIns => "sign_ins",
            Self::DiscountCodes => "discount_codes",
        }
    }

    /// Whether its count outlives the memory of the object: where somebody guesses, a pause long enough
    /// to be forgotten must not be worth while.
    pub const fn is_stored(self) -> bool {
        matches!(self, Self::SignIns | Self::DiscountCodes)
    }
}

/// So many requests in any period of that length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Quota {
    pub limit: u32,
    pub period_seconds: u32,
}

impl Quota {
    const fn new(limit: u32, period_seconds: u32) -> Self {
        Self { limit, period_seconds }
    }

    #[must_use]
    pub fn generously(self) -> Self {
        Self { limit: self.limit.saturating_mul(GENEROUS_FACTOR), ..self }
    }

    fn slice_ms(self) -> i64 {
        (i64::from(self.period_seconds.max(1)) * 1000 + SLICES - 1) / SLICES
    }
}

/// The merchant's figures: reads and writes for each token and member of staff, the others for each
/// visitor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct RateLimits {
    pub reads: Quota,
    pub writes: Quota,
    pub checkouts: Quota,
    pub sign_ins: Quota,
    pub discount_codes: Quota,
}

impl Default for RateLimits {
    fn default() -> Self {
        Self {
            reads: Quota::new(600, 60),
            writes: Quota::new(120, 60),
            checkouts: Quota::new(20, 300),
            sign_ins: Quota::new(5, 600),
            discount_codes: Quota::new(20, 300),
        }
    }
}

impl RateLimits {
    pub const fn quota(&self, purpose: Purpose) -> Quota {
        match purpose {
            Purpose::Reads => self.reads,
            Purpose::Writes => self.writes,
            Purpose::Checkouts => self.checkouts,
            Purpose::SignIns => self.sign_ins,
            Purpose::DiscountCodes => self.discount_codes,
        }
    }

    /// Faults by their path within the settings.
    pub fn complaints(&self) -> Vec<FieldError> {
        let all = [
            Purpose::Reads,
            Purpose::Writes,
            Purpose::Checkouts,
            Purpose::SignIns,
            Purpose::DiscountCodes,
        ];
        let mut complaints = Vec::new();
        for purpose in all {
            let quota = self.quota(purpose);
            let mut add = |field: &str, detail: &str| {
                let field = format!("rate_limits.{}.{field}", purpose.name());
                complaints.push(FieldError { field, detail: detail.to_owned() });
            };
            let is_desk = matches!(purpose, Purpose::Reads | Purpose::Writes);
            if is_desk && !(MIN_DESK_LIMIT..=MAX_LIMIT).contains(&quota.limit) {
                add("limit", "Let 10 to 100,000 requests pass.");
            } else if !(1..=MAX_LIMIT).contains(&quota.limit) {
                add("limit", "Let 1 to 100,000 requests pass.");
            }
            if is_desk && !(1..=MAX_DESK_PERIOD_SECONDS).contains(&quota.period_seconds) {
                add("period_seconds", "A period of reads or writes has 1 to 3,600 seconds.");
            } else if !(1..=MAX_PERIOD_SECONDS).contains(&quota.period_seconds) {
                add("period_seconds", "A period has 1 to 86,400 seconds.");
            }
        }
        complaints
    }
}

/// What became of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Counted {
    pub passes: bool,
    /// How many more would pass now.
    pub remaining: u32,
    /// After so many seconds there will be more.
    pub more_after_seconds: u32,
}

/// What passed in the last period, by slices of it. A request passes while fewer than the limit have
/// passed in the slice of this instant and the sixty before it, which are longer than any period that
/// ends now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Window {
    period_seconds: u32,
    /// Number of the slice and how many passed in it, the oldest first.
    slices: Vec<(i64, u32)>,
}

impl Window {
    /// Counts one request if it passes. Another period than before begins anew.
    pub fn count(&mut self, quota: Quota, now: Timestamp) -> Counted {
        if self.period_seconds != quota.period_seconds {
            *self = Self { period_seconds: quota.period_seconds, slices: Vec::new() };
        }
        let slice_ms = quota.slice_ms();
        let newest = self.slices.last().map_or(i64::MIN, |(slice, _)| *slice);
        // A clock that goes back counts into the newest slice.
        let current = now.as_millis().div_euclid(slice_ms).max(newest);
        self.slices.retain(|(slice, _)| *slice >= current - SLICES);
        let used = self.used();
        let passes = used < quota.limit;
        if passes {
            match self.slices.last_mut() {
                Some((slice, count)) if *slice == current => *count += 1,
                _ => self.slices.push((current, 1)),
            }
        }
        Counted {
            passes,
            remaining: quota.limit.saturating_sub(self.used()),
            more_after_seconds: self.more_after_seconds(quota, now),
        }
    }

    fn used(&self) -> u32 {
        self.slices.iter().map(|(_, passed)| *passed).sum()
    }

    /// Until so many slices have left the window that another one passes; with some left, until there
    /// are more.
    fn more_after_seconds(&self, quota: Quota, now: Timestamp) -> u32 {
        let mut used = self.used();
        for (slice, passed) in &self.slices {
            used -= passed;
            if used < quota.limit {
                let leaves_at_ms = (slice + SLICES + 1) * quota.slice_ms();
                let wait_ms = (leaves_at_ms - now.as_millis()).max(1);
                return u32::try_from((wait_ms + 999) / 1000).unwrap_or(u32::MAX);
            }
        }
        1
    }

    /// When nothing of it counts any more.
    pub fn ends_at(&self) -> Timestamp {
        let slice_ms = Quota::new(0, self.period_seconds).slice_ms();
        let newest = self.slices.last().map_or(0, |(slice, _)| *slice);
        Timestamp::from_millis((newest + SLICES + 1).saturating_mul(slice_ms))
    }
}

/// What an answer says of a limit that the request was counted against, as
/// draft-ietf-httpapi-ratelimit-headers has it since its revision 9.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    pub purpose: Purpose,
    pub quota: Quota,
    pub counted: Counted,
}

impl Told {
    /// `"writes";q=120;w=60`
    pub fn policy(&self) -> String {
        let Quota { limit, period_seconds } = self.quota;
        format!("\"{}\";q={limit};w={period_seconds}", self.purpose.name())
    }

    /// `"writes";r=118;t=30`
    pub fn state(&self) -> String {
        let Counted { remaining, more_after_seconds, .. } = self.counted;
        format!("\"{}\";r={remaining};t={more_after_seconds}", self.purpose.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000 + millis)
    }

    #[test]
    fn from_rest_exactly_the_limit_passes_at_once_and_the_next_one_later() {
        let quota = Quota::new(3, 60);
        let mut window = Window::default();
        let counted: Vec<_> = (0..5).map(|_| window.count(quota, at(0))).collect();
        let passed: Vec<_> = counted.iter().map(|counted| counted.passes).collect();
        assert_eq!(passed, [true, true, true, false, false]);
        let remaining: Vec<_> = counted.iter().map(|counted| counted.remaining).collect();
        assert_eq!(remaining, [2, 1, 0, 0, 0]);
        let wait = i64::from(counted[4].more_after_seconds);
        assert!((60..=61).contains(&wait), "{wait}");
        assert!(!window.count(quota, at(59_999)).passes);
        assert!(window.count(quota, at(wait * 1000)).passes);
    }

    #[test]
    fn other_figures_hold_at_once() {
        let mut window = Window::default();
        for second in 0..10 {
            assert!(window.count(Quota::new(10, 60), at(second * 2000)).passes);
        }
        let fewer = window.count(Quota::new(4, 60), at(20_000));
        assert!(!fewer.passes && fewer.remaining == 0);
        let wait = i64::from(fewer.more_after_seconds) * 1000;
        assert!(!window.count(Quota::new(4, 60), at(20_000 + wait - 1001)).passes);
        assert!(window.count(Quota::new(4, 60), at(20_000 + wait)).passes);
        assert!(window.count(Quota::new(40, 60), at(30_000)).passes, "a higher limit");
        assert!(window.count(Quota::new(1, 30), at(30_000)).passes, "another period");
    }

    #[test]
    fn answers_tell_the_figures_in_the_words_of_the_draft() {
        let counted = Counted { passes: true, remaining: 118, more_after_seconds: 30 };
        let told = Told { purpose: Purpose::Writes, quota: Quota::new(120, 60), counted };
        assert_eq!(told.policy(), "\"writes\";q=120;w=60");
        assert_eq!(told.state(), "\"writes\";r=118;t=30");
    }

    #[test]
    fn impossible_figures_are_named_by_their_path() {
        let limits = RateLimits {
            reads: Quota::new(9, 60),
            writes: Quota::new(10, 3_600),
            sign_ins: Quota::new(5, 86_401),
            ..RateLimits::default()
        };
        let fields: Vec<_> = limits.complaints().into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["rate_limits.reads.limit", "rate_limits.sign_ins.period_seconds"]);
        assert_eq!(RateLimits::default().complaints(), []);
    }

    /// Pauses between requests in milliseconds: many short ones, some of about a period.
    fn pauses(period_ms: i64) -> impl Strategy<Value = Vec<i64>> {
        let pause = prop_oneof![
            4 => Just(0),
            4 => 0..period_ms / 20 + 1,
            1 => 0..period_ms * 2,
        ];
        proptest::collection::vec(pause, 1..120)
    }

    fn histories() -> impl Strategy<Value = (Quota, Vec<i64>)> {
        (1u32..12, 1u32..700).prop_flat_map(|(limit, period)| {
            (Just(Quota::new(limit, period)), pauses(i64::from(period) * 1000))
        })
    }

    proptest! {
        #[test]
        fn no_interval_of_a_period_lets_more_than_the_limit_through((quota, pauses) in histories()) {
            let (mut window, mut now, mut passed) = (Window::default(), 0, Vec::new());
            for pause in pauses {
                now += pause;
                if window.count(quota, at(now)).passes {
                    passed.push(now);
                }
            }
            let period_ms = i64::from(quota.period_seconds) * 1000;
            for (first, begin) in passed.iter().enumerate() {
                let within = passed[first..].iter().filter(|one| **one < begin + period_ms).count();
                prop_assert!(within <= quota.limit as usize, "{within} from {begin}");
            }
            prop_assert!(window.slices.len() <= 61);
        }

        #[test]
        fn who_waits_as_told_passes_and_a_sixtieth_more_than_a_period_gives_all((quota, pauses) in histories()) {
            let (mut window, mut now) = (Window::default(), 0);
            for pause in pauses {
                now += pause;
                let counted = window.count(quota, at(now));
                prop_assert_eq!(counted.passes || counted.remaining == 0, true);
                if !counted.passes {
                    let mut later = window.clone();
                    let wait = i64::from(counted.more_after_seconds) * 1000;
                    prop_assert!(later.count(quota, at(now + wait)).passes);
                    let longest = quota.slice_ms() * (SLICES + 1) + 999;
                    prop_assert!(wait <= longest, "{wait} of {longest}");
                }
            }
            let rested = at(now + quota.slice_ms() * (SLICES + 1));
            prop_assert!(window.ends_at() <= rested);
            for _ in 0..quota.limit {
                prop_assert!(window.count(quota, rested).passes);
            }
        }

        #[test]
        fn a_clock_that_goes_back_lets_no_more_through(jumps in proptest::collection::vec(-90_000i64..90_000, 1..80)) {
            let quota = Quota::new(4, 60);
            let (mut window, mut now, mut latest, mut passed) =
                (Window::default(), 0i64, i64::MIN, Vec::new());
            for jump in jumps {
                now += jump;
                latest = now.max(latest);
                if window.count(quota, at(now)).passes {
                    passed.push(latest);
                }
            }
            for (first, begin) in passed.iter().enumerate() {
                let within = passed[first..].iter().filter(|one| **one < begin + 60_000).count();
                prop_assert!(within <= 4);
            }
        }
    }
}
