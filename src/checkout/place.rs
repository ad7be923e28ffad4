//! Whether an order can be placed, and what it is made from. Pure: prices, terms, uses and methods of
//! payment are those that their owners gave a moment ago.

use super::details::{Details, UNKNOWN_METHOD, UNKNOWN_RATE};
use crate::cart::OpenedCart;
use crate::kernel::{Address, Money, OrderNumber, hex};
use crate::orders::{CartSource, Missing, OrderLine, PaymentWish, Placement, UseWish};
use crate::payments::{GatewayId, PaymentMethod};
use crate::pricing::{QuotedLine, TermsDocument};
use crate::promotions::{UseLimits, customer_key};
use crate::web::FieldError;
use sha2::{Digest, Sha256};

/// A way to pay that is offered for this total, with its gateways, the preferred first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedMethod {
    pub method: PaymentMethod,
    pub gateways: Vec<GatewayId>,
}

/// How many unpaid orders may hold stock at a time (rule 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnpaidLimits {
    pub per_email: u32,
    /// A client address may be a whole school's.
    pub per_client: u32,
}

pub const UNPAID_LIMITS: UnpaidLimits = UnpaidLimits { per_email: 5, per_client: 25 };

/// Everything that an order is decided from.
#[derive(Debug, Clone, Copy)]
pub struct Proposal<'a> {
    /// Opened for the address of `details` and the way of delivery that they name.
    pub opened: &'a OpenedCart<'a>,
    pub terms: &'a TermsDocument,
    pub details: &'a Details,
    /// For the total of `opened`.
    pub offered: &'a [OfferedMethod],
    /// `None` where nobody counts them.
    pub unpaid: Option<UnpaidLimits>,
    /// Who asks, as limits count.
    pub client: &'a str,
}

/// Why no order is made. Where several hold, the first of these is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Those of the cart say what has to be mended.
    Problems,
    Invalid(Vec<FieldError>),
    /// Nobody takes this sum in this currency there.
    NoPaymentMethod,
    /// The shopper agreed to another sum (rule 2).
    TotalChanged {
        expected: Money,
    },
}

/// What is agreed once nothing stands against the order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    pub total: Money,
    pub address: Option<Address>,
    pub billing_address: Option<Address>,
    /// `None`: there is nothing to pay (rule 5).
    pub payment: Option<PaymentWish>,
    pub uses: Vec<UseWish>,
}

/// What names an order and says where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    pub number: OrderNumber,
    pub secret: String,
    pub supersedes: Option<OrderNumber>,
    /// Of the details, by which a repetition is known.
    pub digest: String,
    /// The shop's own address.
    pub origin: String,
    /// How long goods wait for money that takes days (rule 12).
    pub delayed_hold_days: u32,
}

fn invalid(field: &str, detail: &str) -> Refusal {
    Refusal::Invalid(vec![FieldError { field: field.to_owned(), detail: detail.to_owned() }])
}

impl Proposal<'_> {
    pub fn total(&self) -> Money {
        Money::new(self.opened.quote.total_minor, self.opened.quote.currency)
    }

    /// # Errors
    /// The first [`Refusal`] that holds.
    pub fn decide(&self) -> Result<Agreement, Refusal> {
        let (quote, details) = (&self.opened.quote, self.details);
        if !self.opened.can_be_bought() {
            return Err(Refusal::Problems);
        }
        if quote.requires_shipping && details.address.is_none() {
            return Err(invalid("address", "Tell where the order is to be sent."));
        }
        let is_chosen = quote.shipping.as_ref().is_none_or(|shipping| shipping.chosen);
        if details.shipping_rate.is_some() && quote.requires_shipping && !is_chosen {
            return Err(invalid("shipping_rate", UNKNOWN_RATE));
        }
        let payment = self.payment()?;
        if let Some(expected) = details.expected_total.filter(|expected| *expected != self.total())
        {
            return Err(Refusal::TotalChanged { expected });
        }
        let (address, billing_address) = self.addresses();
        Ok(Agreement { total: self.total(), address, billing_address, payment, uses: self.uses() })
    }

    /// What is not delivered has no address but that of its bill.
    fn addresses(&self) -> (Option<Address>, Option<Address>) {
        let Details { address, billing_address, .. } = self.details.clone();
        if self.opened.quote.requires_shipping {
            (address, billing_address)
        } else {
            (None, billing_address.or(address))
        }
    }

    fn payment(&self) -> Result<Option<PaymentWish>, Refusal> {
        if self.total().amount_minor == 0 {
            return Ok(None);
        }
        let first = self.offered.first().ok_or(Refusal::NoPaymentMethod)?;
        let meant = match self.details.method {
            Some(method) => self.offered.iter().find(|offered| offered.method == method),
            None => Some(first),
        };
        let OfferedMethod { method, gateways } =
            meant.ok_or_else(|| invalid("payment_method", UNKNOWN_METHOD))?.clone();
        Ok(Some(PaymentWish { method, gateways }))
    }

    /// A use of each limited promotion that takes something off (rule 26), and a place among the unpaid
    /// orders of this address and this client (rule 6).
    fn uses(&self) -> Vec<UseWish> {
        let customer = customer_key(self.details.email.as_str());
        let limited = self.terms.promotions.iter().filter(|promotion| promotion.is_limited());
        let applied = limited.filter(|promotion| {
            self.opened.quote.discounts.iter().any(|discount| discount.promotion == promotion.id)
        });
        let of_promotions = applied.map(|promotion| UseWish {
            counter: promotion.id.clone(),
            customer: customer.clone(),
            limits: UseLimits {
                total: promotion.rule.usage_limit,
                per_customer: promotion.rule.usage_limit_per_customer,
            },
            kept_when_paid: true,
        });
        let client = hex(&Sha256::digest(self.client));
        let places = self.unpaid.map(|limits| {
            [
                (format!("unpaid:email:{customer}"), limits.per_email),
                (format!("unpaid:client:{client}"), limits.per_client),
            ]
        });
        let of_unpaid = places.into_iter().flatten().map(|(counter, most)| UseWish {
            counter,
            customer: customer.clone(),
            limits: UseLimits { total: Some(most), per_customer: None },
            kept_when_paid: false,
        });
        let of_payable = of_unpaid.filter(|_| self.total().amount_minor > 0);
        of_promotions.chain(of_payable).collect()
    }

    fn line(&self, quoted: &QuotedLine) -> Option<OrderLine> {
        let line = self.opened.cart.lines.iter().find(|line| line.id == quoted.id)?;
        let goods = self.opened.goods_of(line)?;
        Some(OrderLine {
            id: quoted.id.clone(),
            sku: line.sku.clone(),
            product: goods.product.clone(),
            title: goods.title.clone(),
            options: goods.options.clone(),
            picture: goods.picture.clone(),
            quantity: quoted.quantity,
            unit_minor: quoted.unit_minor,
            gross_minor: quoted.gross_minor,
            tax_minor: quoted.tax_minor,
            requires_shipping: goods.requires_shipping,
        })
    }

    /// The order as it is frozen (rule 2).
    pub fn placement(&self, agreed: Agreement, naming: Naming) -> Placement {
        let (opened, details) = (self.opened, self.details);
        let cart = &opened.cart;
        Placement {
            number: naming.number,
            secret: naming.secret,
            cart: CartSource { id: cart.id.as_str().to_owned(), revision: cart.revision },
            digest: naming.digest,
            supersedes: naming.supersedes,
            is_public: is_public(&naming.origin),
            origin: naming.origin,
            delayed_hold_days: naming.delayed_hold_days,
            market: opened.market.id.clone(),
            locale: details.locale.clone().unwrap_or_else(|| opened.market.locale.clone()),
            email: details.email.clone(),
            address: agreed.address,
            billing_address: agreed.billing_address,
            vat_id: details.vat_id.clone(),
            note: cart.note.clone(),
            lines: opened.quote.lines.iter().filter_map(|quoted| self.line(quoted)).collect(),
            quote: opened.quote.clone(),
            uses: agreed.uses,
            payment: agreed.payment,
        }
    }
}

/// Whether gateways can reach the shop under this address: not on a developer's machine.
pub fn is_public(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("https://") else { return false };
    let name = host.split(':').next().unwrap_or_default();
    let is_number = name.starts_with('[') || name.ends_with(|end: char| end.is_ascii_digit());
    let is_here = ["localhost", "local", "internal", "test"];
    let last = name.rsplit('.').next().unwrap_or_default();
    !is_number && name.contains('.') && !is_here.contains(&last)
}

/// What a shopper is told about goods that are not there in these quantities.
pub fn shortage(missing: &[Missing], opened: &OpenedCart<'_>) -> Vec<(String, String)> {
    let line = |short: &Missing| {
        let line = opened.cart.lines.iter().find(|line| line.sku == short.sku)?;
        let goods = opened.goods_of(line);
        let title = goods.map_or(line.sku.as_str(), |goods| &goods.title);
        let detail = match (short.available, goods) {
            (0, _) => format!("{title} has just been sold out. Take it out to go on."),
            (left, Some(goods)) => format!("{} Order fewer.", goods.too_few(left)),
            (_, None) => format!("There are fewer of {title} than you want. Order fewer."),
        };
        Some((line.id.clone(), detail))
    };
    missing.iter().filter_map(line).collect()
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
