use askama::Template;

use super::{Frame, desk_page};

#[derive(Debug, Template)]
#[template(path = "admin/home.html", whitespace = "minimize")]
pub struct HomePage {
    pub frame: Frame,
}

desk_page!(HomePage);
