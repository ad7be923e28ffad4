//! Sends what adapters wrote: adds the secrets, keeps the deadline, heeds the circuit.

use std::time::Duration;

use futures_util::future::join_all;

use super::breaker::has_failed;
use super::circuit;
use super::deployed::stays_within;
use super::test::call_test_gateway;
use super::{Call, Circuit, Delivered, Gateway, GatewayAnswer, GatewayId, Gateways};
use crate::platform::{Exchange, Outgoing, Platform};

/// Of one call (rule 9).
const DEADLINE: Duration = Duration::from_secs(8);

/// The gateways that this deployment uses.
pub fn configured(platform: &Platform) -> Gateways {
    Gateways::new(|name| platform.variable(name))
}

/// Those among them whose circuit is open: nobody is led there.
pub async fn open_circuits(platform: &Platform, gateways: &Gateways) -> Vec<GatewayId> {
    let asked = gateways.all().into_iter().map(Gateway::id).filter(|id| has_circuit(*id));
    let open = asked.map(async |id| circuit::is_open(platform, id).await.then_some(id));
    join_all(open).await.into_iter().flatten().collect()
}

/// How the circuit of each gateway stands, also of those that this Worker has no keys of; without an
/// answer, `None`.
pub async fn circuits(platform: &Platform) -> Vec<(GatewayId, Option<Circuit>)> {
    let asked = GatewayId::ALL.into_iter().filter(|id| has_circuit(*id));
    join_all(asked.map(async |id| (id, circuit::state_of(platform, id).await.ok()))).await
}

/// The test gateway is an object of the shop's own.
const fn has_circuit(id: GatewayId) -> bool {
    !matches!(id, GatewayId::Test)
}

/// Sends a call of a gateway that is configured, to that gateway and nowhere else.
pub async fn send(
    platform: &Platform,
    gateways: &Gateways,
    id: GatewayId,
    call: &Call,
) -> Delivered {
    let (Some(gateway), Some(base)) = (gateways.get(id), gateways.base(id)) else {
        return Delivered::NotSent;
    };
    if !stays_within(&call.url, base) {
        worker::console_error!("a call to {} would leave {base}", id.as_str());
        return Delivered::NotSent;
    }
    if !has_circuit(id) {
        return call_test_gateway(platform, call, DEADLINE).await;
    }
    let known = circuit::ask(platform, id).await;
    if !known.granted {
        return Delivered::NotSent;
    }
    let headers = [call.headers.clone(), gateway.secret_headers()].concat();
    let exchange = platform
        .exchange(Outgoing {
            method: &call.method,
            url: &call.url,
            headers: &headers,
            body: &call.body,
            deadline: DEADLINE,
        })
        .await;
    let delivered = match exchange {
        Exchange::Answered { status, body } => Delivered::Answered(GatewayAnswer { status, body }),
        Exchange::Refused => Delivered::NotSent,
        Exchange::Broken => Delivered::Unknown,
    };
    let failed = has_failed(&delivered);
    if failed || known.listens {
        circuit::tell(platform, id, failed).await;
    }
    delivered
}
