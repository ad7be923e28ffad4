//! The vocabulary every capability shares: money, time, names. Pure, and imports nothing of ours.

mod handle;
mod money;
mod text;
mod timestamp;

pub use handle::{Handle, HandleError, MAX_HANDLE_LENGTH, Sku, SkuError};
pub use money::{Currency, Locale, Money, MoneyError};
pub use text::{escape_json_for_html, fold, plain_excerpt};
pub use timestamp::Timestamp;
