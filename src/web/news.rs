//! What an isolate hears of changes, so that it forgets what it remembers of them before its time.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::forget_pages;

thread_local! {
    static HEARD: RefCell<BTreeMap<String, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// How often this isolate heard that a document changed. What was remembered under another number is
/// old. Only documents of which there is one, like `shop`, are counted.
pub fn generation(tag: &str) -> u32 {
    HEARD.with_borrow(|heard| heard.get(tag).copied().unwrap_or(0))
}

/// Forgets the pages with these tags and makes what was remembered of these documents old.
pub fn forget(tags: &[String]) {
    forget_pages(tags);
    HEARD.with_borrow_mut(|heard| {
        for tag in tags.iter().filter(|tag| !tag.contains(':')) {
            let count = heard.entry(tag.clone()).or_default();
            *count = count.wrapping_add(1);
        }
    });
}
