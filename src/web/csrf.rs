//! Whether a request that changes something comes from a page of the shop itself.

#[cfg(target_arch = "wasm32")]
use super::{Context, Problem};

/// Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; who says
/// neither is no browser that carries somebody's cookie unasked, and is refused all the same.
pub fn comes_from_the_shop(fetch_site: Option<&str>, origin: Option<&str>, own: &str) -> bool {
    match (fetch_site, origin) {
        (Some(site), _) => site == "same-origin",
        (None, Some(origin)) => origin == own,
        (None, None) => false,
    }
}

/// # Errors
/// 403 `cross_site` for a request that another site's page sent.
#[cfg(target_arch = "wasm32")]
pub fn require_same_origin(context: &Context) -> Result<(), Problem> {
    let (site, origin) = (context.header("Sec-Fetch-Site"), context.header("Origin"));
    if comes_from_the_shop(site.as_deref(), origin.as_deref(), &context.origin) {
        Ok(())
    } else {
        Err(Problem::new(
            403,
            "cross_site",
            "This form was sent from another site. Open the shop itself and try again.",
        ))
    }
}

/// Refuses what is not a visitor who opens the link: a page fetched ahead, a picture or a frame of
/// another page.
///
/// # Errors
/// 503 `prefetch` or 403 `cross_site`.
#[cfg(target_arch = "wasm32")]
pub fn require_visit(context: &Context) -> Result<(), Problem> {
    let is_ahead = ["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"].iter().any(|name| {
        let purpose = context.header(name).unwrap_or_default().to_lowercase();
        purpose.contains("prefetch") || purpose.contains("preview")
    });
    if is_ahead {
        return Err(Problem::new(503, "prefetch", "This link is opened only by its visitor."));
    }
    if context.header("Sec-Fetch-Dest").is_none_or(|kind| kind == "document") {
        Ok(())
    } else {
        Err(Problem::new(403, "cross_site", "This link is opened only by its visitor."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shops_own_pages_change_something() {
        let own = "https://shop.example";
        for (site, origin, fine) in [
            (Some("same-origin"), Some(own), true),
            (Some("same-origin"), None, true),
            (Some("same-site"), Some("https://blog.shop.example"), false),
            (Some("cross-site"), Some(own), false),
            (Some("none"), None, false),
            (None, Some(own), true),
            (None, Some("https://evil.example"), false),
            (None, Some("null"), false),
            (None, None, false),
        ] {
            assert_eq!(comes_from_the_shop(site, origin, own), fine, "{site:?} {origin:?}");
        }
    }
}
