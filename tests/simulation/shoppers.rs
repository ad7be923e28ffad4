//! Shoppers: they buy, hesitate, change their minds, use old tabs and pay twice.

use awning::kernel::{OrderNumber, Sku};
use awning::orders::{CartSource, Command, EndReason, OrderState, Placement};
use awning::payments::test::Deed;

use super::events::Event;
use super::network::Fate;
use super::placements::{Basket, Naming, any_method, placement};
use super::world::{DAY_MS, World};

/// The last checkout of a cart, as the cart's object remembers it.
#[derive(Debug, Clone)]
struct Checkout {
    placement: Placement,
    before: Option<OrderNumber>,
}

#[derive(Debug)]
pub struct Shopper {
    email: String,
    cart: String,
    revision: i64,
    basket: Basket,
    last: Option<Checkout>,
    /// Pages to pay at that were shown, the newest last.
    pages: Vec<String>,
    has_paid: bool,
    pub acts_left: u32,
}

impl Shopper {
    pub fn new(world: &mut World, at: usize) -> Self {
        let skus: Vec<Sku> = world.shelves.keys().cloned().collect();
        Self {
            email: format!("shopper-{at}@example.com"),
            cart: format!("cart-{at}"),
            revision: 1,
            basket: Basket::any(&mut world.dice, &skus),
            last: None,
            pages: Vec::new(),
            has_paid: false,
            acts_left: u32::try_from(world.dice.between(2, 9)).unwrap(),
        }
    }
}

impl World {
    pub fn shopper_acts(&mut self, at: usize) {
        if self.shoppers[at].acts_left == 0 {
            return;
        }
        self.shoppers[at].acts_left -= 1;
        self.see_page(at);
        self.despair(at);
        let shopper = &self.shoppers[at];
        let newest = shopper.pages.last().cloned();
        let turn = self.dice.below(100);
        match (newest, turn) {
            _ if shopper.last.is_none() => self.check_out(at),
            (Some(page), _) if !shopper.has_paid && turn < 45 => self.pay(at, &page, Deed::Pay),
            (Some(page), 0..53) => self.decline_or_cancel(at, &page),
            (Some(_), 53..60) => {
                let page = self.dice.pick(&self.shoppers[at].pages).clone();
                self.pay(at, &page, Deed::Pay);
            }
            (Some(page), 60..63) => self.pay(at, &page, Deed::PayAndLoseAnswer),
            (Some(page), 63) => self.pay(at, &page, Deed::PayLater),
            (Some(_), 64..69) => self.pay_late(at),
            (_, 69..75) => self.tell_last(at, &Command::LeavePayment),
            (_, 75..83) => {
                self.shoppers[at].basket.method = any_method(&mut self.dice);
                self.pay_in_another_tab(at);
                self.check_out(at);
            }
            (_, 83..93) => {
                let skus: Vec<Sku> = self.shelves.keys().cloned().collect();
                let basket = Basket::any(&mut self.dice, &skus);
                let shopper = &mut self.shoppers[at];
                shopper.revision += 1;
                shopper.basket = basket;
                self.pay_in_another_tab(at);
                self.check_out(at);
            }
            (_, 93..96) => self.tell_last(at, &Command::Look),
            _ => self.check_out(at),
        }
        let usual_ms = *self.dice.pick(&[10_000, 60_000, 300_000]);
        let next_ms = self.now_ms + self.dice.while_ms(usual_ms);
        self.agenda.plan(next_ms, Event::Shopper { at });
    }

    /// Who finds the goods gone mostly goes away.
    fn despair(&mut self, at: usize) {
        let Some(number) =
            self.shoppers[at].last.as_ref().map(|last| last.placement.number.clone())
        else {
            return;
        };
        let end = self.order(&number).and_then(|order| order.end.clone());
        if matches!(end, Some(EndReason::OutOfStock { .. })) && self.dice.per_mille(600) {
            self.shoppers[at].acts_left = self.shoppers[at].acts_left.min(1);
        }
    }

    /// The order's page leads on to the gateway's.
    fn see_page(&mut self, at: usize) {
        let Some(number) =
            self.shoppers[at].last.as_ref().map(|last| last.placement.number.clone())
        else {
            return;
        };
        let url = self.order(&number).and_then(|order| order.public_view().redirect_url);
        let Some(url) = url else { return };
        let session = url.rsplit('/').next().unwrap_or_default().to_owned();
        let pages = &mut self.shoppers[at].pages;
        if !pages.contains(&session) {
            pages.push(session);
        }
    }

    fn pay(&mut self, at: usize, page: &str, deed: Deed) {
        self.do_deed(page, deed);
        self.shoppers[at].has_paid = true;
        if self.dice.per_mille(700) {
            self.tell_last(at, &Command::Look);
        }
        // Who has paid seldom does more.
        if self.dice.per_mille(600) {
            self.shoppers[at].acts_left = self.shoppers[at].acts_left.min(1);
        }
    }

    /// The old page is still there while a new order is made.
    fn pay_in_another_tab(&mut self, at: usize) {
        if let Some(session) = self.shoppers[at].pages.last().cloned()
            && self.dice.per_mille(300)
        {
            let at_ms = self.now_ms + self.dice.while_ms(1_500);
            self.agenda.plan(at_ms, Event::Deed { session, deed: Deed::Pay });
        }
    }

    /// Money comes although the page is closed: delayed methods do that.
    fn pay_late(&mut self, at: usize) {
        let page = self.dice.pick(&self.shoppers[at].pages).clone();
        self.forced.insert(page.clone());
        let at_ms = self.now_ms + self.dice.between(0, 5 * DAY_MS);
        self.agenda.plan(at_ms, Event::Deed { session: page, deed: Deed::PayRegardless });
    }

    fn decline_or_cancel(&mut self, at: usize, page: &str) {
        let deed = *self.dice.pick(&[Deed::Decline, Deed::Cancel, Deed::Expire]);
        self.do_deed(page, deed);
        if deed == Deed::Cancel {
            self.tell_last(at, &Command::LeavePayment);
        }
    }

    fn tell_last(&mut self, at: usize, command: &Command) {
        if let Some(last) = &self.shoppers[at].last {
            let number = last.placement.number.clone();
            self.tell(&number, command);
        }
    }

    /// Rule 1: the cart's object knows which order a checkout means.
    fn check_out(&mut self, at: usize) {
        let (email, cart, revision) = {
            let shopper = &self.shoppers[at];
            (shopper.email.clone(), shopper.cart.clone(), shopper.revision)
        };
        let last = self.shoppers[at].last.clone();
        let is_out = last.as_ref().is_some_and(|last| self.has_ended(&last.placement.number));
        let same = last.clone().filter(|last| !is_out && last.placement.cart.revision == revision);
        let basket = self.shoppers[at].basket.clone();
        let Some(same) = same else {
            let (supersedes, before) = match last {
                Some(last) if is_out => (last.placement.supersedes, last.before),
                Some(last) => (Some(last.placement.number), last.placement.supersedes),
                None => (None, None),
            };
            let number = OrderNumber::random(self.dice.bits());
            let cart = CartSource { id: cart, revision };
            let naming = Naming { number, cart, supersedes, email };
            let placement = placement(&basket, naming, &mut self.dice);
            self.shoppers[at].last = Some(Checkout { placement: placement.clone(), before });
            return self.send_placement(placement);
        };
        let order = same.placement.number.clone();
        self.send_placement(same.placement);
        let payment = basket.payment(&mut self.dice);
        self.tell(&order, &Command::Pay { payment });
    }

    fn has_ended(&mut self, number: &OrderNumber) -> bool {
        self.order(number).is_some_and(|order| {
            order.end.is_some()
                || matches!(order.state, OrderState::Expired | OrderState::Cancelled)
        })
    }

    fn send_placement(&mut self, placement: Placement) {
        let after_ms = match self.fate() {
            Fate::Arrives { after_ms }
            | Fate::AnswerLost { after_ms }
            | Fate::Late { after_ms } => after_ms,
            Fate::Refused | Fate::Lost => return,
        };
        let placement = Box::new(placement);
        self.agenda.plan(self.now_ms + after_ms, Event::Place { placement });
    }
}
