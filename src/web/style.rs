//! The stylesheets that travel inside pages; made by `build.rs` from `assets/css`.

/// One page's CSS and its hash as the Content-Security-Policy writes it, `sha256-…`.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub css: &'static str,
    pub hash: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/styles.rs"));
