//! Randomness from the platform, handed on to pure code as plain values.

use crate::kernel::hex;

/// `N` random bytes as hexadecimal digits.
pub fn random_hex<const N: usize>() -> String {
    let mut bytes = [0u8; N];
    // The platform's crypto never refuses; zeros would only repeat an id, which is checked.
    let _ = getrandom::fill(&mut bytes);
    hex(&bytes)
}
