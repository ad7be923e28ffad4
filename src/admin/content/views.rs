use askama::Template;

use crate::admin::form::FormState;
use crate::admin::views::{Filters, Frame, desk_page};
use crate::content::Redirects;
use crate::media::MediaEntries;

#[derive(Debug, Template)]
#[template(path = "admin/content/redirects.html", whitespace = "minimize")]
pub struct RedirectsPage {
    pub frame: Frame,
    pub list: Redirects,
    /// What is looked for.
    pub filters: Filters,
    pub is_later: bool,
    pub form: FormState,
    pub status: u16,
}

impl RedirectsPage {
    fn words(&self) -> &str {
        self.filters.value("q")
    }

    fn first(&self) -> Option<String> {
        self.is_later.then(|| self.filters.address("/admin/redirects"))
    }

    fn next(&self) -> Option<String> {
        self.filters.part("/admin/redirects", self.list.next_cursor.as_deref())
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
    fn first(&self) -> Option<&str> {
        self.is_later.then_some("/admin/media")
    }

    fn next(&self) -> Option<String> {
        Filters::default().part("/admin/media", self.list.next_cursor.as_deref())
    }
}

desk_page!(RedirectsPage, |page| page.status);
desk_page!(PicturesPage, |page| page.status);
