//! The circuit breaker of one gateway: whether it is asked at all. Pure; a `Circuit` object keeps it
//! for all isolates.

use serde::{Deserialize, Serialize};

use super::Delivered;
use crate::kernel::Timestamp;

/// Failures in a row that open the circuit.
const MAX_FAILURES: u32 = 5;
/// In a row means: none of them longer ago than this, in seconds, before the next.
const WINDOW_SECONDS: i64 = 60;
/// How long an open circuit refuses, in seconds.
const OPEN_SECONDS: i64 = 30;
/// How long nobody else asks while one call tries whether the gateway is back, in seconds: a little
/// more than the deadline of a call.
const PROBE_SECONDS: i64 = 10;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Circuit {
    failures: u32,
    /// When the last failure came in.
    failed_at: Timestamp,
    /// Until when it refuses; `None` while it is closed.
    refuses_until: Option<Timestamp>,
}

/// Whether a call may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Permission {
    Granted,
    /// Granted to one call, which finds out whether the gateway is back.
    Probe,
    Refused,
}

impl Circuit {
    /// Decides on one call.
    #[must_use]
    pub fn ask(self, now: Timestamp) -> (Self, Permission) {
        match self.refuses_until {
            None => (self, Permission::Granted),
            Some(until) if now < until => (self, Permission::Refused),
            Some(_) => {
                let refuses_until = Some(now.plus_seconds(PROBE_SECONDS));
                (Self { refuses_until, ..self }, Permission::Probe)
            }
        }
    }

    /// After a call that failed, or did not.
    #[must_use]
    pub fn after(self, failed: bool, now: Timestamp) -> Self {
        if !failed {
            return Self::default();
        }
        let in_a_row = now < self.failed_at.plus_seconds(WINDOW_SECONDS);
        let failures = if in_a_row { self.failures.saturating_add(1) } else { 1 };
        // Whoever was sent before it opened may fail later, and keeps it open no longer.
        let is_open = self.refuses_until.is_some() || failures >= MAX_FAILURES;
        let refuses_until = is_open.then(|| now.plus_seconds(OPEN_SECONDS));
        Self { failures, failed_at: now, refuses_until }
    }

    pub const fn is_closed(self) -> bool {
        self.refuses_until.is_none()
    }

    pub const fn failures(self) -> u32 {
        self.failures
    }

    pub const fn refuses_until(self) -> Option<Timestamp> {
        self.refuses_until
    }

    /// Whether a success is worth telling.
    pub const fn has_failed(self) -> bool {
        self.failures > 0
    }
}

/// Whether the gateway failed at a call that was sent; a refusal is none of its failures.
pub fn has_failed(delivered: &Delivered) -> bool {
    match delivered {
        Delivered::Answered(answer) => answer.status >= 500,
        Delivered::NotSent | Delivered::Unknown => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::payments::GatewayAnswer;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(1_795_000_000_000).plus_seconds(seconds)
    }

    enum Step {
        Fails,
        Works,
        Asks(Permission),
    }
    use Permission::{Granted, Probe, Refused};
    use Step::{Asks, Fails, Works};

    const TABLE: [(&str, &[(i64, Step)]); 6] = [
        (
            "four failures open nothing",
            &[(0, Fails), (1, Fails), (2, Fails), (3, Fails), (3, Asks(Granted))],
        ),
        (
            "a success between them starts anew",
            &[
                (0, Fails),
                (1, Fails),
                (2, Works),
                (3, Fails),
                (4, Fails),
                (5, Fails),
                (5, Asks(Granted)),
            ],
        ),
        (
            "failures that are rare are not in a row",
            &[
                (0, Fails),
                (60, Fails),
                (120, Fails),
                (180, Fails),
                (240, Fails),
                (240, Asks(Granted)),
            ],
        ),
        (
            "five open it, and after a while one call probes",
            &[
                (0, Fails),
                (1, Fails),
                (2, Fails),
                (3, Fails),
                (4, Fails),
                (4, Asks(Refused)),
                (33, Asks(Refused)),
                (34, Asks(Probe)),
                (34, Asks(Refused)),
                (43, Asks(Refused)),
                (44, Asks(Probe)),
            ],
        ),
        (
            "a probe that works closes it",
            &[
                (0, Fails),
                (1, Fails),
                (2, Fails),
                (3, Fails),
                (4, Fails),
                (34, Asks(Probe)),
                (35, Works),
                (35, Asks(Granted)),
                (36, Fails),
                (36, Asks(Granted)),
            ],
        ),
        (
            "a probe that fails keeps it open",
            &[
                (0, Fails),
                (1, Fails),
                (2, Fails),
                (3, Fails),
                (4, Fails),
                (34, Asks(Probe)),
                (42, Fails),
                (43, Asks(Refused)),
                (71, Asks(Refused)),
                (72, Asks(Probe)),
            ],
        ),
    ];

    #[test]
    fn rule_9_a_gateway_that_keeps_failing_is_left_alone_and_tried_again() {
        for (name, steps) in TABLE {
            let mut circuit = Circuit::default();
            for (seconds, step) in steps {
                match step {
                    Fails => circuit = circuit.after(true, at(*seconds)),
                    Works => circuit = circuit.after(false, at(*seconds)),
                    Asks(expected) => {
                        let (next, permission) = circuit.ask(at(*seconds));
                        assert_eq!(permission, *expected, "{name}, at {seconds}");
                        circuit = next;
                    }
                }
            }
        }
    }

    #[test]
    fn a_refusal_is_no_failure_of_the_gateway() {
        let answered = |status| Delivered::Answered(GatewayAnswer { status, body: String::new() });
        for (delivered, failed) in [
            (answered(200), false),
            (answered(402), false),
            (answered(429), false),
            (answered(500), true),
            (answered(503), true),
            (Delivered::NotSent, true),
            (Delivered::Unknown, true),
        ] {
            assert_eq!(has_failed(&delivered), failed, "{delivered:?}");
        }
    }
}
