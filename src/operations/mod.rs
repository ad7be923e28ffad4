//! What whoever runs the shop looks at: what needs somebody, figures, whether everything works, and
//! messages that queues gave up.
//!
//! Owns `dead_letters` and `sweeps` of migration 0010. Everything else here is read from its owners,
//! who give their own statements, so that a page costs one round trip.

#[cfg(target_arch = "wasm32")]
pub mod dead_letters;
#[cfg(target_arch = "wasm32")]
pub mod health;
#[cfg(target_arch = "wasm32")]
mod letter_box;
#[cfg(not(target_arch = "wasm32"))]
pub mod openapi;
#[cfg(target_arch = "wasm32")]
pub mod overview;
mod queues;
#[cfg(target_arch = "wasm32")]
mod sweeps;
mod wire;

#[cfg(target_arch = "wasm32")]
pub use letter_box::keep_dead_letters;
#[cfg(target_arch = "wasm32")]
pub use sweeps::note_sweep;
pub use wire::{
    Attention, Backlog, CircuitState, DeadLetter, DeadLetterList, Health, LetterState, Overview,
    Seen, SweepState,
};
