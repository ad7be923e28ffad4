//! What the API tells of an order is what the pages read, and they say it.

use askama::Template;

use super::list_page::{NAMES, OrdersPage, Tab};
use super::page::OrderPage;
use super::refund_page::{CancelPage, RefundPage};
use super::ship_page::ShipPage;
use super::told::{OrderList, ToldOrder, ToldPlan};
use crate::admin::views::{Filters, Frame};
use crate::admin::words::Names;
use crate::admin::{Member, Role};
use crate::kernel::{Money, Timestamp, from_json};
use crate::orders::{
    Event, HoldReason, Order, OrderResource, OrderState, Shipment, ShipmentLine, ShipmentWish, What,
};
use crate::payments::{Entry, EntryState, GatewayId};
use crate::web::{Form, Problem};

const NOW: Timestamp = Timestamp::from_millis(1_795_687_200_000);

/// Paid, with one unit of the first line sent.
fn order() -> Order {
    let mut order: Order = from_json(include_bytes!("../../../tests/fixtures/order.json")).unwrap();
    order.state = OrderState::Confirmed;
    order.ledger.book(Entry {
        gateway: GatewayId::Stripe,
        id: "pi_1".to_owned(),
        state: EntryState::Capture,
        amount: order.total(),
        of: "cs_1".to_owned(),
        booked_at: NOW,
    });
    let lines = vec![ShipmentLine {
        line_id: "1".to_owned(),
        quantity: 1,
        location: Some("main".to_owned()),
    }];
    let wish = ShipmentWish {
        lines,
        carrier: "An Post".to_owned(),
        tracking_number: "IE1".to_owned(),
        tracking_url: "https://track.example/IE1".to_owned(),
    };
    let by = Some("staff:ada".to_owned());
    order.shipments.push(Shipment {
        id: "S1".to_owned(),
        request: None,
        wish,
        shipped_at: NOW,
        by: by.clone(),
    });
    for (what, by) in [
        (What::Placed, None),
        (
            What::MoneyReceived { capture: "pi_1".to_owned(), amount: order.total(), late: false },
            None,
        ),
        (What::Confirmed, None),
        (What::Shipped { shipment: "S1".to_owned() }, by.clone()),
        (What::Noted { text: "Wants a <b>gift</b> card".to_owned() }, by),
    ] {
        let sequence = u32::try_from(order.events.len()).unwrap() + 1;
        order.events.push(Event { sequence, at: NOW, what, by });
    }
    order
}

fn told(order: &Order) -> ToldOrder {
    let json = serde_json::to_vec(&OrderResource::of(order)).unwrap();
    from_json(&json).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn frame(title: &str, role: Role) -> Frame {
    let member = Member {
        id: "me".to_owned(),
        email: "me@example.org".to_owned(),
        name: "Olive".to_owned(),
        role,
        session: None,
    };
    Frame::new(title.to_owned(), "orders", "Headland".to_owned(), member)
}

fn page(order: &Order, role: Role) -> String {
    let page = OrderPage {
        frame: frame("Order", role),
        order: told(order),
        names: Names::new("staff:ada".to_owned(), std::collections::BTreeMap::new()),
        key: "k".to_owned(),
        form: Form::default(),
        problem: None,
    };
    page.render().unwrap()
}

#[test]
fn an_order_is_shown_with_what_can_be_done_next() {
    let html = page(&order(), Role::Support);
    for text in [
        "Headland evening",
        "https://track.example/IE1",
        "Wants a &#60;b&#62;gift&#60;/b&#62; card",
        "Received",
        "/ship\"",
        "/refund\"",
        "/mails/",
        " · you",
        "1 to send",
    ] {
        assert!(html.contains(text), "{text}");
    }
    assert!(!html.contains("/cancel\""), "what was sent cannot be cancelled");
}

#[test]
fn an_order_on_hold_says_why_and_is_not_shipped() {
    let mut order = order();
    order.on_hold.push(HoldReason::Disputed);
    let html = page(&order, Role::Owner);
    assert!(html.contains("bank asks the money back"));
    assert!(!html.contains("/ship\""));
}

#[test]
fn shipping_offers_what_is_not_sent_and_keeps_what_was_typed() {
    let made = |form: Form, problem: Option<Problem>| {
        let page = ShipPage {
            frame: frame("Ship", Role::Owner),
            order: told(&order()),
            key: "k".to_owned(),
            form,
            problem,
            locations: vec!["main".to_owned()],
        };
        page.render().unwrap()
    };
    let fresh = made(Form::default(), None);
    assert!(fresh.contains(
        r#"name="lines[0].quantity" type="number" inputmode="numeric" min="0" max="1" value="1""#
    ));
    let typed = [("lines[0].quantity", "7"), ("carrier", "DHL")];
    let typed = typed.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let problem = Problem::invalid_field("lines[0].location", "No such shelf.");
    let refused = made(Form::from_iter(typed), Some(problem));
    for text in [r#"value="7""#, r#"value="DHL""#, "No such shelf.", "location-fault"] {
        assert!(refused.contains(text), "{text}");
    }
}

#[test]
fn a_refund_is_shown_to_the_cent_before_it_goes() {
    let order = order();
    let plan = r#"{"lines":[{"line_id":"1","quantity":1,"amount_minor":1800,"tax_minor":337,"restock":true,"location":null}],
        "shipping_minor":250,"amount_minor":2050,"refundable_minor":4000,"revision":7}"#;
    let plan: ToldPlan = from_json(plan.as_bytes()).unwrap();
    let fields = [("lines[0].restock", "1"), ("shipping", "2.50"), ("reason", "Torn")];
    let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let made = |plan: Option<ToldPlan>| {
        let page = RefundPage {
            frame: frame("Refund", Role::Owner),
            order: told(&order),
            key: "k".to_owned(),
            form: Form::from_iter(fields.clone()),
            problem: None,
            plan,
            locations: Vec::new(),
        };
        page.render().unwrap()
    };
    let preview = made(Some(plan));
    for text in [
        "Refund €20.50?",
        "of it tax €3.37",
        "back on the shelf",
        r#"name="_agreed_minor" value="2050""#,
        r#"name="lines[0].quantity" value="1""#,
        r#"name="lines[0].restock" value="1""#,
        "€19.50",
    ] {
        assert!(preview.contains(text), "{text}");
    }
    assert!(made(None).contains(r#"value="preview""#));
}

#[test]
fn cancelling_says_what_it_does() {
    let mut order = order();
    order.shipments.clear();
    let made = |order: &Order| {
        let page = CancelPage {
            frame: frame("Cancel", Role::Owner),
            order: told(order),
            key: "k".to_owned(),
            form: Form::default(),
            problem: None,
        };
        page.render().unwrap()
    };
    assert!(made(&order).contains("/cancellation"));
    order.state = OrderState::Cancelled;
    assert!(made(&order).contains("has ended already"));
}

#[test]
fn a_list_escapes_what_shoppers_wrote() {
    let order = order();
    let money = serde_json::to_string(&Money::new(1, order.total().currency)).unwrap();
    let list = format!(
        r#"{{"orders":[{{"number":"{}","state":"cancelled","payment_status":"refunded","fulfilment_status":"shipped","on_hold":["disputed"],
            "placed_at":"{NOW}","email":"a@example.org","name":"<script>","country":"IE","units":1,"total":{money}}}],"next_cursor":"5.X"}}"#,
        order.number()
    );
    let list: OrderList = from_json(list.as_bytes()).unwrap();
    let page = OrdersPage {
        frame: frame("Orders", Role::Owner),
        tab: Tab::find("cancelled").unwrap(),
        filters: Filters::of("tab=cancelled&q=a%26b&market=ch&sku=%3Cb%3E", &NAMES),
        markets: vec![("ch".to_owned(), "Switzerland".to_owned())],
        list,
        is_later: true,
        fault: None,
    };
    let html = page.render().unwrap();
    for text in [
        "&#60;script&#62;",
        "?tab=cancelled&#38;q=a%26b&#38;market=ch&#38;sku=%3Cb%3E&#38;cursor=5.X",
        "On hold",
        "Cancelled",
        "Market: Switzerland",
        "?tab=cancelled&#38;q=a%26b&#38;sku=%3Cb%3E\"",
        "SKU &#60;b&#62;",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
}
