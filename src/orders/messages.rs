//! What travels in queues: ids, never bodies. The order itself is read by whoever gets the message.

use serde::{Deserialize, Serialize};

use super::Receiver;
use crate::kernel::{Fault, OrderNumber, from_json};

/// The queue `mails`: the mail of one event to one receiver is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailDue {
    pub order: OrderNumber,
    /// Of the event.
    pub sequence: u32,
    pub to: Receiver,
}

/// The queue `orders`: the copy in D1 is behind this revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyDue {
    pub order: OrderNumber,
    pub revision: u64,
}

impl MailDue {
    /// As it is sent: text, since queues turn anything else into other types on the way.
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// # Errors
    /// Where it is no such message.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        from_json(text.as_bytes())
    }
}

impl CopyDue {
    pub fn to_text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// # Errors
    /// Where it is no such message.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        from_json(text.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_sent() {
        let order = OrderNumber::random(7);
        let mail = MailDue { order: order.clone(), sequence: 3, to: Receiver::Merchant };
        assert_eq!(MailDue::parse(&mail.to_text()), Ok(mail));
        let copy = CopyDue { order, revision: 12 };
        assert_eq!(CopyDue::parse(&copy.to_text()), Ok(copy));
        assert!(MailDue::parse("").is_err());
    }
}
