//! Placing an order: what both the page and the API do. Nothing is decided here.

use super::details::{CheckoutDraft, Details};
use super::opening::{Opening, country_of, methods_for, open, unpaid_limits};
use super::place::{Naming, Proposal, Refusal};
use crate::cart::{
    Cart, CartId, CartInCheckout, Checkout, CheckoutWish, Recalled, Started, no_such_cart,
    start_checkout,
};
use crate::content::ShopDocument;
use crate::kernel::{OrderNumber, OrderToken, Timestamp};
use crate::orders::{
    Command, Commanded, EndReason, OrderRefusal, OrderState, PaymentWish, Placed, PublicView,
    command_of_shopper, place, read, tell,
};
use crate::platform::random_hex;
use crate::web::{Context, IN_PROGRESS_SECONDS, Problem, RequestKey, client};

/// How often a number is drawn, or an order that ended is followed by another, in one request.
const MAX_ROUNDS: usize = 4;

/// What a checkout came to.
#[derive(Debug)]
pub enum Outcome {
    /// There is an order: it is paid, waits to be paid, or is still finding out.
    Order(PublicView),
    /// There is none, and nothing was changed.
    Refused(Refusal),
    /// There was one, and it ended before anybody could pay.
    Ended(EndReason),
    /// The key was used before.
    Known(Recalled),
    /// The cart is not the one any more that was looked at.
    CartChanged,
}

/// One wish to check out.
#[derive(Debug)]
pub struct Visit<'a> {
    pub context: &'a Context,
    pub shop: &'a ShopDocument,
    pub found: CartInCheckout,
    pub draft: &'a CheckoutDraft,
    pub key: Option<RequestKey>,
}

enum Resumed {
    Order(PublicView),
    Ended,
    Missing,
}

pub fn token_of(view: &PublicView) -> OrderToken {
    OrderToken { number: view.number.clone(), secret: view.secret.clone() }
}

fn outcome_of(view: PublicView) -> Outcome {
    match (&view.end, view.state) {
        (Some(end), OrderState::Open | OrderState::Expired | OrderState::Cancelled) => {
            Outcome::Ended(end.clone())
        }
        _ => Outcome::Order(view),
    }
}

impl Visit<'_> {
    fn cart(&self) -> &Cart {
        &self.found.cart
    }

    /// Finds or makes the order of this cart as it is with these details (rules 1 to 3).
    ///
    /// # Errors
    /// Where an owner does not answer, or another checkout of the cart is just being made.
    pub async fn check_out(self) -> Result<Outcome, Problem> {
        let details = match Details::read(self.draft) {
            Ok(details) => details,
            Err(errors) => return Ok(Outcome::Refused(Refusal::Invalid(errors))),
        };
        let digest = details.digest(self.shop.market.id.as_ref());
        let mut instead_of = None;
        let revision = self.cart().revision;
        let is_of = |last: &&Checkout| last.is_of(revision, &digest, details.expected_total);
        if let Some(last) = self.found.last.as_ref().filter(is_of) {
            match self.resume(last, &details).await? {
                Resumed::Order(view) => return Ok(outcome_of(view)),
                Resumed::Ended => instead_of = Some(last.number.clone()),
                Resumed::Missing => {}
            }
        }
        let opening = open(
            self.context,
            self.shop,
            self.cart().clone(),
            self.draft,
            self.found.last.as_ref(),
        )
        .await?;
        for round in 0..MAX_ROUNDS {
            // The key belongs to the first round alone: to the second it would be known.
            let key = self.key.clone().filter(|_| round == 0);
            match self.round(&opening, &details, &digest, (instead_of, key)).await? {
                Ok(outcome) => return Ok(outcome),
                Err(ended) => instead_of = Some(ended),
            }
        }
        Err(Problem::unavailable())
    }

    /// One try; an order that turns out to have ended, or whose number is taken, is the error.
    async fn round(
        &self,
        opening: &Opening<'_>,
        details: &Details,
        digest: &str,
        (instead_of, key): (Option<OrderNumber>, Option<RequestKey>),
    ) -> Result<Result<Outcome, OrderNumber>, Problem> {
        let client = client(self.context);
        let proposal = Proposal {
            opened: &opening.opened,
            terms: &opening.terms,
            details,
            offered: &opening.offered,
            unpaid: unpaid_limits(self.context),
            client: &client,
        };
        let agreed = match proposal.decide() {
            Ok(agreed) => agreed,
            Err(refusal) => return Ok(Ok(Outcome::Refused(refusal))),
        };
        let wish = self.wish(&proposal, digest, instead_of);
        // Before anything is written down: who has to wait leaves nothing that others wait for.
        let foreseen = wish.earlier(self.found.last.as_ref());
        let mut supersedes = self.predecessor(&foreseen).await?;
        let id: &CartId = &self.cart().id;
        let (checkout, is_new) = match start_checkout(&self.context.platform, id, wish, key).await?
        {
            Started::Checkout { checkout, is_new } => (checkout, is_new),
            Started::Known { known } => return Ok(Ok(Outcome::Known(known))),
            Started::Mismatch => return Ok(Ok(Outcome::CartChanged)),
            Started::Missing => return Err(no_such_cart()),
        };
        if !is_new {
            match self.resume(&checkout, details).await? {
                Resumed::Order(view) => return Ok(Ok(outcome_of(view))),
                Resumed::Ended => return Ok(Err(checkout.number)),
                Resumed::Missing => {}
            }
        }
        if checkout.earlier != foreseen {
            supersedes = self.predecessor(&checkout.earlier).await?;
        }
        let naming = Naming {
            number: checkout.number.clone(),
            secret: checkout.secret.clone(),
            supersedes,
            digest: digest.to_owned(),
            origin: self.context.origin.clone(),
            delayed_hold_days: self.shop.payments.delayed_hold_days,
        };
        let placement = proposal.placement(agreed, naming);
        Ok(match place(&self.context.platform, &placement).await? {
            Placed::View(view) => Ok(outcome_of(view)),
            Placed::Taken => Err(checkout.number),
        })
    }

    fn wish(
        &self,
        proposal: &Proposal<'_>,
        digest: &str,
        instead_of: Option<OrderNumber>,
    ) -> CheckoutWish {
        let bits = u64::from_str_radix(&random_hex::<8>(), 16).unwrap_or_default();
        let entered = CheckoutDraft { expected_total: None, ..self.draft.clone() };
        CheckoutWish {
            number: OrderNumber::random(bits),
            secret: random_hex::<16>(),
            cart_revision: self.cart().revision,
            digest: digest.to_owned(),
            total: proposal.total(),
            entered: serde_json::to_string(&entered).unwrap_or_default(),
            instead_of,
        }
    }

    /// The order of an earlier checkout, with the method that is wanted now.
    async fn resume(&self, checkout: &Checkout, details: &Details) -> Result<Resumed, Problem> {
        let payment = self.payment_for(checkout, details).await;
        let number = checkout.number.clone();
        let token = OrderToken { number, secret: checkout.secret.clone() };
        let wish = Command::Pay { payment };
        Ok(match command_of_shopper(&self.context.platform, &token, wish).await? {
            Commanded::Done { view, .. } => Resumed::Order(view),
            Commanded::Refused(OrderRefusal::Ended) => Resumed::Ended,
            Commanded::Refused(_) => self.view_of(&token).await?,
            Commanded::Missing => Resumed::Missing,
        })
    }

    async fn view_of(&self, token: &OrderToken) -> Result<Resumed, Problem> {
        let order = read(&self.context.platform, &token.number).await?;
        Ok(order.map_or(Resumed::Missing, |order| Resumed::Order(order.public_view())))
    }

    async fn payment_for(&self, checkout: &Checkout, details: &Details) -> Option<PaymentWish> {
        if checkout.total.amount_minor == 0 {
            return None;
        }
        let first = self.shop.market.countries.first().copied();
        let country = country_of(self.draft, first.unwrap_or(crate::kernel::Country::UNKNOWN));
        let offered = methods_for(self.context, self.shop, checkout.total, country, false).await;
        let is_meant = |method| details.method.is_none_or(|wanted| wanted == method);
        let meant = offered.into_iter().find(|offered| is_meant(offered.method))?;
        Some(PaymentWish { method: meant.method, gateways: meant.gateways })
    }

    /// The unpaid order of the same cart whose place the new one takes (rule 3).
    async fn predecessor(
        &self,
        earlier: &[(OrderNumber, Timestamp)],
    ) -> Result<Option<OrderNumber>, Problem> {
        for (number, made_at) in earlier {
            match read(&self.context.platform, number).await? {
                Some(order) if order.state == OrderState::Open => {
                    if order.superseded_earlier {
                        return Ok(Some(number.clone()));
                    }
                    // Made to stand back now, it would leave its own predecessor open.
                    tell(&self.context.platform, number, Command::Look).await?;
                    return Err(being_made());
                }
                // It has seen to those before it.
                Some(order) if order.superseded_earlier => return Ok(None),
                Some(_) => {}
                // It is just being made, or its process ended before.
                None => {
                    if self.context.now < made_at.plus_seconds(IN_PROGRESS_SECONDS) {
                        return Err(being_made());
                    }
                }
            }
        }
        Ok(None)
    }
}

fn being_made() -> Problem {
    let sentence = "Another checkout of this cart is just being made. Ask again in a second.";
    let problem = Problem::new(409, "in_progress", sentence);
    Problem { retry_after_seconds: Some(1), ..problem }
}
