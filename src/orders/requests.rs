//! What a wish of a program is known again by: route and key, and the digest of its body, so that
//! one that uses the key for something else is told from a repetition.

use super::{Command, Order};
use crate::web::RequestKey;

/// As an order keeps it. Neither a key nor a digest has a space in it.
pub fn request_of(key: &RequestKey) -> String {
    format!("{} {}", key.name, key.digest)
}

/// Whether the request of this command was used with another body.
pub fn is_request_reused(order: &Order, command: &Command) -> bool {
    let Some(request) = request_in(command) else { return false };
    known_requests(order).any(|known| is_other_body(known, request))
}

/// What a wish of the merchant is known by.
pub fn request_in(command: &Command) -> Option<&str> {
    match command {
        Command::Cancel { request, .. }
        | Command::Refund { request, .. }
        | Command::Ship { request, .. }
        | Command::Resend { request, .. }
        | Command::Note { request, .. } => Some(request),
        _ => None,
    }
}

fn known_requests(order: &Order) -> impl Iterator<Item = &str> {
    let refunds = order.refunds.iter().filter_map(|refund| refund.request.as_deref());
    let shipments = order.shipments.iter().filter_map(|shipment| shipment.request.as_deref());
    let others = order.requests.iter().map(String::as_str);
    refunds.chain(shipments).chain(order.cancel_request.as_deref()).chain(others)
}

/// Whether a request was carried out before.
pub fn is_request_known(order: &Order, request: &str) -> bool {
    known_requests(order).any(|known| known == request)
}

fn is_other_body(known: &str, request: &str) -> bool {
    match (known.rsplit_once(' '), request.rsplit_once(' ')) {
        (Some((name, digest)), Some((own, body))) => name == own && digest != body,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_with_another_body_is_told_from_a_repetition() {
        let request =
            |key, body: &[u8]| request_of(&RequestKey::new("refunds", key, body).unwrap());
        let known = request("k1", b"{}");
        assert!(!is_other_body(&known, &request("k1", b"{}")));
        assert!(is_other_body(&known, &request("k1", b"{ }")));
        assert!(!is_other_body(&known, &request("k2", b"{ }")));
    }
}
