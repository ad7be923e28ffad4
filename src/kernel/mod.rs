//! The vocabulary every capability shares: money, time, names. Pure, and imports nothing of ours.

mod address;
mod country_names;
mod email;
mod handle;
mod json;
mod json_text;
mod money;
mod order_number;
mod place;
mod rate;
#[cfg(not(target_arch = "wasm32"))]
mod schema;
mod split;
pub mod tagged;
mod text;
mod timestamp;

pub use address::Address;
pub use country_names::named_countries;
pub use email::Email;
pub use handle::{Handle, HandleError, MAX_HANDLE_LENGTH, MarketId, Sku, SkuError};
pub use json::{Fault, Node, from_json, from_value};
pub use json_text::{TextFault, parse_value};
pub use money::{Currency, Locale, MAX_PRICE_MINOR, Money, MoneyError, amount_in};
pub use order_number::{OrderNumber, OrderToken};
pub use place::{Country, Destination, Place, closest};
pub use rate::{Rate, Rounding};
pub use split::{split, split_steadily};
pub use text::{
    escape_json_for_html, fold, hex, hyphenated, inert_in_spreadsheets, is_same_secret,
    plain_excerpt,
};
pub use timestamp::Timestamp;
