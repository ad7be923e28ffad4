//! The gateways that a deployment uses, from its variables and secrets.

use super::signing::sign;
use super::test::{BASE, TestGateway};
use super::{Gateway, GatewayId, Hook, Mollie, Notice, Stripe, Unverified};
use crate::kernel::Timestamp;

/// Hosts of pages that a payment is redirected to, beside the host of the API.
const STRIPE_PAGES: [&str; 1] = ["https://checkout.stripe.com"];
/// Mollie leads on to the bank's page without a stop where the method is chosen already.
const MOLLIE_PAGES: [&str; 2] = ["https://*.mollie.com", "https://pay.ideal.nl"];

#[derive(Debug, Clone)]
pub struct Gateways {
    stripe: Option<Stripe>,
    mollie: Option<Mollie>,
    test: Option<TestGateway>,
}

impl Gateways {
    /// `variable` answers `None` for what is not set.
    pub fn new(variable: impl Fn(&str) -> Option<String>) -> Self {
        let stripe = variable("STRIPE_SECRET_KEY").map(|key| {
            let secrets = variable("STRIPE_WEBHOOK_SECRET").unwrap_or_default();
            Stripe::new(variable("STRIPE_API_BASE").as_deref(), &key, &secrets)
        });
        let mollie = variable("MOLLIE_API_KEY")
            .map(|key| Mollie::new(variable("MOLLIE_API_BASE").as_deref(), &key));
        let test = (variable("TEST_GATEWAY").as_deref() == Some("1")).then(|| {
            let token = variable("ADMIN_TOKEN").unwrap_or_default();
            TestGateway::new(sign(&token, &[b"test gateway"]))
        });
        Self { stripe, mollie, test }
    }

    pub fn get(&self, id: GatewayId) -> Option<&dyn Gateway> {
        match id {
            GatewayId::Stripe => self.stripe.as_ref().map(|gateway| gateway as &dyn Gateway),
            GatewayId::Mollie => self.mollie.as_ref().map(|gateway| gateway as &dyn Gateway),
            GatewayId::Test => self.test.as_ref().map(|gateway| gateway as &dyn Gateway),
        }
    }

    pub fn all(&self) -> Vec<&dyn Gateway> {
        GatewayId::ALL.into_iter().filter_map(|id| self.get(id)).collect()
    }

    pub const fn test(&self) -> Option<&TestGateway> {
        self.test.as_ref()
    }

    /// Where a gateway's calls go, and nowhere else.
    pub fn base(&self, id: GatewayId) -> Option<&str> {
        match id {
            GatewayId::Stripe => self.stripe.as_ref().map(Stripe::base),
            GatewayId::Mollie => self.mollie.as_ref().map(Mollie::base),
            GatewayId::Test => self.test.as_ref().map(|_| BASE),
        }
    }

    /// What `form-action` names beside the shop itself (rule 30). The test gateway's pages are the
    /// shop's own.
    pub fn form_hosts(&self) -> Vec<String> {
        let pages = |base: Option<&str>, pages: &[&str], usual: &str| {
            let known = pages.iter().filter(|_| base.is_some()).map(ToString::to_string);
            let own = base.filter(|base| *base != usual).map(|base| origin_of(base).to_owned());
            known.chain(own).collect::<Vec<_>>()
        };
        let stripe =
            pages(self.base(GatewayId::Stripe), &STRIPE_PAGES, super::stripe::DEFAULT_BASE);
        let mollie =
            pages(self.base(GatewayId::Mollie), &MOLLIE_PAGES, super::mollie::DEFAULT_BASE);
        [stripe, mollie].concat()
    }
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |scheme| scheme + 3);
    let end = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url)
}

/// Whether a call stays with the gateway that it is for: `https://api.stripe.com.evil.example` and
/// `https://api.stripe.com@evil.example` do not.
pub fn stays_within(url: &str, base: &str) -> bool {
    url.strip_prefix(base).is_some_and(|rest| rest.starts_with('/'))
}

/// Verifies a webhook: `segments` are what follows `/hooks/payments/{gateway}` in its address.
///
/// # Errors
/// Why it changes nothing (rule 19).
pub fn verify_hook(
    gateways: &Gateways,
    gateway: &str,
    segments: &[&str],
    header: impl Fn(&str) -> Option<String>,
    body: &[u8],
    now: Timestamp,
) -> Result<Notice, Unverified> {
    let id = GatewayId::parse(gateway).ok_or(Unverified::NotConfigured)?;
    let gateway = gateways.get(id).ok_or(Unverified::NotConfigured)?;
    let signature = match id {
        GatewayId::Stripe => header("Stripe-Signature"),
        GatewayId::Test => header(super::test::SIGNATURE_HEADER),
        GatewayId::Mollie => None,
    };
    gateway.verify(&Hook { signature: signature.as_deref(), path: segments, body, now })
}

impl Unverified {
    /// Status, stable name and a sentence for whoever sent it.
    pub const fn describe(self) -> (u16, &'static str, &'static str) {
        match self {
            Self::NotConfigured => (404, "not_found", "There is nothing at this address."),
            Self::NoSignature => (400, "not_signed", "This webhook is not signed."),
            Self::BadSignature => {
                (400, "bad_signature", "The signature of this webhook is not that of its bytes.")
            }
            Self::Stale => {
                (400, "stale", "This webhook was signed more than five minutes ago or ahead.")
            }
            Self::WrongMode => (
                400,
                "wrong_mode",
                "This webhook is of test mode and the key of live mode, or the other way round.",
            ),
            Self::Unreadable => (400, "malformed", "This webhook is no event that can be read."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &[(&str, &str)]) -> Gateways {
        Gateways::new(|name| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_shop_uses_the_gateways_whose_keys_it_has() {
        let ids = |variables: &[(&str, &str)]| {
            with(variables).all().iter().map(|gateway| gateway.id()).collect::<Vec<_>>()
        };
        assert_eq!(ids(&[]), []);
        assert_eq!(ids(&[("STRIPE_WEBHOOK_SECRET", "whsec_1"), ("TEST_GATEWAY", "0")]), []);
        assert_eq!(ids(&[("MOLLIE_API_KEY", "test_1")]), [GatewayId::Mollie]);
        let all = [("STRIPE_SECRET_KEY", "sk_test_1"), ("TEST_GATEWAY", "1")];
        assert_eq!(ids(&all), [GatewayId::Stripe, GatewayId::Test]);
    }

    #[test]
    fn rule_30_the_pages_of_the_gateways_in_use_are_named_and_no_others() {
        assert_eq!(with(&[("TEST_GATEWAY", "1")]).form_hosts(), Vec::<String>::new());
        let usual = with(&[("STRIPE_SECRET_KEY", "sk_test_1"), ("MOLLIE_API_KEY", "test_1")]);
        assert_eq!(
            usual.form_hosts(),
            ["https://checkout.stripe.com", "https://*.mollie.com", "https://pay.ideal.nl"]
        );
        let played = with(&[
            ("STRIPE_SECRET_KEY", "sk_test_1"),
            ("STRIPE_API_BASE", "http://127.0.0.1:9000/v1"),
        ]);
        assert_eq!(played.form_hosts(), ["https://checkout.stripe.com", "http://127.0.0.1:9000"]);
    }

    #[test]
    fn calls_stay_with_their_gateway() {
        let base = "https://api.stripe.com";
        for (url, fine) in [
            ("https://api.stripe.com/v1/refunds", true),
            ("https://api.stripe.com.evil.example/v1", false),
            ("https://api.stripe.com@evil.example/v1", false),
            ("https://api.mollie.com/v2/payments", false),
            ("https://api.stripe.com", false),
        ] {
            assert_eq!(stays_within(url, base), fine, "{url}");
        }
    }

    #[test]
    fn rule_19_a_webhook_of_a_gateway_that_is_not_used_is_nothing() {
        let gateways = with(&[("MOLLIE_API_KEY", "test_1")]);
        let now = Timestamp::from_millis(0);
        for (name, expected) in [
            ("paypal", Unverified::NotConfigured),
            ("stripe", Unverified::NotConfigured),
            ("mollie", Unverified::NoSignature),
        ] {
            let said = verify_hook(&gateways, name, &[], |_| None, b"id=tr_1", now);
            assert_eq!(said, Err(expected), "{name}");
        }
    }
}
