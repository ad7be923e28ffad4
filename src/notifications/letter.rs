//! A letter: an event of an order as one of its receivers is told of it.

use serde::Serialize;

use super::content::Content;
use super::sender::{Sender, header_text, one_line};
use super::views::{LetterPage, LetterText};
use super::{merchant, shopper};
use crate::kernel::Email;
use crate::orders::{Event, Order, Parcel, Receiver, What};

/// The shop as its letters name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    pub name: String,
    /// Where the merchant reads, and where answers of shoppers go.
    pub email: Option<Email>,
    pub phone: String,
    pub address: String,
    pub sender: Sender,
}

/// What a provider sends. No header of it has a line break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// By which a repetition is known.
    pub key: String,
    pub from: String,
    pub to: String,
    pub reply_to: Option<String>,
    pub subject: String,
    pub html: String,
    pub text: String,
}

/// Why there is nothing to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLetter {
    /// Nobody is told of such an event, or this receiver is not.
    NotTold,
    /// The merchant has no address in the settings.
    NoAddress,
    /// What the event is about is not in the order.
    Incomplete,
}

impl NoLetter {
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::NotTold => "Nobody is told of this event.",
            Self::NoAddress => "The shop has no e-mail address in its settings.",
            Self::Incomplete => "The order does not have what the event is about.",
        }
    }
}

/// Makes the letter. Pure, and from what does not change once the event has happened: sent again, it
/// is the same letter.
pub fn letter(
    order: &Order,
    event: &Event,
    to: Receiver,
    house: &House,
) -> Result<Letter, NoLetter> {
    if !event.what.told_to().contains(&to) {
        return Err(NoLetter::NotTold);
    }
    let told = original(order, event).ok_or(NoLetter::Incomplete)?;
    let shopper_email = order.placement.email.as_str();
    let merchant_email = house.email.as_ref().map(Email::as_str);
    let (content, address, reply_to) = match to {
        Receiver::Shopper => (shopper::content(order, told), shopper_email, merchant_email),
        Receiver::Merchant => {
            let address = merchant_email.ok_or(NoLetter::NoAddress)?;
            (merchant::content(order, told), address, Some(shopper_email))
        }
    };
    let content: Content = content.ok_or(NoLetter::Incomplete)?;
    let key = Parcel::key(order.number().as_str(), event.sequence, to);
    Ok(write(&content, house, key, address, reply_to))
}

/// The twins, with what stands on the envelope.
pub(super) fn write(
    content: &Content,
    house: &House,
    key: String,
    to: &str,
    reply_to: Option<&str>,
) -> Letter {
    let footer: Vec<String> = [
        house.name.as_str(),
        house.address.as_str(),
        house.phone.as_str(),
        house.email.as_ref().map(Email::as_str).unwrap_or_default(),
    ]
    .into_iter()
    .map(one_line)
    .filter(|line| !line.is_empty())
    .collect();
    let shop = one_line(&house.name);
    let page = LetterPage { content, shop: &shop, footer: &footer };
    let text = LetterText { content, footer: &footer };
    Letter {
        key,
        from: house.sender.header(),
        to: to.to_owned(),
        reply_to: reply_to.map(str::to_owned),
        subject: header_text(&content.subject),
        html: page.rendered(),
        text: text.rendered(),
    }
}

/// The event that is told: a repetition tells of the earlier one, under a key of its own.
pub fn original<'a>(order: &'a Order, event: &'a Event) -> Option<&'a Event> {
    let mut told = event;
    while let What::Resent { sequence } = told.what {
        // Backwards only, so that this ends whatever is stored.
        told = order.event(sequence).filter(|earlier| earlier.sequence < told.sequence)?;
    }
    Some(told)
}
