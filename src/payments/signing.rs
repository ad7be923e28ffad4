//! Signatures of webhooks (rule 19).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::Unverified;
use crate::kernel::{Timestamp, hex};

/// How far the instant of a signature may lie in the past or ahead, in seconds.
const TOLERANCE_SECONDS: u64 = 300;

fn keyed(secret: &str, parts: &[&[u8]]) -> Option<Hmac<Sha256>> {
    // HMAC takes keys of any length; `None` never happens.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    for part in parts {
        mac.update(part);
    }
    Some(mac)
}

/// HMAC-SHA-256 of the parts after one another, in hexadecimal digits.
pub(super) fn sign(secret: &str, parts: &[&[u8]]) -> String {
    keyed(secret, parts).map_or_else(String::new, |mac| hex(&mac.finalize().into_bytes()))
}

/// Whether `signature`, in hexadecimal digits, is that of the parts; in constant time.
pub(super) fn is_signed(secret: &str, parts: &[&[u8]], signature: &str) -> bool {
    let Some(signature) = bytes_of(signature) else { return false };
    !secret.is_empty()
        && keyed(secret, parts).is_some_and(|mac| mac.verify_slice(&signature).is_ok())
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pair = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok()?;
        pair.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(pair)?;
        u8::from_str_radix(pair, 16).ok()
    };
    digits.len().is_multiple_of(2).then(|| digits.as_bytes().chunks(2).map(pair).collect())?
}

/// Whether two secrets are the same, in a time that does not tell how much of them is.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && is_signed(one, &[], &sign(other, &[]))
}

/// A signature header like `t=1492774577,v1=5257…,v1=6ffb…`, of the bytes `<t>.<body>`.
pub(super) fn stamp(secret: &str, body: &[u8], now: Timestamp) -> String {
    let seconds = now.as_millis().div_euclid(1000).to_string();
    let signature = sign(secret, &[seconds.as_bytes(), b".", body]);
    format!("t={seconds},v1={signature}")
}

/// Checks such a header. Any of its `v1` signatures by any of the secrets will do: secrets overlap
/// while they are changed.
///
/// # Errors
/// What is wrong with it; an old signature is named only where it is a good one.
pub(super) fn check_stamp(
    secrets: &[String],
    header: Option<&str>,
    body: &[u8],
    now: Timestamp,
) -> Result<(), Unverified> {
    let header = header.ok_or(Unverified::NoSignature)?;
    let fields = || header.split(',').filter_map(|field| field.trim().split_once('='));
    let (_, signed_at) = fields().find(|(name, _)| *name == "t").ok_or(Unverified::BadSignature)?;
    let parts = [signed_at.as_bytes(), b".", body];
    let is_good = fields()
        .filter(|(name, _)| *name == "v1")
        .any(|(_, signature)| secrets.iter().any(|secret| is_signed(secret, &parts, signature)));
    if !is_good {
        return Err(Unverified::BadSignature);
    }
    let seconds: i64 = signed_at.parse().map_err(|_| Unverified::BadSignature)?;
    let apart = now.as_millis().div_euclid(1000).abs_diff(seconds);
    if apart > TOLERANCE_SECONDS { Err(Unverified::Stale) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, test case 2.
    #[test]
    fn a_signature_is_the_hmac_of_the_standard() {
        let expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        assert_eq!(sign("Jefe", &[b"what do ya want ", b"for nothing?"]), expected);
        assert!(is_signed("Jefe", &[b"what do ya want for nothing?"], expected));
        assert!(!is_signed("", &[b""], &sign("", &[b""])));
    }

    #[test]
    fn rule_19_altered_bytes_old_signatures_and_other_secrets_are_refused() {
        let at = Timestamp::from_millis(1_790_000_000_000);
        let secrets = ["new".to_owned(), "old".to_owned()];
        let body = br#"{"id":"evt_1"}"#;
        let check =
            |header: Option<&str>, body: &[u8], now| check_stamp(&secrets, header, body, now);
        let good = stamp("old", body, at);
        let both = format!("{},v1={}", stamp("gone", body, at), good.split("v1=").nth(1).unwrap());
        let plus = format!("t={},v1=+f{}", 1_790_000_000, "00".repeat(31));
        for (header, text, now, expected) in [
            (Some(good.as_str()), &body[..], at, Ok(())),
            (Some(&both), body, at, Ok(())),
            (Some(&good), body, at.plus_seconds(300), Ok(())),
            (Some(&good), body, at.plus_seconds(-300), Ok(())),
            (Some(&good), body, at.plus_seconds(301), Err(Unverified::Stale)),
            (Some(&good), body, at.plus_seconds(-301), Err(Unverified::Stale)),
            (Some(&good), br#"{"id":"evt_2"}"#, at, Err(Unverified::BadSignature)),
            (Some(&stamp("gone", body, at)), body, at, Err(Unverified::BadSignature)),
            (Some(&good.replace("v1=", "v0=")), body, at, Err(Unverified::BadSignature)),
            (Some(&good.replace("t=1", "t=2")), body, at, Err(Unverified::BadSignature)),
            (Some(&plus), body, at, Err(Unverified::BadSignature)),
            (Some("t=,v1="), body, at, Err(Unverified::BadSignature)),
            (Some("é"), body, at, Err(Unverified::BadSignature)),
            (None, body, at, Err(Unverified::NoSignature)),
        ] {
            assert_eq!(check(header, text, now), expected, "{header:?}");
        }
    }
}
