//! The gateways of this deployment, as orders ask for them.

use super::Gateways;
use crate::payments::{self, Gateway, GatewayId};
use crate::platform::Platform;

#[derive(Debug)]
pub(super) struct OwnGateways(payments::Gateways);

impl OwnGateways {
    pub fn of(platform: &Platform) -> Self {
        Self(payments::configured(platform))
    }

    pub const fn configured(&self) -> &payments::Gateways {
        &self.0
    }

    pub fn all(&self) -> Vec<&dyn Gateway> {
        self.0.all()
    }
}

impl Gateways for OwnGateways {
    fn get(&self, id: GatewayId) -> Option<&dyn Gateway> {
        self.0.get(id)
    }
}
