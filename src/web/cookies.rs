//! Cookies of the shop: read from a header, written as `Set-Cookie`.

/// The cookie of a session at the desk: its secret, whose digest D1 knows.
pub const STAFF_COOKIE: &str = "__Host-staff";

/// The value of the named cookie; the first where it stands twice.
pub fn cookie<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (key.trim() == name).then(|| value.trim())
    })
}

/// A cookie for the whole shop that other sites' links carry and other sites' forms do not.
/// `Strict` would lose it on the way back from a payment page.
pub fn lax_cookie(name: &str, value: &str, lifetime_seconds: i64, for_scripts: bool) -> String {
    let hidden = if for_scripts { "" } else { "; HttpOnly" };
    format!("{name}={value}; Path=/; Max-Age={lifetime_seconds}; Secure{hidden}; SameSite=Lax")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let header = "a=1; cart-count=3;__Host-cart=ab ; cart=9";
        assert_eq!(cookie(header, "cart-count"), Some("3"));
        assert_eq!(cookie(header, "__Host-cart"), Some("ab"));
        assert_eq!(cookie(header, "cart"), Some("9"));
        assert_eq!(cookie(header, "count"), None);
        assert_eq!(cookie("", "a"), None);
    }

    #[test]
    fn a_cookie_is_hidden_from_scripts_unless_they_need_it() {
        assert_eq!(
            lax_cookie("__Host-cart", "ab", 60, false),
            "__Host-cart=ab; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax"
        );
        assert!(!lax_cookie("cart-count", "2", 60, true).contains("HttpOnly"));
    }
}
