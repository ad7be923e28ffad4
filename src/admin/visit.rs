//! A request for one of the desk's pages, by somebody who is signed in.

use super::authorising::find_member;
use super::principal::Member;
use super::views::Frame;
use crate::content::read_shop;
use crate::web::{Context, Problem};

/// Where it changes something, one of the shop's own pages sent it: the dispatcher asks that of all at once.
#[derive(Debug)]
pub struct Visit<'a> {
    pub cx: &'a Context,
    pub member: Member,
}

/// `None` for who is not signed in.
pub async fn find_visit(context: &Context) -> Result<Option<Visit<'_>>, Problem> {
    let member = find_member(context).await?;
    Ok(member.map(|member| Visit { cx: context, member }))
}

impl Visit<'_> {
    /// What stands around a page; `section` is the entry of the navigation that it belongs to.
    pub async fn frame(&self, title: impl Into<String>, section: &'static str) -> Frame {
        let shop = read_shop(self.cx).await;
        let shop_name = shop.map_or_else(|_| "Awning".to_owned(), |shop| shop.name.clone());
        Frame::new(title.into(), section, shop_name, self.member.clone())
    }
}
