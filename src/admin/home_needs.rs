//! What needs somebody, in sentences, the most pressing first. Pure.

use super::scope::{Role, Scope};
use super::words::counted;
use crate::operations::Attention;
use crate::orders::{OrderAttention, OrderGlance};
use crate::web::Glance;

/// One thing to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    pub sentence: String,
    /// The list of exactly these; `None` where the visitor may not see it.
    pub link: Option<String>,
    /// A class of the stylesheet: how pressing it is.
    pub tone: &'static str,
    /// The first few of them, each with its own page.
    pub first: Vec<Pointer>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pointer {
    pub text: String,
    pub link: String,
}

const BAD: &str = " is-bad";
const WARNING: &str = " is-warning";
const USUAL: &str = "";

#[derive(Debug, Default)]
struct Needs(Vec<Need>);

impl Needs {
    fn add<T>(
        &mut self,
        glance: &Glance<T>,
        tone: &'static str,
        [one, many]: [&str; 2],
        link: Option<&str>,
        point: impl Fn(&T) -> Option<Pointer>,
    ) {
        if glance.count == 0 {
            return;
        }
        let first = glance.first.iter().filter_map(point).collect();
        let sentence = counted(glance.count, one, many);
        self.0.push(Need { sentence, link: link.map(str::to_owned), tone, first });
    }
}

fn order(number: &str, name: &str) -> Pointer {
    let text = if name.is_empty() { number.to_owned() } else { format!("{number} {name}") };
    Pointer { text, link: format!("/admin/orders/{number}") }
}

#[expect(clippy::unnecessary_wraps, reason = "other glances point nowhere")]
fn point(glance: &OrderGlance) -> Option<Pointer> {
    Some(order(glance.number.as_str(), &glance.name))
}

fn sku(sku: &str, count: impl std::fmt::Display) -> Pointer {
    let link = format!("/admin/stock/{}", super::words::encoded(sku));
    Pointer { text: format!("{sku} ({count})"), link }
}

/// What the visitor can do something about. Links lead only where their role does.
pub fn needs_of(attention: &Attention, role: Role) -> Vec<Need> {
    let sees_health = role.has(Scope::SettingsRead);
    let health = |link: &'static str| sees_health.then_some(link);
    let mut needs = Needs::default();
    if let Some(orders) = &attention.orders {
        add_orders(&mut needs, orders, health("/admin/health#money"));
    }
    if let Some(mails) = &attention.undeliverable_mails {
        let words = ["mail could not be delivered", "mails could not be delivered"];
        let link = health("/admin/health#mails");
        needs.add(mails, WARNING, words, link, |mail| Some(order(&mail.order, "")));
    }
    if let Some(stock) = &attention.stock {
        let words = ["SKU is oversold", "SKUs are oversold"];
        needs.add(&stock.oversold, BAD, words, Some("/admin/stock?filter=oversold"), |at| {
            Some(sku(&at.sku, at.oversold))
        });
        let words = ["SKU is sold out", "SKUs are sold out"];
        needs.add(&stock.sold_out, USUAL, words, Some("/admin/stock?filter=sold_out"), |at| {
            Some(Pointer { text: at.sku.clone(), ..sku(&at.sku, "") })
        });
        let words = ["SKU is running low", "SKUs are running low"];
        needs.add(&stock.low_stock, USUAL, words, Some("/admin/stock?filter=low"), |at| {
            Some(sku(&at.sku, at.available.unwrap_or(0)))
        });
    }
    if let Some(stuck) = &attention.stuck_publications {
        let words = ["page is not published and stuck", "pages are not published and stuck"];
        needs.add(stuck, BAD, words, health("/admin/health#publications"), |_| None);
    }
    if let Some(letters) = &attention.dead_letters {
        let words = ["message was given up by its queue", "messages were given up by their queues"];
        needs.add(letters, BAD, words, health("/admin/health#dead-letters"), |_| None);
    }
    let mut needs = needs.0;
    needs.sort_by_key(|need| match need.tone {
        BAD => 0,
        WARNING => 1,
        _ => 2,
    });
    needs
}

/// Each list of orders is narrowed by what the overview counts by.
fn add_orders(needs: &mut Needs, orders: &OrderAttention, money: Option<&str>) {
    let words = ["order is to be sent", "orders are to be sent"];
    needs.add(&orders.to_send, WARNING, words, Some("/admin/orders?tab=to-ship"), point);
    let words = ["payment is disputed by a bank", "payments are disputed by banks"];
    needs.add(&orders.disputed, BAD, words, Some("/admin/orders?tab=disputed"), point);
    let words = ["payment pays for nothing", "payments pay for nothing"];
    needs.add(&orders.unmatched_money, BAD, words, money, |money| {
        money.order.as_deref().map(|number| order(number, ""))
    });
    let words = ["order is on hold", "orders are on hold"];
    needs.add(&orders.on_hold, BAD, words, Some("/admin/orders?tab=on-hold"), point);
    let words = [
        "payment failed this week and was not made in another way",
        "payments failed this week and were not made in another way",
    ];
    needs.add(&orders.failed_payments, USUAL, words, Some("/admin/orders?tab=failed"), point);
    let words = ["order was not heard of for an hour", "orders were not heard of for an hour"];
    needs.add(&orders.silent, WARNING, words, Some("/admin/orders?tab=silent"), point);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{OrderNumber, from_json};

    fn attention() -> Attention {
        let number = OrderNumber::random(7);
        let glance = format!(
            r#"{{"count":2,"first":[{{"number":"{number}","placed_at":"2026-11-26T10:00:00Z","name":"Ada","total":{{"amount_minor":5,"currency":"EUR"}}}}]}}"#
        );
        let none = r#"{"count":0,"first":[]}"#;
        let money = format!(
            r#"{{"count":1,"first":[{{"order":"{number}","gateway":null,"kind":null,"id":null,"amount":{{"amount_minor":5,"currency":"EUR"}},"since":"2026-11-26T10:00:00Z"}}]}}"#
        );
        let text = format!(
            r#"{{"to_send":{glance},"on_hold":{none},"disputed":{none},"failed_payments":{none},"silent":{none},"unmatched_money":{money},
                "low_stock":{{"count":1,"first":[{{"sku":"A 1","product":null,"title":null,"available":2,"oversold":0}}]}},
                "sold_out":{none},"oversold":{none}}}"#
        );
        from_json(text.as_bytes()).unwrap()
    }

    #[test]
    fn what_presses_stands_first_and_every_link_leads_where_the_role_does() {
        let needs = needs_of(&attention(), Role::Owner);
        let read: Vec<_> = needs
            .iter()
            .map(|need| (need.sentence.as_str(), need.link.as_deref().unwrap_or_default()))
            .collect();
        assert_eq!(
            read,
            [
                ("1 payment pays for nothing", "/admin/health#money"),
                ("2 orders are to be sent", "/admin/orders?tab=to-ship"),
                ("1 SKU is running low", "/admin/stock?filter=low"),
            ]
        );
        assert_eq!(needs[2].first[0].link, "/admin/stock/A%201");
        assert!(needs[1].first[0].text.ends_with(" Ada"));
        let support = needs_of(&attention(), Role::Support);
        assert_eq!(support[0].link, None, "{support:?}");
    }
}
