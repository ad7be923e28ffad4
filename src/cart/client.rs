//! Calls to `Cart` objects.

use serde::{Deserialize, Serialize};

use super::checkouts::{Checkout, CheckoutWish};
use super::{Cart, CartId, CartRefusal, Command};
use crate::kernel::{MarketId, Timestamp};
use crate::platform::{Object, Platform, StoreError};
use crate::web::{KeptAnswer, Problem, RequestKey};

#[derive(Debug, Serialize, Deserialize)]
pub struct Change {
    pub id: CartId,
    pub market: Option<MarketId>,
    pub command: Command,
    pub key: Option<RequestKey>,
    /// The revision that the change was decided on, where somebody says so.
    pub expected: Option<i64>,
    /// Whether a cart is made where there is none.
    pub create: bool,
}

/// What is known of an earlier request with the same key.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "recalled")]
pub enum Recalled {
    Unknown,
    /// It had another body, or made a cart so long ago that its answer is forgotten.
    Reused,
    /// It is still being answered.
    InProgress,
    Answer {
        answer: KeptAnswer,
    },
    /// Its process ended after the change and before the answer was kept; the cart as it is now.
    Unanswered {
        cart: Box<Cart>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Changed {
    /// The cart as it is now.
    Done {
        cart: Cart,
    },
    /// The key was used before; nothing was changed.
    Known {
        known: Recalled,
    },
    Refused {
        refusal: CartRefusal,
    },
    /// The cart is at another revision than the expected one.
    Mismatch,
    /// There is no such cart, and none was to be made.
    Missing,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Keeping {
    pub key: RequestKey,
    /// `None` frees the key.
    pub answer: Option<KeptAnswer>,
    /// Whether it is the answer to the request that brought the key first.
    pub is_first: bool,
}

/// A checkout on its way to an order, with the key of the request that wants it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Starting {
    pub wish: CheckoutWish,
    pub key: Option<RequestKey>,
}

/// What the cart makes of a checkout.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Started {
    Checkout {
        checkout: Box<Checkout>,
        is_new: bool,
    },
    /// The key was used before; nothing was changed.
    Known {
        known: Recalled,
    },
    /// The cart is at another revision than the one that was looked at.
    Mismatch,
    Missing,
}

/// A cart with its last checkout.
#[derive(Debug, Serialize, Deserialize)]
pub struct CartInCheckout {
    pub cart: Cart,
    pub last: Option<Checkout>,
}

/// Runs what is due at an instant: only tests choose one.
#[derive(Debug, Serialize, Deserialize)]
pub struct Alarm {
    pub now: Timestamp,
}

fn object(platform: &Platform, id: &CartId) -> Result<Object, StoreError> {
    platform.object("CART", id.as_str())
}

/// The cart, if there is one. Asking makes none.
pub async fn read_cart(platform: &Platform, id: &CartId) -> Result<Option<Cart>, StoreError> {
    object(platform, id)?.call("/reads", &()).await
}

/// The cart with its last checkout, if there is such a cart.
pub async fn read_checkout(
    platform: &Platform,
    id: &CartId,
) -> Result<Option<CartInCheckout>, StoreError> {
    object(platform, id)?.call("/checkouts/reads", &()).await
}

/// Finds or makes the order number for a cart as it is (rule 1).
pub async fn start_checkout(
    platform: &Platform,
    id: &CartId,
    wish: CheckoutWish,
    key: Option<RequestKey>,
) -> Result<Started, StoreError> {
    object(platform, id)?.call("/checkouts", &Starting { wish, key }).await
}

pub async fn recall(
    platform: &Platform,
    id: &CartId,
    key: &RequestKey,
) -> Result<Recalled, StoreError> {
    object(platform, id)?.call("/recalls", key).await
}

pub async fn change_cart(platform: &Platform, change: &Change) -> Result<Changed, StoreError> {
    object(platform, &change.id)?.call("/changes", change).await
}

/// Keeps the answer to a key for whoever repeats the request. A cart that does not exist keeps none.
pub async fn keep_answer(
    platform: &Platform,
    id: &CartId,
    key: &RequestKey,
    answer: KeptAnswer,
) -> Result<(), StoreError> {
    let keeping = Keeping { key: key.clone(), answer: Some(answer), is_first: false };
    object(platform, id)?.call("/answers", &keeping).await
}

/// The same of the request that brought the key first and may be done again without harm: a refusal is
/// kept too, and without an answer that stays the key is free again.
pub async fn end_request(
    platform: &Platform,
    id: &CartId,
    key: &RequestKey,
    answer: Option<KeptAnswer>,
) -> Result<(), StoreError> {
    let keeping = Keeping { key: key.clone(), answer, is_first: true };
    object(platform, id)?.call("/answers", &keeping).await
}

/// Takes out what was bought, unless the cart is at another revision by now or gone. Doing it again
/// does nothing more.
pub async fn empty_cart(platform: &Platform, id: &CartId, revision: i64) -> Result<(), StoreError> {
    object(platform, id)?.call("/clearances", &revision).await
}

pub async fn run_alarm(platform: &Platform, id: &CartId, now: Timestamp) -> Result<(), StoreError> {
    object(platform, id)?.call("/alarms", &Alarm { now }).await
}

impl From<&CartRefusal> for Problem {
    fn from(refusal: &CartRefusal) -> Self {
        let (status, name, field, sentence) = refusal.describe();
        let problem = Problem::new(status, name, sentence);
        if status == 422 {
            let named = Problem::invalid_field(field, problem.detail.clone());
            Problem { errors: named.errors, ..problem }
        } else {
            problem
        }
    }
}
