//! Randomness from the platform, handed on to pure code as plain values.

use std::fmt::Write;

/// `N` random bytes as hexadecimal digits.
pub fn random_hex<const N: usize>() -> String {
    let mut bytes = [0u8; N];
    // The platform's crypto never refuses; zeros would only repeat an id, which is checked.
    let _ = getrandom::fill(&mut bytes);
    bytes.iter().fold(String::with_capacity(2 * N), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
