//! The cart: its own Durable Object, one for each, known by 128 random bits.
//!
//! The object owns lines, codes, destination, choice of delivery and note, and nothing about prices:
//! what a cart costs is quoted anew whenever somebody looks, from the catalogue and the terms of the
//! moment. The price that the shopper agreed to stands in the line only to be compared with.

mod contents;
mod problems;

pub use contents::{
    Cart, CartId, CartRefusal, Command, LIFETIME_DAYS, Line, MAX_CODES, MAX_NOTE_LENGTH, Wish,
};
pub use problems::{CartProblem, cart_problems, line_problems};
