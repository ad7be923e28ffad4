//! The bearer token of the admin API.

use sha2::{Digest, Sha256};

/// Whether an `Authorization` header carries `token`. Digests are compared, so the time it takes
/// says nothing about how much of the token was right.
pub fn carries_token(authorization: &str, token: &str) -> bool {
    let Some((scheme, offered)) = authorization.split_once(' ') else {
        return false;
    };
    let differing_bits = Sha256::digest(offered.trim())
        .iter()
        .zip(Sha256::digest(token).iter())
        .fold(0, |bits, (left, right)| bits | (left ^ right));
    scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && differing_bits == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_whole_token_under_the_bearer_scheme_opens() {
        for (header, opens) in [
            ("Bearer secret", true),
            ("bearer secret", true),
            ("Bearer secre", false),
            ("Bearer secrets", false),
            ("Basic secret", false),
            ("secret", false),
            ("Bearer ", false),
        ] {
            assert_eq!(carries_token(header, "secret"), opens, "{header}");
        }
        assert!(!carries_token("Bearer ", ""), "an unset token opens nothing");
    }
}
