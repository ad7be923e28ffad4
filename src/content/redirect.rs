//! Redirects by hand: where an address of another shop, or an old one, leads today.

use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};

use crate::markets;
use crate::web::Problem;

const MAX_PATH_BYTES: usize = 1000;
const MAX_TARGET_BYTES: usize = 2000;

/// Folders that never lead elsewhere: what is in them belongs to visitors, programs or the shop itself.
const OWN_FOLDERS: [&str; 14] = [
    "",
    "__dev",
    "account",
    "admin",
    "api",
    "cart",
    "checkout",
    "healthz",
    "hooks",
    "internal",
    "markets",
    "media",
    "orders",
    "test-gateway",
];

/// The body of `PUT /api/admin/v1/redirects/{path}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RedirectDraft {
    /// An address within the shop, like `/products/throw`, or one that begins with https://.
    pub target: String,
}

/// A redirect with its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Redirect {
    /// As people read it: without percent signs, query or market.
    pub path: String,
    pub target: String,
    pub revision: i64,
}

/// `GET /api/admin/v1/redirects`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(not(target_arch = "wasm32"), derive(schemars::JsonSchema))]
pub struct Redirects {
    pub redirects: Vec<Redirect>,
    pub next_cursor: Option<String>,
}

/// Has an address lead elsewhere.
pub const REDIRECT_UPSERT: &str = "INSERT INTO redirects (path, target) VALUES (?1, ?2)
   ON CONFLICT (path) DO UPDATE SET target = ?2, revision = revision + 1 RETURNING revision";
/// Has everything that led to an address lead on.
pub const REDIRECTS_FOLLOW: &str =
    "UPDATE redirects SET target = ?2, revision = revision + 1 WHERE target = ?1";

/// A path as redirects are found by: visitors' browsers encode it in more than one way.
pub fn readable_path(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// The path of an address within the shop; an address elsewhere is no path.
pub fn path_of(target: &str) -> &str {
    target.split(['?', '#']).next().unwrap_or_default()
}

/// Checks what a redirect is to lead away from.
pub fn check_path(path: &str) -> Result<(), Problem> {
    let refused = |sentence: &str| Err(Problem::invalid_field("path", sentence));
    let Some(inside) = path.strip_prefix('/') else {
        return refused(
            "An address begins with a slash, like /pages/old; send it percent-encoded.",
        );
    };
    let unclean = |character: char| {
        character.is_control() || character.is_whitespace() || "?#\\".contains(character)
    };
    let mut segments = inside.split('/');
    let first = segments.clone().next().unwrap_or_default();
    if path.contains(unclean)
        || path.len() > MAX_PATH_BYTES
        || segments.any(|segment| matches!(segment, "" | "." | ".."))
    {
        return refused(
            "An address has at most 1,000 bytes without spaces, query or fragment, and no slash at its end.",
        );
    }
    // Visitors' addresses are decoded before they are looked for: nobody would ever come by this one.
    if readable_path(path) != path {
        return refused(
            "Write the address as people read it, like /über-uns, without percent signs.",
        );
    }
    if OWN_FOLDERS.contains(&first) {
        return refused("This folder is the shop's own and never leads elsewhere.");
    }
    match markets::enter(path) {
        Some((_, inside)) => Err(Problem::invalid_field(
            "path",
            format!("A redirect holds in every market; send {inside}."),
        )),
        None => Ok(()),
    }
}

impl RedirectDraft {
    /// Where it leads, from the root where that is within the shop.
    pub fn check(self, origin: &str) -> Result<String, Problem> {
        let inside = self.target.strip_prefix(origin).filter(|rest| rest.starts_with('/'));
        let target = inside.unwrap_or(&self.target);
        let is_host = target.starts_with("//") || target.starts_with("/\\");
        let within = target.starts_with('/') && !is_host;
        let outside = ["https://", "http://"]
            .iter()
            .any(|scheme| target.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        let clean =
            !target.contains(|character: char| character.is_control() || character.is_whitespace());
        if (within || outside) && clean && target.len() <= MAX_TARGET_BYTES {
            Ok(target.to_owned())
        } else {
            Err(Problem::invalid_field(
                "target",
                "Lead to an address within the shop, like /products/throw, or to https://, without spaces.",
            ))
        }
    }
}

/// It would never arrive.
pub fn leads_back() -> Problem {
    Problem::invalid_field("target", "This leads back to where it starts.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_away_from_an_address_that_visitors_may_know() {
        for path in [
            "/old",
            "/products/old",
            "/blogs/news/über-uns",
            "/en/about.html",
            "/index.php",
            "/100%",
        ] {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        for path in [
            "",
            "old",
            "/",
            "//old",
            "/old/",
            "/a//b",
            "/a/../b",
            "/a?b",
            "/a#b",
            "/a b",
            "/caf%C3%A9",
            "/a%20b",
            "/cart",
            "/api/v1",
            "/admin",
            "/media/x",
            "/de/products/old",
        ] {
            assert!(check_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn a_redirect_leads_into_the_shop_or_to_the_web() {
        let check = |target: &str| {
            RedirectDraft { target: target.to_owned() }.check("https://shop.example").ok()
        };
        for (target, expected) in [
            ("/products/throw?a=b", Some("/products/throw?a=b")),
            ("https://shop.example/x", Some("/x")),
            ("https://shop.example.org/x", Some("https://shop.example.org/x")),
            ("http://other.example", Some("http://other.example")),
            ("//other.example", None),
            ("/\\other.example", None),
            ("javascript:alert(1)", None),
            ("https://", None),
            ("/a b", None),
            ("/a\nb", None),
            ("", None),
        ] {
            assert_eq!(check(target).as_deref(), expected, "{target}");
        }
    }
}
