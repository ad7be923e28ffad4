//! What an address gives away: those of orders and carts hold their secrets.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Longest part of an address that may be told, in bytes: secrets are longer.
const MAX_TOLD_LENGTH: usize = 20;

/// The folders whose addresses are one person's, or the staff's.
const PERSONAL_FOLDERS: [&str; 5] = ["admin", "cart", "checkout", "orders", "test-gateway"];

/// The path as a log may have it: what is or may be a secret becomes `…`.
pub fn veiled(path: &str) -> String {
    let part = |part: &str| if is_secret(part) { "…".to_owned() } else { part.to_owned() };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn is_secret(part: &str) -> bool {
    // An order's number, its secret, or a piece of a code: hexadecimal digits, some of them numbers.
    let is_code = part.len() >= 12
        && part.bytes().all(|byte| byte.is_ascii_hexdigit())
        && part.bytes().any(|byte| byte.is_ascii_digit());
    part.len() > MAX_TOLD_LENGTH || is_code
}

/// Whether what stands at this path of the shop is one person's; nobody shares even that it is not
/// there.
pub fn is_personal(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    let first: Cow<'_, str> = percent_decode_str(first).decode_utf8_lossy();
    PERSONAL_FOLDERS.contains(&first.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_tells_where_something_failed_and_no_secret() {
        let secret = "0123456789abcdef0123456789abcdef";
        for (path, told) in [
            ("/".to_owned(), "/"),
            ("/products/linen-throw".to_owned(), "/products/linen-throw"),
            ("/api/admin/v1/orders/01ABCDEFGH".to_owned(), "/api/admin/v1/orders/01ABCDEFGH"),
            (format!("/orders/01ABCDEFGH{secret}"), "/orders/…"),
            (format!("/orders/01ABCDEFGH{secret}/cancelled"), "/orders/…/cancelled"),
            (format!("/api/v1/carts/{secret}/lines/1"), "/api/v1/carts/…/lines/1"),
            (format!("/en-ie/orders/{secret}"), "/en-ie/orders/…"),
            (format!("/admin/sign-in/{secret}"), "/admin/sign-in/…"),
            ("/hooks/payments/test/0123456789abcdef".to_owned(), "/hooks/payments/test/…"),
            ("/pages/decade".to_owned(), "/pages/decade"),
        ] {
            assert_eq!(veiled(&path), told);
        }
    }

    #[test]
    fn what_is_one_persons_is_known_by_its_folder_however_it_is_written() {
        for path in [
            "/orders/x",
            "/admin/x",
            "/checkout",
            "/cart/",
            "/%6frders/x",
            "/test-gateway/sessions/1",
        ] {
            assert!(is_personal(path), "{path}");
        }
        for path in ["/", "/products/orders", "/carts", "/pages/checkout", ""] {
            assert!(!is_personal(path), "{path}");
        }
    }
}
