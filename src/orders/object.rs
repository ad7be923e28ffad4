//! The `Order` object: the owner of one order, named by its number.

use std::panic::AssertUnwindSafe;
use std::rc::Rc;

use worker::{DurableObject, Env, Request, Response, Result, State, durable_object};

use super::client::{Commanded, Commanding, Placed, Placing, Reading};
use super::keeper::Keeper;
use super::requests::is_request_reused;
use super::{Command, Order as Document, OrderRefusal, OrderState, PublicView};
use crate::kernel::{Timestamp, is_same_secret};
use crate::payments::Report;
use crate::platform::{Platform, read_message};

/// How long a test waits for what it had done, in milliseconds.
const TEST_WAIT_MS: u32 = 60_000;

#[cfg_attr(feature = "orders", durable_object(alarm))]
#[derive(Debug)]
pub struct Order {
    /// After a panic the storage is still true, and memory is read from it again.
    keeper: AssertUnwindSafe<Rc<Keeper>>,
}

#[cfg(feature = "orders")]
impl DurableObject for Order {
    fn new(state: State, env: Env) -> Self {
        Self { keeper: AssertUnwindSafe(Rc::new(Keeper::new(state, Platform::new(env)))) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        match request.path().as_str() {
            "/placements" => {
                let placing: Placing = read_message(&mut request).await?;
                Response::from_json(&self.place(placing).await?)
            }
            "/commands" => {
                let commanding: Commanding = read_message(&mut request).await?;
                Response::from_json(&self.command(commanding).await?)
            }
            "/reports" => {
                let report: Report = read_message(&mut request).await?;
                Response::from_json(&self.hear(&report).await?)
            }
            "/reads" => {
                let reading: Reading = read_message(&mut request).await?;
                Response::from_json(&self.read(&reading)?)
            }
            "/wakes" => {
                let exists = self.keeper.look(|_| ())?.is_some();
                if exists {
                    self.keeper.start();
                }
                Response::from_json(&exists)
            }
            "/alarms" => {
                let instant: Timestamp = read_message(&mut request).await?;
                self.keeper.run_at(instant, TEST_WAIT_MS).await;
                Response::from_json(&())
            }
            "/calls" => Response::from_json(&self.keeper.calls()),
            "/plans" => {
                let planned = self.keeper.alarm().await?;
                Response::from_json(&planned.map(Timestamp::as_millis))
            }
            _ => Response::error("no such call", 404),
        }
    }

    /// Never fails: what throws is tried six times and then forgotten (rule 20).
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.keeper.wake_by_alarm().await {
            worker::console_error!("an order's alarm: {error}");
        }
        Response::empty()
    }
}

/// Whether whoever waits for a page to pay at learns nothing more by waiting.
fn is_decided(order: &Document) -> bool {
    !order.public_view().is_settling
}

impl Order {
    /// The same placement again is the same order.
    async fn place(&self, placing: Placing) -> Result<Placed> {
        let Placing { placement, wait_ms } = placing;
        let (cart, digest) = (placement.cart.clone(), placement.digest.clone());
        let is_same =
            |order: &Document| order.placement.cart == cart && order.placement.digest == digest;
        if self.keeper.look(|_| ())?.is_none() {
            let order = Document::place(placement, self.keeper.now());
            self.keeper.create(order).await?;
        }
        if self.keeper.look(is_same)? != Some(true) {
            return Ok(Placed::Taken);
        }
        self.keeper.start();
        self.keeper.wait(wait_ms, is_decided).await?;
        Ok(self.view()?.map_or(Placed::Taken, Placed::View))
    }

    fn view(&self) -> Result<Option<PublicView>> {
        let is_busy = self.keeper.is_busy();
        self.keeper.look(|order| {
            let view = order.public_view();
            PublicView { is_settling: view.is_settling && is_busy, ..view }
        })
    }

    async fn command(&self, commanding: Commanding) -> Result<Commanded> {
        let Commanding { command, secret, wait_ms, by, expected } = commanding;
        if !self.opens(secret.as_deref())? {
            return Ok(Commanded::Missing);
        }
        // Before anything changes: an order that had settled has no alarm (rule 20).
        self.keeper.watch().await?;
        let now = self.keeper.now();
        let carry_out = |order: &mut Document| {
            if is_request_reused(order, &command) {
                return Err(OrderRefusal::RequestReused);
            }
            let repeated = order.has_done(&command);
            if !repeated && expected.is_some_and(|own| u64::try_from(own) != Ok(order.revision)) {
                return Err(OrderRefusal::OtherRevision);
            }
            order.command_by(&command, by.as_deref(), now).map(|()| repeated)
        };
        let repeated = match self.keeper.change(carry_out)? {
            None => return Ok(Commanded::Missing),
            Some(Err(refusal)) => return Ok(Commanded::Refused(refusal)),
            Some(Ok(repeated)) => repeated,
        };
        self.keeper.start();
        match &command {
            Command::StandBack { .. } => {
                self.keeper.wait(wait_ms, |order| order.standing_back().is_some()).await?;
            }
            Command::Pay { .. } => self.keeper.wait(wait_ms, is_decided).await?,
            Command::Acknowledge { parcels, .. } if !parcels.is_empty() => {
                self.keeper.refresh_copy().await?;
            }
            Command::Look => {
                self.keeper.wait(wait_ms, |order| order.state != OrderState::Open).await?;
            }
            _ => self.keeper.wait(wait_ms, |_| false).await?,
        }
        let standing_back = self.keeper.look(Document::standing_back)?.flatten();
        Ok(match self.view()? {
            Some(view) => Commanded::Done { view, standing_back, repeated },
            None => Commanded::Missing,
        })
    }

    /// Whether there is an order that this secret opens; without one the caller is of the shop.
    fn opens(&self, secret: Option<&str>) -> Result<bool> {
        let opens = |order: &Document| {
            secret.is_none_or(|secret| is_same_secret(secret, &order.placement.secret))
        };
        Ok(self.keeper.look(opens)?.unwrap_or(false))
    }

    async fn hear(&self, report: &Report) -> Result<bool> {
        if self.keeper.look(|_| ())?.is_none() {
            return Ok(false);
        }
        self.keeper.watch().await?;
        let now = self.keeper.now();
        let heard = self.keeper.change(|order| order.hear(report, now))?;
        if heard.is_some() {
            self.keeper.start();
        }
        Ok(heard.is_some())
    }

    fn read(&self, reading: &Reading) -> Result<Option<Document>> {
        if self.opens(reading.secret.as_deref())? {
            self.keeper.look(Clone::clone)
        } else {
            Ok(None)
        }
    }
}
