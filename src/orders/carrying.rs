//! Carrying out what an order asks for. Everything here may be done again, ends in time, and says
//! when nobody knows what became of it.

use futures_util::future::join_all;
use worker::Bucket;

use super::client::{Commanded, ask_for_copy, command};
use super::gateways::OwnGateways;
use super::messages::MailDue;
use super::{
    Action, CartSource, Command, Order, Outcome, Parcel, StandingBack, StockAnswer, StockWish,
    USE_LEASE_SECONDS, UseAnswer, UseStep,
};
use crate::cart::{CartId, empty_cart};
use crate::inventory::change_stock;
use crate::kernel::{OrderNumber, Sku};
use crate::payments;
use crate::platform::{Platform, StoreError, faults, pause, random_hex, within};
use crate::promotions::{UseClaim, claim_use, commit_use, release_use};

/// How long the earlier order of a cart may take to stand back: it asks its gateway.
const STANDING_BACK_MS: u64 = 12_000;
/// How long an object, a queue or the archive may take.
const PATIENCE_MS: u64 = 5_000;

/// What an action needs to know of its order.
#[derive(Debug)]
pub(super) struct Errand {
    number: OrderNumber,
    cart: CartSource,
    /// The whole order with its revision, for the archive.
    document: Option<(u64, String)>,
}

impl Errand {
    pub fn of(order: &Order, action: &Action) -> Self {
        let is_archive = matches!(action, Action::Archive { .. });
        let document = || serde_json::to_string(order).ok().map(|json| (order.revision, json));
        Self {
            number: order.number().clone(),
            cart: order.placement.cart.clone(),
            document: is_archive.then(document).flatten(),
        }
    }
}

pub(super) async fn carry_out(
    platform: &Platform,
    gateways: &OwnGateways,
    errand: &Errand,
    action: Action,
) -> Outcome {
    assert!(!faults::strike("order_panic").await, "a panic was asked for");
    match action {
        Action::Supersede { earlier } => {
            Outcome::Superseded(supersede(platform, errand, &earlier).await)
        }
        Action::Stock(wishes) => {
            let asked =
                wishes.into_iter().map(|(sku, wish)| ask_stock(platform, errand, sku, wish));
            Outcome::Stock(join_all(asked).await)
        }
        Action::Pause => {
            pause(random_pause_ms()).await;
            Outcome::Paused
        }
        Action::Uses(steps) => {
            let asked =
                steps.into_iter().map(|(counter, step)| ask_use(platform, errand, counter, step));
            Outcome::Uses(join_all(asked).await)
        }
        Action::Send { gateway, purpose, call } => {
            let delivered = payments::send(platform, gateways.configured(), gateway, &call).await;
            Outcome::Sent { purpose, delivered }
        }
        Action::EmptyCart => Outcome::CartEmptied(empty(platform, &errand.cart).await),
        Action::Mail(parcels) => {
            Outcome::Mailed(is_done("mails", send_mails(platform, errand, &parcels)).await)
        }
        Action::List { revision } => Outcome::Listed(
            is_done("the list", ask_for_copy(platform, &errand.number, revision)).await,
        ),
        Action::Archive { revision } => {
            let archived = errand.document.as_ref().map_or(revision, |(revision, _)| *revision);
            let done = is_done("the archive", archive(platform, errand)).await;
            Outcome::Archived { revision: archived, done }
        }
    }
}

/// Whether it was done in time; what went wrong is for the log.
async fn is_done(what: &str, work: impl Future<Output = Result<(), StoreError>>) -> bool {
    match within(PATIENCE_MS, work).await {
        Some(Ok(())) => true,
        Some(Err(error)) => {
            worker::console_warn!("{what} of an order will be tried again: {error}");
            false
        }
        None => false,
    }
}

/// Rule 23: 20 to 200 ms.
fn random_pause_ms() -> u64 {
    let byte = u64::from_str_radix(&random_hex::<1>(), 16).unwrap_or(0);
    20 + byte * 180 / 255
}

async fn supersede(
    platform: &Platform,
    errand: &Errand,
    earlier: &OrderNumber,
) -> Option<StandingBack> {
    let wish = Command::StandBack { by: errand.number.clone() };
    match within(STANDING_BACK_MS, command(platform, earlier, wish)).await?.ok()? {
        Commanded::Done { standing_back, .. } => standing_back,
        // It holds nothing that could move over.
        Commanded::Missing => Some(StandingBack::Beside),
        Commanded::Refused(_) => None,
    }
}

async fn ask_stock(
    platform: &Platform,
    errand: &Errand,
    sku: Sku,
    wish: StockWish,
) -> (Sku, StockWish, StockAnswer) {
    let command = wish.command(&errand.number);
    let answer = match within(PATIENCE_MS, change_stock(platform, &sku, command)).await {
        Some(Ok(outcome)) => StockAnswer::of(&outcome).unwrap_or_else(|| {
            worker::console_error!("stock refused what an order was sure of: {outcome:?}");
            StockAnswer::Done
        }),
        _ => StockAnswer::Unreachable,
    };
    (sku, wish, answer)
}

async fn ask_use(
    platform: &Platform,
    errand: &Errand,
    counter: String,
    step: UseStep,
) -> (String, UseStep, UseAnswer) {
    let order = errand.number.as_str();
    let asked = async {
        Ok::<_, StoreError>(match &step {
            UseStep::Claim(wish) => {
                let claim = UseClaim {
                    order: order.to_owned(),
                    customer: wish.customer.clone(),
                    limits: wish.limits,
                    lease_seconds: USE_LEASE_SECONDS,
                };
                UseAnswer::Claimed(claim_use(platform, &counter, &claim).await?)
            }
            UseStep::Commit => {
                commit_use(platform, &counter, order).await.map(|_| UseAnswer::Done)?
            }
            UseStep::Release => {
                release_use(platform, &counter, order).await.map(|_| UseAnswer::Done)?
            }
        })
    };
    let answer = match within(PATIENCE_MS, asked).await {
        Some(Ok(answer)) => answer,
        _ => UseAnswer::Unreachable,
    };
    (counter, step, answer)
}

async fn empty(platform: &Platform, cart: &CartSource) -> bool {
    // An id that is none belongs to no cart.
    let Some(id) = CartId::parse(&cart.id) else { return true };
    is_done("the cart", empty_cart(platform, &id, cart.revision)).await
}

async fn send_mails(
    platform: &Platform,
    errand: &Errand,
    parcels: &[Parcel],
) -> Result<(), StoreError> {
    if faults::strike("mail_queue").await {
        return Err(StoreError::Unavailable("the queue fails on purpose".to_owned()));
    }
    let messages: Vec<String> = parcels
        .iter()
        .map(|parcel| {
            let (sequence, to) = (parcel.sequence, parcel.to);
            MailDue { order: errand.number.clone(), sequence, to }.to_text()
        })
        .collect();
    let queue = platform.queue("MAILS")?;
    let sent = platform.trace.timed("queue", "MAILS", queue.send_batch(messages)).await;
    sent.map_err(StoreError::unavailable)
}

/// Where the archive keeps an order.
pub(super) fn archive_key(number: &OrderNumber) -> String {
    format!("{ARCHIVE_FOLDER}{number}.json")
}

pub(super) const ARCHIVE_FOLDER: &str = "orders/";
const REVISION: &str = "revision";

async fn archive(platform: &Platform, errand: &Errand) -> Result<(), StoreError> {
    if faults::strike("archive").await {
        return Err(StoreError::Unavailable("the archive fails on purpose".to_owned()));
    }
    let Some((revision, document)) = &errand.document else {
        return Err(StoreError::unavailable("the order could not be written as JSON"));
    };
    let bucket = platform.archive()?;
    let key = archive_key(&errand.number);
    let known = platform.trace.timed("r2", "head", archived_revision(&bucket, &key)).await?;
    if known > Some(*revision) {
        return Ok(());
    }
    let metadata = [(REVISION.to_owned(), revision.to_string())];
    let put = bucket.put(&key, document.clone().into_bytes()).custom_metadata(metadata);
    let done = platform.trace.timed("r2", "put", put.execute()).await;
    done.map(|_| ()).map_err(StoreError::unavailable)
}

/// The revision of the copy that lies there: only its order writes it, and an attempt that seemed to
/// have failed may have come through.
async fn archived_revision(bucket: &Bucket, key: &str) -> Result<Option<u64>, StoreError> {
    let Some(found) = bucket.head(key).await.map_err(StoreError::unavailable)? else {
        return Ok(None);
    };
    let metadata = found.custom_metadata().map_err(StoreError::unavailable)?;
    Ok(metadata.get(REVISION).and_then(|revision| revision.parse().ok()))
}
