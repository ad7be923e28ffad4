//! The cart: its own Durable Object, one for each, known by 128 random bits.
//!
//! The object owns lines, codes, destination, choice of delivery and note, and nothing about prices:
//! what a cart costs is quoted anew whenever somebody looks, from the catalogue and the terms of the
//! moment. The price that the shopper agreed to stands in the line only to be compared with.

mod contents;
mod problems;
pub mod views;

pub use contents::{
    Cart, CartId, CartRefusal, Command, LIFETIME_DAYS, Line, MAX_CODES, MAX_NOTE_LENGTH, Wish,
};
pub use opened::OpenedCart;
pub use problems::{CartProblem, cart_problems, line_problems};

/// What views show, until quotes can be made: then `opened.rs` is this module.
mod opened {
    use super::{Cart, CartProblem, Line};
    use crate::catalog::Goods;
    use crate::markets::Market;
    use crate::pricing::Quote;

    #[derive(Debug)]
    pub struct OpenedCart<'a> {
        pub cart: Cart,
        pub goods: Vec<Goods>,
        pub quote: Quote,
        pub problems: Vec<CartProblem>,
        pub market: &'a Market,
    }

    impl OpenedCart<'_> {
        pub fn goods_of(&self, line: &Line) -> Option<&Goods> {
            self.goods.iter().find(|goods| goods.sku == line.sku)
        }
    }
}
