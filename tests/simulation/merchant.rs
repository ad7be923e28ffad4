//! The merchant: sends, refunds, cancels, counts, and uses the gateway's own dashboard.

use awning::inventory::{Location, StockCommand};
use awning::kernel::{OrderNumber, Sku, Timestamp};
use awning::orders::{
    Command, Order, OrderState, RefundLineWish, RefundWish, ShipmentLine, ShipmentWish,
};
use awning::payments::test::Deed;

use super::dice::Dice;
use super::events::Event;
use super::world::{DAY_MS, World};

impl World {
    pub fn merchant_acts(&mut self) {
        let numbers: Vec<OrderNumber> = self.orders.keys().cloned().collect();
        if numbers.is_empty() {
            return;
        }
        let paid: Vec<OrderNumber> = numbers
            .iter()
            .filter(|number| {
                self.order(number).is_some_and(|order| {
                    matches!(order.state, OrderState::Confirmed | OrderState::Closed)
                })
            })
            .cloned()
            .collect();
        let any = paid.is_empty() || self.dice.per_mille(200);
        let number = self.dice.pick(if any { &numbers } else { &paid }).clone();
        let Some(order) = self.order(&number).cloned() else { return };
        let request = format!("request-{}", self.dice.below(1000));
        match self.dice.below(100) {
            0..35 => {
                let wish = any_refund(&mut self.dice, &order);
                self.ask_twice(&number, &Command::Refund { request, wish });
                if self.dice.per_mille(300) {
                    let wish = any_refund(&mut self.dice, &order);
                    let request = format!("other-{}", self.dice.below(1000));
                    self.ask_twice(&number, &Command::Refund { request, wish });
                }
            }
            35..65 => {
                let wish = any_shipment(&mut self.dice, &order);
                self.ask_twice(&number, &Command::Ship { request, wish });
            }
            65..75 => {
                let command = Command::Cancel { request, note: "changed my mind".to_owned() };
                self.ask_twice(&number, &command);
            }
            75..92 => self.use_dashboard(&number),
            _ => self.correct_stock(),
        }
        if self.dice.per_mille(500) {
            let next_ms = self.now_ms + self.dice.between(1_000, DAY_MS);
            self.agenda.plan(next_ms, Event::Merchant);
        }
    }

    fn ask_twice(&mut self, number: &OrderNumber, command: &Command) {
        self.tell(number, command);
        if self.dice.per_mille(300) {
            self.tell(number, command);
        }
    }

    fn use_dashboard(&mut self, number: &OrderNumber) {
        let sessions = self.provider.sessions.values();
        let of_order: Vec<String> = sessions
            .filter(|session| session.order == *number)
            .map(|session| session.id.clone())
            .collect();
        if of_order.is_empty() {
            return;
        }
        let session = self.dice.pick(&of_order).clone();
        if self.dice.per_mille(80) {
            return self.pay_wrong_sum(&session);
        }
        let deed = match self.dice.below(6) {
            0..3 => Deed::Refund { amount_minor: self.dice.between(1, 1500) },
            3 => Deed::FailRefunds,
            _ => Deed::Dispute,
        };
        self.do_deed(&session, deed);
    }

    /// A bank sends another sum than was asked for (rule 15); the gateway tells it when it is looked at.
    fn pay_wrong_sum(&mut self, session: &str) {
        let now = self.provider_now();
        let Some(session) = self.provider.sessions.get_mut(session) else { return };
        session.capture(session.amount.amount_minor + 100);
        session.changed_at = now;
        let id = session.id.clone();
        self.note(|| format!("another sum comes by {id}"));
        self.forced.insert(id);
    }

    fn correct_stock(&mut self) {
        let skus: Vec<Sku> = self.shelves.keys().cloned().collect();
        let sku = self.dice.pick(&skus).clone();
        let delta = self.dice.between(-2, 5);
        let id = self.dice.bits().to_string();
        let name = if self.dice.per_mille(500) { "main" } else { "berlin" };
        let location = Location::parse(name).unwrap();
        let reason = "counted".to_owned();
        let stock = self.shelves.get_mut(&sku).unwrap();
        stock.was_counted_down |= delta < 0;
        let now = Timestamp::from_millis(self.now_ms + stock.skew_ms);
        stock.book.apply(&StockCommand::Adjust { id, location, delta, reason }, now);
        self.note(|| format!("{sku} is corrected by {delta}"));
    }
}

fn any_refund(dice: &mut Dice, order: &Order) -> RefundWish {
    let reason = "asked".to_owned();
    if order.unmatched_minor() > 0 {
        let amount_minor = Some(order.unmatched_minor());
        return RefundWish { amount_minor, reason, ..RefundWish::default() };
    }
    if dice.per_mille(400) {
        let amount_minor = Some(dice.between(1, order.total().amount_minor.max(1)));
        return RefundWish { amount_minor, reason, ..RefundWish::default() };
    }
    let whole = dice.per_mille(400);
    let lines = order.placement.lines.iter().filter(|_| whole || dice.per_mille(500));
    let lines: Vec<RefundLineWish> = lines
        .map(|line| RefundLineWish {
            line_id: line.id.clone(),
            quantity: line.quantity,
            restock: line.quantity > 1,
            location: None,
        })
        .collect();
    let shipping = order.placement.quote.shipping.as_ref().filter(|_| whole);
    let shipping_minor = shipping.map_or(0, |shipping| shipping.gross_minor);
    RefundWish { lines, shipping_minor, amount_minor: None, reason }
}

fn any_shipment(dice: &mut Dice, order: &Order) -> ShipmentWish {
    let whole = dice.per_mille(600);
    let mut lines = Vec::new();
    for line in &order.placement.lines {
        let left = order.unsent_units(line);
        let quantity = if whole || left == 0 {
            left
        } else {
            u32::try_from(dice.below(u64::from(left) + 1)).unwrap()
        };
        if quantity > 0 {
            lines.push(ShipmentLine { line_id: line.id.clone(), quantity, location: None });
        }
    }
    ShipmentWish {
        lines,
        carrier: "DHL".to_owned(),
        tracking_number: "1".to_owned(),
        tracking_url: String::new(),
    }
}
