//! Mails: what they say about an order's events, how they reach a provider, and where they lie on a
//! developer's machine.
//!
//! Invariants: the order's outbox is the record of what is still to be told, the queue only carries
//! hints, so a lost message delays a mail and loses none; a letter is made from what is frozen in the
//! order and its event, so that a repetition under the same key is the same letter; text of shoppers and
//! of the catalogue is inert in every part of a letter.

#[cfg(target_arch = "wasm32")]
mod admin;
mod content;
mod letter;
#[cfg(test)]
mod letter_safety_tests;
#[cfg(test)]
mod letter_tests;
#[cfg(target_arch = "wasm32")]
pub mod mailbox;
mod mailbox_page;
mod merchant;
mod notice;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
mod provider;
#[cfg(test)]
mod samples;
mod sender;
#[cfg(target_arch = "wasm32")]
mod sending;
mod shopper;
#[cfg(target_arch = "wasm32")]
mod transport;
#[cfg(target_arch = "wasm32")]
mod undeliverable;
mod views;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use admin::list_undeliverable_mails;
pub use letter::{House, Letter, NoLetter, letter};
pub use notice::Notice;
pub use sender::Sender;
#[cfg(target_arch = "wasm32")]
pub use sending::send_mails;
#[cfg(target_arch = "wasm32")]
pub use undeliverable::{read_undeliverable, undeliverable_statement};
pub use wire::{Undeliverable, UndeliverableList};
