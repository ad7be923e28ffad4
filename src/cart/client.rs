//! Calls to `Cart` objects.

use serde::{Deserialize, Serialize};

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
    /// Whether a cart is made where there is none.
    pub create: bool,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum Changed {
    /// The cart as it is now.
    Done {
        cart: Cart,
    },
    /// The first answer to the same key.
    Kept {
        answer: KeptAnswer,
    },
    Refused {
        refusal: CartRefusal,
    },
    KeyReused,
    /// Another request with the same key is still being answered.
    InProgress,
    /// There is no such cart, and none was to be made.
    Missing,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Keeping {
    pub name: String,
    pub answer: KeptAnswer,
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

pub async fn change_cart(platform: &Platform, change: &Change) -> Result<Changed, StoreError> {
    object(platform, &change.id)?.call("/changes", change).await
}

/// Keeps the answer to a key for whoever repeats the request.
pub async fn keep_answer(
    platform: &Platform,
    id: &CartId,
    key: &RequestKey,
    answer: KeptAnswer,
) -> Result<(), StoreError> {
    let keeping = Keeping { name: key.name.clone(), answer };
    object(platform, id)?.call("/answers", &keeping).await
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
