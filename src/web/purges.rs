//! When to purge which tags: pure, so that it can be simulated.
//!
//! Each tag is purged at once, and again after KV's propagation window: a page rendered from a
//! stale copy right after the first purge would otherwise be cached anew. Purges are scarce (5 a
//! minute for the whole account), so tags that come due together go together.

use std::collections::BTreeMap;

use super::memory::REMEMBERED_SECONDS;
use crate::kernel::Timestamp;

/// KV promises its readers a write within 60 s; an isolate may then remember the shop's frame and
/// a page for a moment each, and a little is added for clocks and requests under way.
pub const PROPAGATION_SECONDS: i64 = 60 + 2 * REMEMBERED_SECONDS + 10;
/// Five requests a minute.
pub const INTERVAL_SECONDS: i64 = 12;
/// Past this many pending tags everything is purged instead ...
pub const MAX_PENDING_TAGS: usize = 500;
/// ... and not more often than this, however long an import goes on.
pub const EVERYTHING_INTERVAL_SECONDS: i64 = 60;
/// Stands for every tag.
const EVERYTHING: &str = "*";
/// Tags in one request.
pub const MAX_TAGS_PER_REQUEST: usize = 100;
pub const MAX_REFUSAL_WAIT_SECONDS: i64 = 60;

/// When one tag is to be purged: soon, and once more after the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    pub first: Option<Timestamp>,
    pub second: Option<Timestamp>,
}

impl Due {
    fn earliest(self) -> Option<Timestamp> {
        [self.first, self.second].into_iter().flatten().min()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purge {
    Tags(Vec<String>),
    Everything,
}

/// What is still to be purged, and when the next request may go out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PurgePlan {
    pub pending: BTreeMap<String, Due>,
    pub not_before: Timestamp,
    pub refusals: u32,
}

impl PurgePlan {
    /// Plans both purges of each tag. Too many tags become one entry that stands for all.
    pub fn request(&mut self, tags: &[String], now: Timestamp) {
        for tag in tags {
            let all = self.pending.contains_key(EVERYTHING);
            let name = if all { EVERYTHING } else { tag };
            let due = self.pending.entry(name.to_owned()).or_default();
            due.first = due.first.or(Some(now));
            due.second = Some(now.plus_seconds(PROPAGATION_SECONDS));
            if self.pending.len() > MAX_PENDING_TAGS {
                let second = Some(now.plus_seconds(PROPAGATION_SECONDS));
                let due = Due { first: Some(now), second };
                self.pending = BTreeMap::from([(EVERYTHING.to_owned(), due)]);
            }
        }
    }

    /// When there is something to do next; `None` when nothing is pending.
    pub fn next_due(&self) -> Option<Timestamp> {
        let earliest = self.pending.values().filter_map(|due| due.earliest()).min();
        earliest.map(|due| due.max(self.not_before))
    }

    /// The request that should go out now, if any: what has been due longest goes first.
    pub fn next_purge(&self, now: Timestamp) -> Option<Purge> {
        if now < self.not_before {
            return None;
        }
        let earliest = self.pending.iter().filter_map(|(tag, due)| Some((due.earliest()?, tag)));
        let mut due: Vec<_> = earliest.filter(|(at, _)| *at <= now).collect();
        due.sort();
        if due.is_empty() {
            None
        } else if due.iter().any(|(_, tag)| *tag == EVERYTHING) {
            Some(Purge::Everything)
        } else {
            let tags = due.into_iter().take(MAX_TAGS_PER_REQUEST);
            Some(Purge::Tags(tags.map(|(_, tag)| tag.clone()).collect()))
        }
    }

    /// The purge took effect. What was due is done; second purges that lie ahead stay planned.
    pub fn succeeded(&mut self, purge: &Purge, now: Timestamp) {
        let done = |due: &mut Due| {
            due.first = None;
            due.second = due.second.filter(|second| *second > now);
        };
        match purge {
            Purge::Everything => self.pending.values_mut().for_each(done),
            Purge::Tags(tags) => {
                for tag in tags {
                    self.pending.entry(tag.clone()).and_modify(done);
                }
            }
        }
        self.pending.retain(|_, due| due.earliest().is_some());
        self.refusals = 0;
        self.not_before = now.plus_seconds(match purge {
            Purge::Everything => EVERYTHING_INTERVAL_SECONDS,
            Purge::Tags(_) => INTERVAL_SECONDS,
        });
    }

    /// The purge was refused or its answer was lost: all stays pending and is tried again.
    pub fn refused(&mut self, now: Timestamp) {
        self.refusals = self.refusals.saturating_add(1);
        let wait = INTERVAL_SECONDS << self.refusals.min(4);
        self.not_before = now.plus_seconds(wait.min(MAX_REFUSAL_WAIT_SECONDS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(seconds)
    }

    fn tags(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn each_tag_is_purged_at_once_and_again_after_the_window() {
        let mut plan = PurgePlan::default();
        plan.request(&tags(&["a"]), at(100));
        let first = plan.next_purge(at(100));
        assert_eq!(first, Some(Purge::Tags(tags(&["a"]))));
        plan.succeeded(&Purge::Tags(tags(&["a"])), at(100));
        assert_eq!(plan.next_due(), Some(at(100 + PROPAGATION_SECONDS)));
        assert_eq!(plan.next_purge(at(99 + PROPAGATION_SECONDS)), None);
        plan.succeeded(&Purge::Tags(tags(&["a"])), at(100 + PROPAGATION_SECONDS));
        assert_eq!(plan.next_due(), None);
    }

    #[test]
    fn tags_that_come_in_between_wait_for_the_next_request_together() {
        let mut plan = PurgePlan::default();
        plan.request(&tags(&["a"]), at(0));
        plan.succeeded(&Purge::Tags(tags(&["a"])), at(0));
        plan.request(&tags(&["b"]), at(1));
        plan.request(&tags(&["c"]), at(5));
        assert_eq!(plan.next_purge(at(5)), None);
        assert_eq!(plan.next_due(), Some(at(12)));
        assert_eq!(plan.next_purge(at(12)), Some(Purge::Tags(tags(&["b", "c"]))));
    }

    #[test]
    fn a_refusal_loses_nothing_and_waits_longer_each_time() {
        let mut plan = PurgePlan::default();
        plan.request(&tags(&["a"]), at(0));
        let before = plan.pending.clone();
        plan.refused(at(0));
        assert_eq!(plan.pending, before);
        assert_eq!(plan.next_due(), Some(at(24)));
        plan.refused(at(24));
        assert_eq!(plan.next_due(), Some(at(72)));
    }

    #[test]
    fn too_many_tags_become_one_purge_of_everything_and_keep_their_second_purge() {
        let mut plan = PurgePlan::default();
        let many: Vec<String> = (0..=MAX_PENDING_TAGS).map(|number| number.to_string()).collect();
        plan.request(&many, at(0));
        assert_eq!(plan.pending.len(), 1);
        assert_eq!(plan.next_purge(at(0)), Some(Purge::Everything));
        plan.succeeded(&Purge::Everything, at(0));
        assert_eq!(plan.next_due(), Some(at(PROPAGATION_SECONDS)));
        plan.succeeded(&Purge::Everything, at(PROPAGATION_SECONDS));
        assert!(plan.pending.is_empty());
    }

    #[test]
    fn a_long_import_purges_everything_once_a_minute_and_once_more_at_its_end() {
        let mut plan = PurgePlan::default();
        let mut purges = Vec::new();
        for second in 0..1200 {
            if second < 600 {
                let batch: Vec<String> = (0..50).map(|n| format!("product:{second}-{n}")).collect();
                plan.request(&batch, at(second));
            }
            assert!(plan.pending.len() <= MAX_PENDING_TAGS);
            if let Some(purge) = plan.next_purge(at(second)) {
                purges.push((second, purge.clone()));
                plan.succeeded(&purge, at(second));
            }
        }
        let all = purges.iter().filter(|(_, purge)| *purge == Purge::Everything);
        assert!((10..=13).contains(&all.count()), "{purges:?}");
        assert!(purges.last().is_some_and(|(second, _)| *second >= 599 + PROPAGATION_SECONDS));
        assert!(plan.pending.is_empty());
    }

    #[test]
    fn what_has_been_due_longest_goes_first_whatever_it_is_called() {
        let mut plan = PurgePlan::default();
        plan.request(&tags(&["shop"]), at(0));
        let many: Vec<String> = (0..200).map(|number| format!("collection:{number}")).collect();
        plan.request(&many, at(1));
        let first = plan.next_purge(at(2));
        let Some(Purge::Tags(first)) = first else { panic!("tags were due") };
        assert_eq!((first.len(), first[0].as_str()), (MAX_TAGS_PER_REQUEST, "shop"));
    }
}
