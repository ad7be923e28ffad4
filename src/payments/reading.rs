//! Reading what gateways answer, alike for all of them (rule 9).

use serde_json::Value;

use super::{Delivered, GatewayAnswer, Opening, Refunding};
use crate::kernel::parse_value;

/// What became of a call, as far as its status tells.
pub(super) enum Read {
    /// 2xx with a whole JSON body.
    Good(Value),
    /// Nothing happened and nothing will. `passes`: not for a reason of the request (429, not sent).
    Refused {
        passes: bool,
        reason: String,
    },
    Unknown,
}

impl From<&Delivered> for Read {
    fn from(delivered: &Delivered) -> Self {
        match delivered {
            Delivered::NotSent => {
                Self::Refused { passes: true, reason: "the gateway was not reached".to_owned() }
            }
            Delivered::Unknown => Self::Unknown,
            Delivered::Answered(answer) => match answer.status {
                // A body that breaks off may have told of a success.
                200..=299 => body_of(answer).map_or(Self::Unknown, Self::Good),
                // Somebody took too long, or the same key is being answered at this moment.
                408 | 409 => Self::Unknown,
                400..=499 => {
                    Self::Refused { passes: answer.status == 429, reason: reason_of(answer) }
                }
                _ => Self::Unknown,
            },
        }
    }
}

impl Read {
    /// The answer to a wish for a page, of which `page` reads id and address.
    pub(super) fn opening(self, page: impl Fn(&Value) -> Option<(String, String)>) -> Opening {
        match self {
            Self::Good(value) => match page(&value) {
                Some((session, redirect_url)) => Opening::Opened { session, redirect_url },
                None => Opening::Unknown,
            },
            Self::Refused { passes, reason } => Opening::Refused { passes, reason },
            Self::Unknown => Opening::Unknown,
        }
    }

    /// The answer to a wish for a refund, which `refund` reads.
    pub(super) fn refunding(self, refund: impl Fn(&Value) -> Option<Refunding>) -> Refunding {
        match self {
            Self::Good(value) => refund(&value).unwrap_or(Refunding::Unknown),
            Self::Refused { passes: true, .. } => Refunding::Later,
            Self::Refused { passes: false, reason } => Refunding::Refused { reason },
            Self::Unknown => Refunding::Unknown,
        }
    }

    pub(super) fn good(self) -> Option<Value> {
        match self {
            Self::Good(value) => Some(value),
            _ => None,
        }
    }
}

fn body_of(answer: &GatewayAnswer) -> Option<Value> {
    parse_value(answer.body.as_bytes()).ok()
}

/// The gateway's own words, as Stripe, Mollie and the test gateway write them.
fn reason_of(answer: &GatewayAnswer) -> String {
    let body = body_of(answer).unwrap_or_default();
    let words = text(&body, "error.message").or_else(|| text(&body, "detail"));
    format!("{} {}", answer.status, words.unwrap_or_default()).trim().to_owned()
}

/// The value at a path like `error.message`.
pub(super) fn at<'a>(value: &'a Value, path: &str) -> Option<&'a Value> {
    let found = path.split('.').try_fold(value, |value, step| value.get(step))?;
    (!found.is_null()).then_some(found)
}

pub(super) fn text<'a>(value: &'a Value, path: &str) -> Option<&'a str> {
    at(value, path)?.as_str()
}

pub(super) fn number(value: &Value, path: &str) -> Option<i64> {
    at(value, path)?.as_i64()
}

/// The elements of a list; none where there is no list.
pub(super) fn items<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    at(value, path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
