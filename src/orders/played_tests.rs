//! One order with real stock and a real far side of the test gateway, for the tests of its rules.

use std::collections::BTreeMap;

use super::{
    Action, CartSource, Command, Gateways, Order, OrderLine, OrderRefusal, Outcome, PaymentWish,
    Placement, Purpose, RefundLineWish, RefundWish, ShipmentLine, ShipmentWish, StandingBack,
    StockAnswer, StockWish, UseAnswer, What,
};
use crate::inventory::{Book, Location, StockCommand, StockOutcome};
use crate::kernel::{Country, Currency, Destination, Email, Handle, OrderNumber, Sku, Timestamp};
pub use crate::payments::Deed;
use crate::payments::{Delivered, Gateway, GatewayId, Hook, Notice, PaymentMethod};
use crate::payments::{PlayedSession, Provider, TestGateway};
use crate::pricing::Quote;

const START: Timestamp = Timestamp::from_millis(1_772_323_200_000);

pub(super) struct Played {
    pub order: Order,
    pub books: BTreeMap<Sku, Book>,
    pub provider: Provider,
    pub now: Timestamp,
    /// What becomes of every call to the gateway instead of reaching it.
    pub gateway_fault: Option<Delivered>,
    /// SKUs whose stock does not answer.
    pub silent: Vec<Sku>,
    /// Stocks do what they are asked, and nobody hears of it.
    pub loses_answers: bool,
    /// Everything that was done outside.
    pub done: Vec<Action>,
    gateways: TestOnly,
}

struct TestOnly(TestGateway);

impl Gateways for TestOnly {
    fn get(&self, id: GatewayId) -> Option<&dyn Gateway> {
        (id == GatewayId::Test).then_some(&self.0)
    }
}

pub(super) fn sku(name: &str) -> Sku {
    Sku::parse(name).unwrap()
}

/// Lines as SKU, quantity and gross amount of the whole line.
pub(super) fn placement(lines: &[(&str, u32, i64)], method: PaymentMethod) -> Placement {
    let line = |(at, (name, quantity, gross_minor)): (usize, &(&str, u32, i64))| OrderLine {
        id: format!("line-{at}"),
        sku: sku(name),
        product: Handle::parse("linen-throw").unwrap(),
        title: "Linen throw".to_owned(),
        options: Vec::new(),
        picture: None,
        quantity: *quantity,
        unit_minor: gross_minor / i64::from(*quantity),
        gross_minor: *gross_minor,
        tax_minor: 0,
        requires_shipping: true,
    };
    let total_minor: i64 = lines.iter().map(|(_, _, gross_minor)| gross_minor).sum();
    Placement {
        number: OrderNumber::random(7),
        secret: "0f".repeat(16),
        cart: CartSource { id: "cart".to_owned(), revision: 1 },
        digest: String::new(),
        supersedes: None,
        origin: "https://shop.test".to_owned(),
        is_public: true,
        delayed_hold_days: 14,
        market: None,
        locale: "en-IE".to_owned(),
        email: Email::parse("ann@example.com").unwrap(),
        address: None,
        billing_address: None,
        vat_id: None,
        note: String::new(),
        lines: lines.iter().enumerate().map(line).collect(),
        quote: quote(total_minor),
        uses: Vec::new(),
        payment: (total_minor > 0).then(|| wish(method)),
    }
}

pub(super) fn wish(method: PaymentMethod) -> PaymentWish {
    PaymentWish { method, gateways: vec![GatewayId::Test] }
}

fn quote(total_minor: i64) -> Quote {
    Quote {
        currency: Currency::EUR,
        prices_include_tax: true,
        lines: Vec::new(),
        codes: Vec::new(),
        not_applied: Vec::new(),
        discounts: Vec::new(),
        destination: Destination::in_country(Country::parse("IE").unwrap()),
        destination_is_assumed: false,
        requires_shipping: true,
        shipping_zone: None,
        shipping_options: Vec::new(),
        shipping: None,
        taxes: Vec::new(),
        list_minor: total_minor,
        subtotal_minor: total_minor,
        discounted_minor: total_minor,
        net_minor: total_minor,
        tax_minor: 0,
        total_minor,
    }
}

impl Played {
    /// An order of these lines in a shop with so many units of each SKU; nothing was done yet.
    pub fn new(placement: Placement, stock: &[(&str, u32)]) -> Self {
        let book = |on_hand: u32| {
            let (mut book, location) = (Book::default(), Location::parse("main").unwrap());
            let (id, counted_at, expected_on_hand) = (None, None, None);
            book.apply(
                &StockCommand::Count { id, location, on_hand, counted_at, expected_on_hand },
                START,
            );
            book
        };
        Self {
            order: Order::place(placement, START),
            books: stock.iter().map(|(name, units)| (sku(name), book(*units))).collect(),
            provider: Provider::default(),
            now: START,
            gateway_fault: None,
            silent: Vec::new(),
            loses_answers: false,
            done: Vec::new(),
            gateways: TestOnly(TestGateway::new("s".to_owned())),
        }
    }

    /// An order of one SKU that is paid by card, with its page open.
    pub fn opened() -> Self {
        let placement = placement(&[("THROW", 3, 1000)], PaymentMethod::Card);
        let mut played = Self::new(placement, &[("THROW", 5)]);
        played.run();
        played
    }

    pub fn confirmed() -> Self {
        let mut played = Self::opened();
        played.deed(1, Deed::Pay);
        played
    }

    /// Does what is due until nothing is.
    pub fn run(&mut self) {
        for _ in 0..100 {
            let Some(action) = self.order.next(&self.gateways, self.now) else { return };
            self.done.push(action.clone());
            let outcome = self.carry_out(action);
            self.order.apply(&outcome, &self.gateways, self.now);
        }
        panic!("it finds no end: {:?}", self.done.last());
    }

    /// Lets time pass, waking whenever the order wants to.
    pub fn wait(&mut self, seconds: i64) {
        let end = self.now.plus_seconds(seconds);
        while let Some(at) = self.order.wakes_at(self.now).filter(|at| *at < end) {
            self.now = at.max(self.now.plus_seconds(1));
            self.run();
            while self.order.next_in_background(self.now).is_some() {}
        }
        self.now = end;
        self.run();
    }

    pub fn command(&mut self, command: &Command) -> Result<(), super::OrderRefusal> {
        let answer = self.order.command(command, self.now);
        self.run();
        answer
    }

    /// Somebody does something at the page of an attempt; its webhooks come at once.
    pub fn deed(&mut self, attempt: u32, deed: Deed) {
        let session = self.session(attempt).id.clone();
        self.provider.shopper(&session, deed, self.now).unwrap();
        self.hear_webhooks();
    }

    pub fn hear_webhooks(&mut self) {
        for webhook in self.provider.take_due(self.now) {
            self.hear_webhook(&webhook.body);
        }
    }

    pub fn hear_webhook(&mut self, body: &str) {
        let signature = self.gateways.0.signature(body, self.now);
        let hook =
            Hook { signature: Some(&signature), path: &[], body: body.as_bytes(), now: self.now };
        let Ok(Notice::Facts(report)) = self.gateways.0.verify(&hook) else { panic!("no facts") };
        self.order.hear(&report, self.now);
        self.run();
    }

    pub fn session(&self, attempt: u32) -> &PlayedSession {
        self.provider.sessions.values().find(|session| session.attempt == attempt).unwrap()
    }

    pub fn session_mut(&mut self, attempt: u32) -> &mut PlayedSession {
        self.provider.sessions.values_mut().find(|session| session.attempt == attempt).unwrap()
    }

    /// Of a SKU: units that are reserved and committed.
    pub fn held(&self, name: &str) -> (i64, i64) {
        let counts = &self.books[&sku(name)].counts;
        (counts.reserved, counts.committed)
    }

    /// Somebody else takes units.
    pub fn sell_elsewhere(&mut self, name: &str, quantity: u32) {
        let order = OrderNumber::random(99);
        let command = StockCommand::Commit { order, hold: 1, quantity };
        let outcome = self.books.get_mut(&sku(name)).unwrap().apply(&command, self.now);
        assert!(matches!(outcome, StockOutcome::Done { .. }));
    }

    pub fn calls(&self, is_it: impl Fn(&Purpose) -> bool) -> Vec<crate::payments::Call> {
        let sent = self.done.iter().filter_map(|action| match action {
            Action::Send { purpose, call, .. } if is_it(purpose) => Some(call.clone()),
            _ => None,
        });
        sent.collect()
    }

    fn carry_out(&mut self, action: Action) -> Outcome {
        match action {
            Action::Supersede { .. } => Outcome::Superseded(Some(StandingBack::Beside)),
            Action::Stock(wishes) => Outcome::Stock(
                wishes
                    .into_iter()
                    .map(|(sku, wish)| {
                        let answer = self.ask_stock(&sku, &wish);
                        (sku, wish, answer)
                    })
                    .collect(),
            ),
            Action::Pause => Outcome::Paused,
            Action::Uses(steps) => Outcome::Uses(
                steps.into_iter().map(|(counter, step)| (counter, step, UseAnswer::Done)).collect(),
            ),
            Action::Send { purpose, call, .. } => {
                let delivered = self
                    .gateway_fault
                    .clone()
                    .unwrap_or_else(|| Delivered::Answered(self.provider.handle(&call, self.now)));
                Outcome::Sent { purpose, delivered }
            }
            Action::EmptyCart => Outcome::CartEmptied(true),
            Action::Mail(_) => Outcome::Mailed(true),
            Action::List { .. } => Outcome::Listed(true),
            Action::Archive { revision } => Outcome::Archived { revision, done: true },
        }
    }

    fn ask_stock(&mut self, sku: &Sku, wish: &StockWish) -> StockAnswer {
        if self.silent.contains(sku) {
            return StockAnswer::Unreachable;
        }
        let command = wish.command(self.order.number());
        let outcome = self.books.get_mut(sku).unwrap().apply(&command, self.now);
        if self.loses_answers {
            return StockAnswer::Unreachable;
        }
        StockAnswer::of(&outcome).unwrap_or_else(|| panic!("{command:?}: {outcome:?}"))
    }
}

pub fn happened(played: &Played, is_it: impl Fn(&What) -> bool) -> usize {
    played.order.events.iter().filter(|event| is_it(&event.what)).count()
}

pub fn refund_of(amount_minor: i64) -> RefundWish {
    RefundWish { amount_minor: Some(amount_minor), ..RefundWish::default() }
}

pub fn refund(played: &mut Played, request: &str, wish: RefundWish) -> Result<(), OrderRefusal> {
    played.command(&Command::Refund { request: request.to_owned(), wish })
}

pub fn units(quantity: u32, restock: bool) -> RefundWish {
    let line_id = "line-0".to_owned();
    let lines = vec![RefundLineWish { line_id, quantity, restock, location: None }];
    RefundWish { lines, ..RefundWish::default() }
}

pub fn ship(played: &mut Played, quantity: u32) -> Result<(), OrderRefusal> {
    let lines = vec![ShipmentLine { line_id: "line-0".to_owned(), quantity, location: None }];
    let (carrier, tracking_number, tracking_url) = (String::new(), String::new(), String::new());
    let wish = ShipmentWish { lines, carrier, tracking_number, tracking_url };
    played.command(&Command::Ship { request: format!("ship {quantity}"), wish })
}
