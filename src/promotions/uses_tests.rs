//! The table of a use walked whole, and any sequence of calls against the limits.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_000_000);

fn asked(order: u8, customer: u8, limits: UseLimits, lease_seconds: u32) -> UseClaim {
    UseClaim { order: order.to_string(), customer: customer.to_string(), limits, lease_seconds }
}

/// The rows as the object keeps them.
#[derive(Debug, Default)]
struct Rows(BTreeMap<String, Use>);

impl Rows {
    fn uses(&self, customer: &str, except: &str, now: Timestamp) -> Uses {
        let live = self.0.iter().filter(|(order, one)| *order != except && one.is_live(now));
        live.fold(Uses::default(), |uses, (_, one)| Uses {
            total: uses.total + 1,
            by_customer: uses.by_customer + u32::from(one.customer == customer),
        })
    }

    fn claim(&mut self, asked: &UseClaim, now: Timestamp) -> ClaimOutcome {
        let others = self.uses(&asked.customer, &asked.order, now);
        match claim(self.0.get(&asked.order), others, asked, now) {
            Ok(one) => {
                self.0.insert(asked.order.clone(), one);
                ClaimOutcome::Claimed
            }
            Err(refusal) => refusal.into(),
        }
    }

    fn release(&mut self, order: &str) -> ReleaseOutcome {
        let outcome = release(self.0.get(order));
        if outcome == ReleaseOutcome::Released {
            self.0.remove(order);
        }
        outcome
    }

    fn commit(&mut self, order: &str, now: Timestamp) -> CommitmentOutcome {
        let Some(own) = self.0.get(order) else { return CommitmentOutcome::Unknown };
        let others = self.uses(&own.customer, order, now);
        match commit(own, others, now) {
            Ok(one) => {
                self.0.insert(order.to_owned(), one);
                CommitmentOutcome::Committed
            }
            Err(refusal) => refusal.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    Not,
    Claimed,
    Lapsed,
    Committed,
}

fn own(stands: Stands) -> Option<Use> {
    let lapses_at = match stands {
        Stands::Not => return None,
        Stands::Claimed => Some(NOW.plus_seconds(60)),
        Stands::Lapsed => Some(NOW),
        Stands::Committed => None,
    };
    let limits = UseLimits { total: Some(1), per_customer: Some(1) };
    Some(Use { customer: "1".to_owned(), limits, lapses_at })
}

#[test]
fn rule_26_every_call_in_every_standing_does_what_the_table_says() {
    use ClaimOutcome as Claim;
    use CommitmentOutcome as Commit;
    use ReleaseOutcome as Release;
    // Standing, whether another order took the last use: what each call answers.
    let table = [
        (Stands::Not, false, Claim::Claimed, Release::Released, Commit::Unknown),
        (Stands::Not, true, Claim::UsedUp, Release::Released, Commit::Unknown),
        (Stands::Claimed, false, Claim::Claimed, Release::Released, Commit::Committed),
        (Stands::Claimed, true, Claim::Claimed, Release::Released, Commit::Committed),
        (Stands::Lapsed, false, Claim::Claimed, Release::Released, Commit::Committed),
        (Stands::Lapsed, true, Claim::UsedUp, Release::Released, Commit::UsedUp),
        (Stands::Committed, false, Claim::Claimed, Release::Committed, Commit::Committed),
        (Stands::Committed, true, Claim::Claimed, Release::Committed, Commit::Committed),
    ];
    let limits = UseLimits { total: Some(1), per_customer: Some(1) };
    for (stands, taken, claimed, released, committed) in table {
        let rows = || {
            let mut rows = Rows::default();
            rows.0.extend(own(stands).map(|one| ("1".to_owned(), one)));
            if taken {
                let other = Use { customer: "2".to_owned(), limits, lapses_at: None };
                rows.0.insert("2".to_owned(), other);
            }
            rows
        };
        let row = format!("{stands:?}, taken: {taken}");
        let mut after = rows();
        assert_eq!(after.claim(&asked(1, 1, limits, 60), NOW), claimed, "{row}");
        let still_committed = after.0.get("1").is_some_and(|one| one.lapses_at.is_none());
        assert_eq!(still_committed, stands == Stands::Committed, "{row}: only a claim");
        let mut after = rows();
        assert_eq!(after.release("1"), released, "{row}");
        assert_eq!(after.0.contains_key("1"), stands == Stands::Committed, "{row}");
        let mut after = rows();
        assert_eq!(after.commit("1", NOW), committed, "{row}");
        let kept = after.0.get("1").is_some_and(|one| one.lapses_at.is_none());
        assert_eq!(kept, committed == Commit::Committed, "{row}");
    }
}

#[test]
fn a_claim_again_lengthens_the_lease_and_never_shortens_it() {
    let mut rows = Rows::default();
    let limits = UseLimits { total: Some(1), per_customer: None };
    for (lease, lapses) in [(60, 60), (600, 600), (10, 600)] {
        assert_eq!(rows.claim(&asked(1, 1, limits, lease), NOW), ClaimOutcome::Claimed);
        let lapses_at = rows.0.get("1").and_then(|one| one.lapses_at);
        assert_eq!(lapses_at, Some(NOW.plus_seconds(lapses)));
    }
    let lowered = UseLimits { total: Some(0), per_customer: None };
    assert_eq!(rows.claim(&asked(1, 1, lowered, 10), NOW), ClaimOutcome::Claimed);
}

#[test]
fn a_customer_is_refused_by_name_when_only_theirs_are_used_up() {
    let mut rows = Rows::default();
    let limits = UseLimits { total: Some(9), per_customer: Some(1) };
    assert_eq!(rows.claim(&asked(1, 1, limits, 60), NOW), ClaimOutcome::Claimed);
    assert_eq!(rows.claim(&asked(2, 1, limits, 60), NOW), ClaimOutcome::UsedUpByCustomer);
    assert_eq!(rows.claim(&asked(2, 2, limits, 60), NOW), ClaimOutcome::Claimed);
}

#[test]
fn rule_26_a_customer_is_the_same_however_the_address_is_typed() {
    let key = customer_key("ada@example.com");
    assert_eq!(customer_key("  Ada@EXAMPLE.com\n"), key);
    assert_ne!(customer_key("ida@example.com"), key);
    // From `printf ada@example.com | sha256sum`.
    assert_eq!(key, "b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72");
}

#[derive(Debug, Clone)]
enum Step {
    Claim { order: u8, customer: u8, lease_seconds: u32 },
    Release(u8),
    Commit(u8),
    Pass(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0u8..8, 0u8..3, 1u32..50).prop_map(|(order, customer, lease_seconds)| Step::Claim { order, customer, lease_seconds }),
        1 => (0u8..8).prop_map(Step::Release),
        2 => (0u8..8).prop_map(Step::Commit),
        2 => (0u8..40).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 0..80)
}

proptest! {
    #[test]
    fn rule_26_never_more_uses_than_the_limits_under_any_sequence(steps in steps(), total in 1u32..5, per_customer in 1u32..3) {
        let limits = UseLimits { total: Some(total), per_customer: Some(per_customer) };
        let mut rows = Rows::default();
        let mut now = NOW;
        let mut committed = Vec::new();
        for step in steps {
            match step {
                Step::Claim { order, customer, lease_seconds } => {
                    rows.claim(&asked(order, customer, limits, lease_seconds), now);
                }
                Step::Release(order) => {
                    rows.release(&order.to_string());
                }
                Step::Commit(order) => {
                    if rows.commit(&order.to_string(), now) == CommitmentOutcome::Committed {
                        committed.push(order.to_string());
                    }
                }
                Step::Pass(seconds) => now = now.plus_seconds(i64::from(seconds)),
            }
            for customer in 0..3 {
                let uses = rows.uses(&customer.to_string(), "", now);
                prop_assert!(uses.total <= total && uses.by_customer <= per_customer, "{uses:?}");
            }
            for order in &committed {
                prop_assert!(rows.0.get(order).is_some_and(|one| one.lapses_at.is_none()), "a committed use stays");
            }
        }
    }
}
