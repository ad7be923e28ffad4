//! How far the copy of the counts in D1 is, and when the object looks after it again. Pure.

use serde::Deserialize;

use crate::kernel::Timestamp;

/// Changes are gathered for so long before they are copied, in seconds.
const GATHER_SECONDS: i64 = 1;
/// How long to wait after a first failure; twice as long after each further one ...
const RETRY_SECONDS: i64 = 2;
/// ... up to this.
const MAX_RETRY_SECONDS: i64 = 300;
/// An alarm that should have come so long ago will not come any more.
const LOST_SECONDS: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Default)]
pub struct CopyState {
    pub sku: String,
    /// Rises with each change of the counts.
    pub seq: i64,
    /// The one that D1 has.
    pub copied_seq: i64,
    /// What shoppers were told last.
    pub shown: Option<String>,
    /// Attempts that failed in a row.
    pub failures: u32,
    /// When the object wakes by itself.
    pub alarm_ms: Option<i64>,
}

impl CopyState {
    pub fn is_behind(&self) -> bool {
        self.copied_seq != self.seq
    }

    /// When the object has something to do again.
    pub fn next_work(&self, next_lapse: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
        let wait = match self.failures {
            0 => GATHER_SECONDS,
            failures => (RETRY_SECONDS << (failures - 1).min(16)).min(MAX_RETRY_SECONDS),
        };
        let copy = self.is_behind().then(|| now.plus_seconds(wait));
        copy.into_iter().chain(next_lapse).min()
    }

    /// Whether the alarm must be set for `work`: it comes later, or will not come.
    pub fn must_wake(&self, work: Timestamp, now: Timestamp) -> bool {
        let planned = self.alarm_ms.map(Timestamp::from_millis);
        planned.is_none_or(|at| work < at || at.plus_seconds(LOST_SECONDS) < now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn changes_are_gathered_and_failures_tried_again_ever_more_rarely() {
        let behind =
            |failures| CopyState { seq: 2, copied_seq: 1, failures, ..CopyState::default() };
        for (failures, seconds) in [(0, 1), (1, 2), (2, 4), (8, 256), (9, 300), (4000, 300)] {
            assert_eq!(behind(failures).next_work(None, at(100)), Some(at(100 + seconds)));
        }
        assert_eq!(behind(3).next_work(Some(at(103)), at(100)), Some(at(103)), "a lapse is sooner");
        assert_eq!(CopyState::default().next_work(None, at(100)), None);
    }

    #[test]
    fn the_alarm_is_set_where_it_comes_too_late_or_never() {
        let planned =
            |seconds: i64| CopyState { alarm_ms: Some(seconds * 1000), ..CopyState::default() };
        assert!(CopyState::default().must_wake(at(101), at(100)));
        assert!(planned(102).must_wake(at(101), at(100)));
        assert!(!planned(101).must_wake(at(101), at(100)));
        assert!(!planned(99).must_wake(at(101), at(100)), "it is working just now");
        assert!(planned(30).must_wake(at(101), at(100)), "it was lost");
    }
}
