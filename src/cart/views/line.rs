//! One line: what it is, what it costs and why, and what is wrong with it.

use super::summary::Row;
use crate::cart::{CartProblem, Line, OpenedCart};
use crate::catalog::{Goods, Picture};
use crate::kernel::Money;
use crate::pricing::QuotedLine;

#[derive(Debug)]
pub struct LineView<'a> {
    pub line: &'a Line,
    pub problems: Vec<&'a CartProblem>,
    opened: &'a OpenedCart<'a>,
    goods: Option<&'a Goods>,
    quoted: Option<&'a QuotedLine>,
}

impl<'a> LineView<'a> {
    pub fn new(line: &'a Line, opened: &'a OpenedCart<'a>) -> Self {
        let is_own = |problem: &&CartProblem| problem.line_id.as_ref() == Some(&line.id);
        Self {
            line,
            problems: opened.problems.iter().filter(is_own).collect(),
            opened,
            goods: opened.goods_of(line),
            quoted: opened.quote.lines.iter().find(|quoted| quoted.id == line.id),
        }
    }

    /// The article number where nothing is sold under it any more.
    pub fn title(&self) -> &str {
        self.goods.map_or(self.line.sku.as_str(), |goods| &goods.title)
    }

    pub fn options(&self) -> &[String] {
        self.goods.map_or(&[], |goods| &goods.options)
    }

    pub fn picture(&self) -> Option<&Picture> {
        self.goods?.picture.as_ref()
    }

    /// The page of the product with this variant chosen.
    pub fn url(&self) -> Option<String> {
        let goods = self.goods?;
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("variant", self.line.sku.as_str());
        let base = self.opened.market.base();
        Some(format!("{base}/products/{}?{}", goods.product, query.finish()))
    }

    pub fn action(&self) -> String {
        format!("{}/cart/lines/{}", self.opened.market.base(), self.line.id)
    }

    fn written(&self, amount_minor: i64) -> String {
        let money = Money::new(amount_minor, self.opened.quote.currency);
        money.format(self.opened.market.locale())
    }

    /// One unit at the price of the moment; `None` where it has none.
    pub fn unit(&self) -> Option<String> {
        self.quoted.map(|quoted| self.written(quoted.unit_minor))
    }

    /// One unit at the list price, while a sale runs.
    pub fn was(&self) -> Option<String> {
        let quoted = self.quoted?;
        let is_reduced = quoted.unit_minor < quoted.list_unit_minor;
        is_reduced.then(|| self.written(quoted.list_unit_minor))
    }

    /// The way from the list price to the total, where it is more than one step.
    pub fn ladder(&self) -> Vec<Row> {
        let Some(quoted) = self.quoted else { return Vec::new() };
        let list = format!("{} × {}", quoted.quantity, self.written(quoted.list_unit_minor));
        let mut rows = vec![Row::new(list, self.written(quoted.list_minor))];
        let sale = quoted.list_minor - quoted.subtotal_minor;
        if sale > 0 {
            rows.push(Row::new("Sale price".to_owned(), self.written(-sale)));
        }
        rows.extend(quoted.discounts.iter().map(|discount| {
            Row::new(discount.title.clone(), self.written(-discount.amount_minor))
        }));
        if rows.len() > 1 { rows } else { Vec::new() }
    }

    /// What the shopper pays for the line, before tax that is added.
    pub fn total(&self) -> Option<String> {
        self.quoted.map(|quoted| self.written(quoted.discounted_minor))
    }
}
