//! Headers that every answer carries (DESIGN section 8).

/// The Content-Security-Policy of a page. Cacheable pages cannot carry nonces, so the one inline
/// `<style>` is allowed by its hash; scripts come from files only.
/// `form-action` is asked about every redirect on the way of a form, too, so the page that leads to a
/// payment names the gateways' hosts.
pub fn content_security_policy(style_hash: Option<&str>, form_hosts: &[String]) -> String {
    let forms: String = form_hosts.iter().map(|host| format!(" {host}")).collect();
    let style = style_hash.map_or_else(|| "'none'".to_owned(), |hash| format!("'{hash}'"));
    format!(
        "default-src 'none'; script-src 'self'; style-src {style}; img-src 'self'; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; form-action 'self'{forms}; base-uri 'none'; frame-ancestors 'none'"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rule_30_forms_lead_to_the_shop_and_to_the_hosts_that_their_page_names() {
        let usual = content_security_policy(Some("sha256-x"), &[]);
        assert!(usual.contains("form-action 'self'; base-uri"));
        let hosts = ["https://pay.example".to_owned(), "https://*.bank.example".to_owned()];
        let paying = content_security_policy(None, &hosts);
        let named = "form-action 'self' https://pay.example https://*.bank.example; base-uri";
        assert!(paying.contains(named), "{paying}");
    }
}
