//! What is found in a file: one product after the other, with what is wrong with its rows.

use serde::{Deserialize, Serialize};

use super::shopify_merge::ShopifyProduct;
use crate::catalog::ProductDraft;
use crate::kernel::Handle;

/// A place in a file, between two products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// In bytes from the start.
    pub offset: u64,
    /// The number of the line that begins here, from 1.
    pub line: u32,
}

/// What is wrong with a row, for whoever has the file open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub line: u32,
    /// As the file calls it; of JSON lines the field's path.
    pub column: String,
    pub reason: String,
    /// 1 where the product is taken all the same; as D1 keeps it.
    pub is_warning: u8,
}

/// Longest text about a row, in bytes: a reason may repeat what stands in the file.
const MAX_TEXT_BYTES: usize = 500;

impl Trouble {
    pub fn error(line: u32, column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { line, column: brief(column.into()), reason: brief(reason.into()), is_warning: 0 }
    }

    pub fn warning(line: u32, column: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { is_warning: 1, ..Self::error(line, column, reason) }
    }
}

fn brief(mut text: String) -> String {
    if text.len() > MAX_TEXT_BYTES {
        text.truncate(text.floor_char_boundary(MAX_TEXT_BYTES));
        text.push('…');
    }
    text
}

/// What a product of the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Whole(Box<ProductDraft>),
    /// Only what the columns of the file are about.
    Columns(Box<ShopifyProduct>),
}

/// One product of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Of its first row.
    pub line: u32,
    /// Where the next product begins.
    pub end: Place,
    pub rows: u32,
    /// `None` when no handle can be read.
    pub handle: Option<Handle>,
    /// `None` when a row is bad: then nothing of the product is taken.
    pub content: Option<Content>,
    pub troubles: Vec<Trouble>,
}

/// What a part of a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Whole products, and where what follows them begins.
    Products { products: Vec<Found>, end: Place },
    /// Not one whole product: read on with a longer part.
    TooShort,
}
