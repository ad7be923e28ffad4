use askama::Template;

use crate::admin::form::FormState;
use crate::admin::views::{Frame, desk_page};
use crate::admin::words::encoded;
use crate::content::Redirects;
use crate::media::MediaEntries;

#[derive(Debug, Template)]
#[template(path = "admin/content/redirects.html", whitespace = "minimize")]
pub struct RedirectsPage {
    pub frame: Frame,
    pub list: Redirects,
    /// What is looked for; empty when nothing is.
    pub words: String,
    pub is_later: bool,
    pub form: FormState,
    pub status: u16,
}

impl RedirectsPage {
    fn next(&self) -> Option<String> {
        let cursor = encoded(self.list.next_cursor.as_deref()?);
        Some(format!("/admin/redirects?q={}&cursor={cursor}", encoded(&self.words)))
    }
}

#[derive(Debug, Template)]
#[template(path = "admin/content/pictures.html", whitespace = "minimize")]
pub struct PicturesPage {
    pub frame: Frame,
    pub list: MediaEntries,
    pub is_later: bool,
    pub form: FormState,
    pub status: u16,
}

impl PicturesPage {
    fn next(&self) -> Option<String> {
        let cursor = encoded(self.list.next_cursor.as_deref()?);
        Some(format!("/admin/media?cursor={cursor}"))
    }
}

desk_page!(RedirectsPage, |page| page.status);
desk_page!(PicturesPage, |page| page.status);
