//! A page is a struct with its template, and says what it is: status, cache policy, tags, style.

use askama::Template;

use super::{Body, CachePolicy, Reply};
use crate::kernel::Timestamp;

/// One struct per page implements this beside its template.
pub trait Page: Template {
    fn status(&self) -> u16 {
        200
    }

    /// Who may keep it; `now` is the instant it was rendered for.
    fn policy(&self, now: Timestamp) -> CachePolicy;

    /// What makes it stale, like `product:linen-throw`.
    fn tags(&self) -> Vec<String> {
        Vec::new()
    }

    /// `sha256-…` of the `<style>` element that it carries.
    fn style_hash(&self) -> &'static str;

    /// Where forms of the page may lead besides the shop itself, like `https://pay.example`.
    fn form_hosts(&self) -> Vec<String> {
        Vec::new()
    }

    fn to_reply(&self, now: Timestamp) -> Result<Reply, askama::Error> {
        let mut html = String::with_capacity(self.size());
        self.render_into(&mut html)?;
        Ok(Reply::new(self.status(), Body::Html(html.into_bytes()))
            .policy(self.policy(now))
            .tags(self.tags())
            .style_hash(self.style_hash())
            .form_hosts(self.form_hosts()))
    }

    /// A guess of the bytes it will take, so that rendering allocates once.
    fn size(&self) -> usize {
        48 * 1024
    }
}
