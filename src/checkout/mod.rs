//! Checkout: what a shopper says about an order, whether it can be placed, and placing it.
//!
//! Deciding is pure: the page and the API read the same words, meet the same refusals in the same
//! order, and agree on the same total. An order exists before anybody is sent to pay for it.

mod address_input;
mod countries;
mod details;
mod place;
mod postcodes;
mod views;
