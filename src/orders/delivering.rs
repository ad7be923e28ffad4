//! What gateways say by themselves, brought to the order that it is about.

use super::client::{Commanded, report, tell};
use super::copying::{Stray, stray_statement};
use super::gateways::OwnGateways;
use super::{Command, Gateways};
use crate::kernel::OrderNumber;
use crate::payments::{self, Delivered, Fact, Notice, Report};
use crate::platform::{Platform, StoreError, now};

pub(super) async fn deliver(
    platform: &Platform,
    gateways: &OwnGateways,
    notice: &Notice,
) -> Result<(), StoreError> {
    match notice {
        Notice::Facts(facts) => deliver_report(platform, gateways, facts).await,
        Notice::Look { gateway, order } => {
            let wish = Command::LookAgain { gateway: *gateway };
            match tell(platform, order, wish).await? {
                Commanded::Done { .. } | Commanded::Missing | Commanded::Refused(_) => Ok(()),
            }
        }
        Notice::Nothing => Ok(()),
    }
}

/// Tells the order. What is about none of ours is kept where money without an order is looked for
/// (rule 18).
pub(super) async fn deliver_report(
    platform: &Platform,
    gateways: &OwnGateways,
    facts: &Report,
) -> Result<(), StoreError> {
    match &facts.order {
        Some(number) if report(platform, number, facts).await? => Ok(()),
        Some(number) => keep_strays(platform, facts, Some(number)).await,
        None => {
            for fact in &facts.facts {
                deliver_unnamed(platform, gateways, facts, fact).await?;
            }
            Ok(())
        }
    }
}

/// A fact that does not say of which order it is: its gateway may know.
async fn deliver_unnamed(
    platform: &Platform,
    gateways: &OwnGateways,
    facts: &Report,
    fact: &Fact,
) -> Result<(), StoreError> {
    let order = find_owner(platform, gateways, facts, fact).await?;
    let one = Report { gateway: facts.gateway, order, facts: vec![fact.clone()] };
    match &one.order {
        Some(number) if report(platform, number, &one).await? => Ok(()),
        order => keep_strays(platform, &one, order.as_ref()).await,
    }
}

async fn find_owner(
    platform: &Platform,
    gateways: &OwnGateways,
    facts: &Report,
    fact: &Fact,
) -> Result<Option<OrderNumber>, StoreError> {
    let of = match fact {
        Fact::Session { .. } => return Ok(None),
        Fact::Capture { id, .. } => id,
        Fact::Refund { of, .. } | Fact::Dispute { of, .. } => of,
    };
    let Some(gateway) = gateways.get(facts.gateway) else { return Ok(None) };
    let Some(call) = gateway.owner(of) else { return Ok(None) };
    let delivered = payments::send(platform, gateways.configured(), facts.gateway, &call).await;
    match &delivered {
        Delivered::Answered(answer) if answer.status < 500 && answer.status != 429 => {
            Ok(gateway.read_owner(&delivered))
        }
        _ => Err(StoreError::unavailable("the gateway did not say whose money it is")),
    }
}

async fn keep_strays(
    platform: &Platform,
    facts: &Report,
    order: Option<&OrderNumber>,
) -> Result<(), StoreError> {
    let order = order.map(OrderNumber::as_str);
    let strays = facts.facts.iter().map(|fact| Stray { gateway: facts.gateway, order, fact });
    let statements: Vec<_> = strays.filter_map(|stray| stray_statement(&stray, now())).collect();
    if statements.is_empty() {
        return Ok(());
    }
    platform.database()?.batch(statements).await.map(|_| ())
}
