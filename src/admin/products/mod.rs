//! The desk's pages of products: the list with what is done to many at once, and the editor.
//!
//! The form of a product is one form whatever is done with it. A button that does not save (more variants,
//! another order of the pictures, an upload without scripts) sends the whole of it, and the same page comes
//! back with everything that was typed and what the button did; nothing is stored before it is saved.

mod belonging;
mod body;
mod bulk;
#[cfg(target_arch = "wasm32")]
mod collecting;
mod differences;
#[cfg(target_arch = "wasm32")]
pub mod editing;
mod intents;
#[cfg(target_arch = "wasm32")]
pub mod listing;
mod making;
mod sheet;
mod views;
