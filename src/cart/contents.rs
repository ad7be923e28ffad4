//! A cart and what may be done to it. Pure: the object that owns it loads, applies and saves.

use serde::{Deserialize, Serialize};

use crate::kernel::{Destination, MarketId, Money, Sku, Timestamp};
use crate::pricing::{MAX_LINES, MAX_QUANTITY};
use crate::promotions::Code;

/// Most codes in a cart.
pub const MAX_CODES: usize = 5;
/// Longest note, in characters.
pub const MAX_NOTE_LENGTH: usize = 1000;
/// A cart that nobody used for so long deletes itself.
pub const LIFETIME_DAYS: i64 = 30;

/// 128 random bits as 32 hexadecimal digits. Whoever knows it has the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartId(String);

impl CartId {
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 32 && text.bytes().all(digit)).then(|| Self(text.to_owned()))
    }

    /// From 32 random digits.
    pub fn random(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    /// Of a cart that is shown and not stored.
    pub fn none() -> Self {
        Self(String::new())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One SKU of a cart; there is one line for each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its own within the cart, never used twice.
    pub id: String,
    pub sku: Sku,
    pub quantity: u32,
    /// One unit at the price that the shopper last agreed to by adding it or changing the quantity.
    pub seen: Money,
}

/// A SKU as somebody asks for it, with the price of the moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    pub sku: Sku,
    pub quantity: u32,
    pub seen: Money,
}

/// A SKU as it was asked for, with the place in the request that complaints name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub sku: Sku,
    pub quantity: u32,
    /// Like `lines[2]`; empty where the request is about one SKU.
    pub place: String,
}

/// Adds to what was asked for; the same SKU again sums, under the place where it stood first.
pub fn ask(asked: &mut Vec<Asked>, sku: Sku, quantity: u32, place: String) {
    match asked.iter_mut().find(|known| known.sku == sku) {
        Some(known) => known.quantity = known.quantity.saturating_add(quantity),
        None => asked.push(Asked { sku, quantity, place }),
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cart {
    pub id: CartId,
    /// Raised by every change, and 0 before it is stored; a checkout belongs to one revision.
    pub revision: i64,
    /// Where the last change was made; `None` is the default market.
    pub market: Option<MarketId>,
    pub lines: Vec<Line>,
    pub codes: Vec<Code>,
    pub destination: Option<Destination>,
    /// The chosen way of delivery, like `germany.standard`.
    pub shipping_rate: Option<String>,
    pub note: String,
    pub updated_at: Timestamp,
    last_line: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Command {
    Add(Wish),
    /// 0 removes the line. `seen` is the price of the moment; `None` keeps the one agreed to.
    SetQuantity {
        line_id: String,
        quantity: u32,
        seen: Option<Money>,
    },
    /// The cart holds just this from now on, and these codes where some are named (permalinks). Equal
    /// content changes nothing.
    Replace {
        wishes: Vec<Wish>,
        codes: Option<Vec<Code>>,
    },
    AddCode {
        code: Code,
    },
    RemoveCode {
        code: Code,
    },
    SetDestination {
        destination: Destination,
    },
    ChooseShipping {
        rate: String,
    },
    SetNote {
        note: String,
    },
}

/// Why a command changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum CartRefusal {
    NoSuchLine,
    NoSuchCode,
    QuantityZero,
    QuantityTooLarge { sku: Sku },
    TooManyLines,
    TooManyCodes,
    NoteTooLong,
}

impl CartRefusal {
    /// Status, stable name, field and sentence.
    pub fn describe(&self) -> (u16, &'static str, &'static str, String) {
        match self {
            Self::NoSuchLine => {
                (404, "not_found", "line_id", "This line is not in the cart any more.".to_owned())
            }
            Self::NoSuchCode => {
                (404, "not_found", "code", "This code is not in the cart.".to_owned())
            }
            Self::QuantityZero => {
                (422, "invalid", "quantity", "Give a quantity of at least 1.".to_owned())
            }
            Self::QuantityTooLarge { sku } => (
                422,
                "quantity_too_large",
                "quantity",
                format!("A cart holds at most {MAX_QUANTITY} of one thing ({sku})."),
            ),
            Self::TooManyLines => (
                422,
                "too_many_lines",
                "sku",
                format!("A cart holds at most {MAX_LINES} different things; take one out first."),
            ),
            Self::TooManyCodes => (
                422,
                "too_many_codes",
                "code",
                format!("A cart takes at most {MAX_CODES} codes; take one out first."),
            ),
            Self::NoteTooLong => (
                422,
                "note_too_long",
                "note",
                format!("A note has at most {MAX_NOTE_LENGTH} characters."),
            ),
        }
    }
}

impl Cart {
    pub fn new(id: CartId, market: Option<MarketId>, now: Timestamp) -> Self {
        Self {
            id,
            revision: 0,
            market,
            lines: Vec::new(),
            codes: Vec::new(),
            destination: None,
            shipping_rate: None,
            note: String::new(),
            updated_at: now,
            last_line: 0,
        }
    }

    /// Units of all lines, for the badge.
    pub fn units(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// The cart after the command; a refusal leaves nothing changed. Equal content keeps its
    /// revision.
    pub fn after(
        &self,
        command: Command,
        market: Option<MarketId>,
        now: Timestamp,
    ) -> Result<Self, CartRefusal> {
        let mut next = self.clone();
        next.market = market;
        next.apply(command)?;
        let changes = self.revision == 0 || next != *self;
        next.revision += i64::from(changes);
        next.updated_at = now;
        Ok(next)
    }

    /// The cart after its goods were bought: the shopper's place stays for the next ones.
    #[must_use]
    pub fn cleared(&self, now: Timestamp) -> Self {
        Self {
            revision: self.revision + 1,
            lines: Vec::new(),
            codes: Vec::new(),
            note: String::new(),
            updated_at: now,
            ..self.clone()
        }
    }

    fn apply(&mut self, command: Command) -> Result<(), CartRefusal> {
        match command {
            Command::Add(wish) => self.add(wish),
            Command::SetQuantity { line_id, quantity, seen } => {
                self.set_quantity(&line_id, quantity, seen)
            }
            Command::Replace { wishes, codes } => self.replace(wishes, codes),
            Command::AddCode { code } => self.add_code(code),
            Command::RemoveCode { code } => {
                let place = self.codes.iter().position(|known| *known == code);
                self.codes.remove(place.ok_or(CartRefusal::NoSuchCode)?);
                Ok(())
            }
            Command::SetDestination { destination } => {
                self.destination = Some(destination);
                Ok(())
            }
            Command::ChooseShipping { rate } => {
                self.shipping_rate = Some(rate);
                Ok(())
            }
            Command::SetNote { note } => {
                if note.chars().count() > MAX_NOTE_LENGTH {
                    return Err(CartRefusal::NoteTooLong);
                }
                self.note = note;
                Ok(())
            }
        }
    }

    fn add(&mut self, wish: Wish) -> Result<(), CartRefusal> {
        if wish.quantity == 0 {
            return Err(CartRefusal::QuantityZero);
        }
        let too_large = || CartRefusal::QuantityTooLarge { sku: wish.sku.clone() };
        if let Some(line) = self.lines.iter_mut().find(|line| line.sku == wish.sku) {
            let sum = line.quantity.checked_add(wish.quantity);
            line.quantity = sum.filter(|sum| *sum <= MAX_QUANTITY).ok_or_else(too_large)?;
            line.seen = wish.seen;
            return Ok(());
        }
        if wish.quantity > MAX_QUANTITY {
            return Err(too_large());
        }
        if self.lines.len() == MAX_LINES {
            return Err(CartRefusal::TooManyLines);
        }
        self.last_line += 1;
        self.lines.push(Line {
            id: self.last_line.to_string(),
            sku: wish.sku,
            quantity: wish.quantity,
            seen: wish.seen,
        });
        Ok(())
    }

    fn set_quantity(
        &mut self,
        line_id: &str,
        quantity: u32,
        seen: Option<Money>,
    ) -> Result<(), CartRefusal> {
        let place = self.lines.iter().position(|line| line.id == line_id);
        let place = place.ok_or(CartRefusal::NoSuchLine)?;
        if quantity == 0 {
            self.lines.remove(place);
            return Ok(());
        }
        let line = self.lines.get_mut(place).ok_or(CartRefusal::NoSuchLine)?;
        if quantity > MAX_QUANTITY {
            return Err(CartRefusal::QuantityTooLarge { sku: line.sku.clone() });
        }
        line.quantity = quantity;
        line.seen = seen.unwrap_or(line.seen);
        Ok(())
    }

    fn replace(&mut self, wishes: Vec<Wish>, codes: Option<Vec<Code>>) -> Result<(), CartRefusal> {
        let before = std::mem::take(&mut self.lines);
        let numbers = self.last_line;
        for wish in wishes {
            self.add(wish)?;
        }
        let holds = |line: &Line| (line.sku.clone(), line.quantity);
        if before.iter().map(holds).eq(self.lines.iter().map(holds)) {
            self.lines = before;
            self.last_line = numbers;
        }
        if let Some(codes) = codes {
            self.codes.clear();
            codes.into_iter().try_for_each(|code| self.add_code(code))?;
        }
        Ok(())
    }

    fn add_code(&mut self, code: Code) -> Result<(), CartRefusal> {
        if self.codes.contains(&code) {
            return Ok(());
        }
        if self.codes.len() == MAX_CODES {
            return Err(CartRefusal::TooManyCodes);
        }
        self.codes.push(code);
        Ok(())
    }
}

#[cfg(test)]
#[path = "contents_tests.rs"]
mod tests;
