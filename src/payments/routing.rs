//! Which gateway takes a payment, and which methods a shopper is offered.

use super::{Gateway, GatewayId, Manner, PaymentMethod};
use crate::content::PaymentChoices;
use crate::kernel::{Country, Money};

/// What the merchant prefers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentSettings {
    /// Gateways in the order in which they are asked; those that are not named come after them.
    pub prefer: Vec<GatewayId>,
    /// Methods that are not offered.
    pub without: Vec<PaymentMethod>,
    /// How long stock is held for a delayed method, in days; 0: the method is not offered while stock
    /// is low (rule 12).
    pub delayed_hold_days: u32,
}

impl From<&PaymentChoices> for PaymentSettings {
    fn from(choices: &PaymentChoices) -> Self {
        Self {
            prefer: choices.prefer.iter().filter_map(|name| GatewayId::parse(name)).collect(),
            without: choices.without.iter().filter_map(|name| PaymentMethod::parse(name)).collect(),
            delayed_hold_days: choices.delayed_hold_days,
        }
    }
}

impl Default for PaymentSettings {
    fn default() -> Self {
        Self::from(&PaymentChoices::default())
    }
}

/// What is paid, where, as far as routing depends on it.
#[derive(Debug, Clone, Copy)]
pub struct Payable {
    pub amount: Money,
    /// Of the bill.
    pub country: Country,
    /// Whether something in it is nearly sold out.
    pub is_scarce: bool,
}

impl PaymentMethod {
    /// As people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Card => "Card",
            Self::Ideal => "iDEAL",
            Self::Bancontact => "Bancontact",
            Self::Paypal => "PayPal",
            Self::BankTransfer => "Bank transfer",
        }
    }
}

/// The gateways that can take this by the method, the preferred one first. Those whose circuit is
/// open (`is_out`) are only left out: whoever asks may still have none.
pub fn candidates(
    method: PaymentMethod,
    payable: &Payable,
    gateways: &[&dyn Gateway],
    settings: &PaymentSettings,
    is_out: impl Fn(GatewayId) -> bool,
) -> Vec<GatewayId> {
    if settings.without.contains(&method) {
        return Vec::new();
    }
    let suits = |gateway: &&&dyn Gateway| {
        let is_held = gateway.manner(method) != Some(Manner::Delayed)
            || settings.delayed_hold_days > 0
            || !payable.is_scarce;
        is_held
            && !is_out(gateway.id())
            && gateway.accepts(method, payable.amount, payable.country).is_ok()
    };
    let place = |id: &GatewayId| {
        let named = settings.prefer.iter().position(|preferred| preferred == id);
        (named.unwrap_or(usize::MAX), *id)
    };
    let mut found: Vec<GatewayId> =
        gateways.iter().filter(suits).map(|gateway| gateway.id()).collect();
    found.sort_by_key(place);
    found
}

/// The methods to offer, the default first: one that belongs to the shopper's country, then those
/// that are known everywhere.
pub fn offered(
    payable: &Payable,
    gateways: &[&dyn Gateway],
    settings: &PaymentSettings,
) -> Vec<PaymentMethod> {
    use PaymentMethod::{Bancontact, BankTransfer, Card, Ideal, Paypal};
    let is_offered = |method: &PaymentMethod| {
        !candidates(*method, payable, gateways, settings, |_| false).is_empty()
    };
    [Ideal, Bancontact, Card, Paypal, BankTransfer].into_iter().filter(is_offered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::Currency;
    use crate::payments::test::TestGateway;
    use crate::payments::{Mollie, Stripe};
    use GatewayId::{Mollie as M, Stripe as S, Test as T};
    use PaymentMethod::{Bancontact, BankTransfer, Card, Ideal, Paypal};

    fn payable(minor: i64, code: &str, country: &str) -> Payable {
        Payable {
            amount: Money::new(minor, Currency::parse(code).unwrap()),
            country: Country::parse(country).unwrap(),
            is_scarce: false,
        }
    }

    fn with_gateways<T>(asked: impl Fn(&[&dyn Gateway]) -> T) -> T {
        let stripe = Stripe::new(None, "sk_test_1", "whsec_1");
        let mollie = Mollie::new(None, "test_1");
        let test = TestGateway::new("secret".into());
        asked(&[&stripe, &mollie, &test])
    }

    #[test]
    fn the_settings_know_every_gateway_and_every_way_to_pay() {
        let gateways = GatewayId::ALL.map(GatewayId::as_str);
        assert_eq!(crate::content::GATEWAYS, gateways);
        assert_eq!(crate::content::PAYMENT_METHODS, PaymentMethod::ALL.map(PaymentMethod::as_str));
        let choices = PaymentChoices {
            prefer: vec!["test".to_owned()],
            without: vec!["bank_transfer".to_owned()],
            delayed_hold_days: 3,
        };
        let settings = PaymentSettings::from(&choices);
        assert_eq!((settings.prefer, settings.without), (vec![T], vec![BankTransfer]));
        assert_eq!(settings.delayed_hold_days, 3);
    }

    #[test]
    fn a_payment_goes_to_the_preferred_gateway_that_can_take_it() {
        let usual = PaymentSettings::default();
        let stripe_first = PaymentSettings { prefer: vec![S], ..usual.clone() };
        let no_cards = PaymentSettings { without: vec![Card], ..usual.clone() };
        let none: &[GatewayId] = &[];
        for (method, payable, settings, out, expected) in [
            (Card, payable(5000, "EUR", "DE"), &usual, none, &[M, S, T][..]),
            (Card, payable(5000, "EUR", "DE"), &stripe_first, none, &[S, M, T]),
            (Card, payable(5000, "EUR", "DE"), &usual, &[M], &[S, T]),
            (Card, payable(5000, "EUR", "DE"), &no_cards, none, &[]),
            (Card, payable(1_000_001, "EUR", "DE"), &usual, none, &[S, T]),
            (Card, payable(5000, "KWD", "KW"), &usual, none, &[S, T]),
            (Card, payable(40, "EUR", "DE"), &usual, none, &[M, T]),
            (Ideal, payable(5000, "EUR", "NL"), &usual, none, &[M, S]),
            (Ideal, payable(5000, "EUR", "DE"), &usual, none, &[]),
            // Another method is another wish: nothing fails over to it (rule 9).
            (Ideal, payable(5000, "EUR", "NL"), &usual, &[M, S], &[]),
            (Paypal, payable(5000, "EUR", "DE"), &usual, none, &[T]),
        ] {
            let found = with_gateways(|all| {
                candidates(method, &payable, all, settings, |id| out.contains(&id))
            });
            assert_eq!(found, expected, "{method:?} {payable:?} without {out:?}");
        }
    }

    #[test]
    fn a_shopper_is_offered_what_can_be_taken_and_his_countrys_method_first() {
        let usual = PaymentSettings::default();
        for (country, expected) in [
            ("NL", &[Ideal, Card, Paypal, BankTransfer][..]),
            ("BE", &[Bancontact, Card, Paypal, BankTransfer]),
            ("DE", &[Card, Paypal, BankTransfer]),
        ] {
            let found = with_gateways(|all| offered(&payable(5000, "EUR", country), all, &usual));
            assert_eq!(found, expected, "{country}");
        }
        assert!(offered(&payable(5000, "EUR", "DE"), &[], &usual).is_empty());
    }

    #[test]
    fn rule_12_a_delayed_method_without_a_hold_is_not_offered_for_what_is_scarce() {
        let hasty = PaymentSettings { delayed_hold_days: 0, ..PaymentSettings::default() };
        let plenty = payable(5000, "EUR", "DE");
        let scarce = Payable { is_scarce: true, ..plenty };
        let offers = |payable: &Payable, settings: &PaymentSettings| {
            with_gateways(|all| offered(payable, all, settings).contains(&BankTransfer))
        };
        assert!(offers(&scarce, &PaymentSettings::default()));
        assert!(offers(&plenty, &hasty));
        assert!(!offers(&scarce, &hasty));
    }
}
