//! Headers that every answer carries (DESIGN section 8).

/// The Content-Security-Policy of a page. Cacheable pages cannot carry nonces, so the one inline
/// `<style>` is allowed by its hash; scripts come from files only.
pub fn content_security_policy(style_hash: Option<&str>) -> String {
    let style = style_hash.map_or_else(|| "'none'".to_owned(), |hash| format!("'{hash}'"));
    format!(
        "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// Prefetches what the visitor is about to open; a header, so that no script is inline.
pub const SPECULATION_RULES_URL: &str = "/speculation-rules.json";

pub const FIXED_HEADERS: [(&str, &str); 5] = [
    ("Strict-Transport-Security", "max-age=63072000; includeSubDomains"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
];
