//! What a shopper says about an order: read once, from the page's form or the API's JSON alike.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::address_input::{AddressDraft, read_address};
use crate::kernel::{Address, Destination, Email, MarketId, Money, hex};
use crate::payments::PaymentMethod;
use crate::web::{FieldError, Form};

const MAX_RATE_LENGTH: usize = 250;
/// Two letters of the country and what its registry gives, like `DE123456789`.
const VAT_ID_LENGTHS: std::ops::RangeInclusive<usize> = 4..=15;

/// The body of `POST /api/v1/carts/{id}/checkout`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct CheckoutDraft {
    pub email: String,
    pub address: Option<AddressDraft>,
    /// Absent: the same as `address`.
    pub billing_address: Option<AddressDraft>,
    pub vat_id: Option<String>,
    /// Absent: the cheapest.
    pub shipping_rate: Option<String>,
    /// Absent: the first that is offered.
    pub payment_method: Option<String>,
    /// Of mails and amounts in them, like `de-DE`; absent: that of the market.
    pub locale: Option<String>,
    /// What the shopper saw; absent: whatever it is (rule 2).
    pub expected_total: Option<Money>,
}

fn present(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

fn address_of(form: &Form, place: &str) -> AddressDraft {
    let text = |name: &str| form.text(&format!("{place}.{name}")).to_owned();
    AddressDraft {
        name: text("name"),
        line1: text("line1"),
        line2: text("line2"),
        city: text("city"),
        region: text("region"),
        postal_code: text("postal_code"),
        country: text("country"),
        phone: text("phone"),
    }
}

impl CheckoutDraft {
    /// From the page: its fields are named by their paths in the JSON.
    pub fn of_form(form: &Form, expected_total: Option<Money>) -> Self {
        let address = address_of(form, "address");
        let is_billed_elsewhere = form.text("billing") == "other";
        Self {
            email: form.text("email").to_owned(),
            address: (!address.country.is_empty()).then_some(address),
            billing_address: is_billed_elsewhere.then(|| address_of(form, "billing_address")),
            vat_id: present(form.text("vat_id")),
            shipping_rate: present(form.text("shipping_rate")),
            payment_method: present(form.text("payment_method")),
            locale: None,
            expected_total,
        }
    }

    /// Where the order goes, as far as it is said: what tax and delivery are computed for.
    pub fn destination(&self) -> Option<Destination> {
        let addresses = [&self.address, &self.billing_address];
        addresses.into_iter().flatten().find_map(AddressDraft::destination)
    }
}

/// What was said, read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Details {
    pub email: Email,
    pub address: Option<Address>,
    pub billing_address: Option<Address>,
    pub vat_id: Option<String>,
    pub shipping_rate: Option<String>,
    pub locale: Option<String>,
    /// Another method or total is the same order, paid otherwise or not at all.
    #[serde(skip)]
    pub method: Option<PaymentMethod>,
    #[serde(skip)]
    pub expected_total: Option<Money>,
}

impl Details {
    /// # Errors
    /// Every field that has to be mended, in the order in which the page shows them.
    pub fn read(draft: &CheckoutDraft) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut refuse = |field: &str, detail: &str| {
            errors.push(FieldError { field: field.to_owned(), detail: detail.to_owned() });
        };
        let email = Email::parse(&draft.email);
        if email.is_none() {
            refuse("email", "Enter an e-mail address, like name@example.com.");
        }
        let mut address = |place: &str, draft: Option<&AddressDraft>| {
            let read = read_address(place, draft?);
            read.map_err(|mut refused| errors.append(&mut refused)).ok()
        };
        let to = address("address", draft.address.as_ref());
        let billing_address = address("billing_address", draft.billing_address.as_ref());
        let mut refuse = |field: &str, detail: &str| {
            errors.push(FieldError { field: field.to_owned(), detail: detail.to_owned() });
        };
        let vat_id = draft.vat_id.as_deref().and_then(present).map(|text| tidied_vat_id(&text));
        if vat_id.as_ref().is_some_and(Option::is_none) {
            refuse(
                "vat_id",
                "Enter a VAT number with its country, like DE123456789, or leave it empty.",
            );
        }
        let rate = draft.shipping_rate.clone();
        if rate.as_ref().is_some_and(|rate| rate.len() > MAX_RATE_LENGTH) {
            refuse("shipping_rate", UNKNOWN_RATE);
        }
        let method = draft.payment_method.as_deref().map(PaymentMethod::parse);
        if method.is_some_and(|method| method.is_none()) {
            refuse("payment_method", UNKNOWN_METHOD);
        }
        let locale = draft.locale.clone();
        if locale.as_ref().is_some_and(|locale| !is_locale(locale)) {
            refuse("locale", "Give a language and region, like de-DE.");
        }
        let expected_total = draft.expected_total;
        match email {
            Some(email) if errors.is_empty() => Ok(Self {
                email,
                address: to,
                billing_address,
                vat_id: vat_id.flatten(),
                shipping_rate: rate,
                locale,
                method: method.flatten(),
                expected_total,
            }),
            _ => Err(errors),
        }
    }

    /// By what a repeated checkout is known: SHA-256 of all that an order is made from and the cart
    /// does not hold, in hexadecimal digits.
    pub fn digest(&self, market: Option<&MarketId>) -> String {
        let said = serde_json::to_string(&(self, market)).unwrap_or_default();
        hex(&Sha256::digest(said))
    }
}

pub const UNKNOWN_RATE: &str = "Choose one of the ways of delivery that are offered.";
pub const UNKNOWN_METHOD: &str = "Choose one of the ways to pay that are offered.";

/// In capitals without spaces, dots and hyphens; `None` where no register could have given it. Whether
/// it did is for the merchant to ask.
fn tidied_vat_id(text: &str) -> Option<String> {
    let divides = |letter: &char| letter.is_whitespace() || ".-".contains(*letter);
    let bare: String =
        text.chars().filter(|letter| !divides(letter)).collect::<String>().to_uppercase();
    let (country, rest) = bare.split_at_checked(2)?;
    let fits = VAT_ID_LENGTHS.contains(&bare.len())
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && rest.bytes().any(|byte| byte.is_ascii_digit());
    fits.then_some(bare)
}

fn is_locale(text: &str) -> bool {
    text.len() <= 35
        && text.split('-').all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &str) -> CheckoutDraft {
        CheckoutDraft::of_form(&Form::parse(fields.as_bytes()), None)
    }

    const FINE: &str = "email=ada@example.com&address.name=Ada&address.line1=Quay+4&address.city=Sligo\
        &address.country=IE&shipping_rate=ireland.standard&payment_method=card&billing_address.name=Old";

    #[test]
    fn the_page_and_the_api_say_the_same() {
        let json = r#"{"email": "ada@example.com", "address": {"name": "Ada", "line1": "Quay 4",
            "city": "Sligo", "country": "IE"}, "shipping_rate": "ireland.standard", "payment_method": "card"}"#;
        let said: CheckoutDraft = crate::kernel::from_json(json.as_bytes()).unwrap();
        assert_eq!(form(FINE), said, "a billing address counts only where it is another one");
        let elsewhere = form(&format!("{FINE}&billing=other"));
        assert_eq!(elsewhere.billing_address.map(|address| address.name), Some("Old".to_owned()));
        assert!(crate::kernel::from_json::<CheckoutDraft>(br#"{"colour": 1}"#).is_err());
    }

    #[test]
    fn every_field_that_has_to_be_mended_is_named_at_once() {
        let draft = CheckoutDraft {
            email: "ada".to_owned(),
            vat_id: Some("123".to_owned()),
            payment_method: Some("shells".to_owned()),
            locale: Some("german".repeat(3)),
            shipping_rate: Some("x".repeat(251)),
            ..form("address.country=DE&address.name=Ada&address.city=B&billing=other")
        };
        let refused: Vec<String> =
            Details::read(&draft).unwrap_err().into_iter().map(|error| error.field).collect();
        let expected = [
            "email",
            "address.line1",
            "address.postal_code",
            "billing_address.country",
            "vat_id",
            "shipping_rate",
            "payment_method",
            "locale",
        ];
        assert_eq!(refused, expected);
    }

    #[test]
    fn rule_1_another_method_or_total_is_no_other_checkout_and_everything_else_is() {
        let fine = form(FINE);
        let digest = |change: &dyn Fn(&mut CheckoutDraft)| {
            let mut draft = fine.clone();
            change(&mut draft);
            Details::read(&draft).unwrap().digest(None)
        };
        let same = digest(&|_| {});
        let euro = Money::new(5, crate::kernel::Currency::EUR);
        assert_eq!(digest(&|draft| draft.payment_method = None), same);
        assert_eq!(digest(&|draft| draft.expected_total = Some(euro)), same);
        assert_eq!(digest(&|draft| draft.email = " ada@example.com".to_owned()), same);
        let others = [
            digest(&|draft| draft.email = "b@example.com".to_owned()),
            digest(&|draft| draft.shipping_rate = None),
            digest(&|draft| draft.vat_id = Some("IE1234567T".to_owned())),
            digest(&|draft| draft.address.as_mut().unwrap().line2 = "Flat 1".to_owned()),
            digest(&|draft| draft.billing_address = draft.address.clone()),
            Details::read(&fine).unwrap().digest(MarketId::parse("de").as_ref()),
        ];
        assert!(others.iter().all(|other| *other != same));
    }

    #[test]
    fn a_vat_number_is_written_as_registers_write_it() {
        for (typed, written) in [
            ("de 123.456.789", Some("DE123456789")),
            ("ATU12345678", Some("ATU12345678")),
            ("CHE-123.456.788", Some("CHE123456788")),
            ("123456789", None),
            ("DEXXXX", None),
            ("DE1", None),
            ("DÉ123456", None),
            ("D€", None),
        ] {
            assert_eq!(tidied_vat_id(typed).as_deref(), written, "{typed}");
        }
    }

    #[test]
    fn an_order_of_nothing_to_deliver_goes_where_its_bill_goes() {
        let digital = form("email=a@example.com&billing=other&billing_address.country=FR");
        assert_eq!(
            digital.destination().map(|place| place.country.to_string()).as_deref(),
            Some("FR")
        );
        assert_eq!(form("email=a@example.com").destination(), None);
    }
}
