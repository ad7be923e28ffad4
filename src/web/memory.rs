//! Finished pages an isolate keeps for a few seconds, so that a hot page costs no I/O and no
//! rendering. Plain data with a bound; a purge of their tags takes them out.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::Reply;
use crate::kernel::Timestamp;

/// How long a page is served from memory.
pub const REMEMBERED_SECONDS: i64 = 5;
/// Most bytes of bodies kept.
pub const REMEMBERED_BYTES: usize = 8 * 1024 * 1024;

/// A reply with its validator, ready to be sent.
#[derive(Debug, Clone)]
pub struct Finished {
    pub reply: Reply,
    pub etag: Option<String>,
    pub expires_at: Timestamp,
}

#[derive(Debug, Default)]
pub struct PageMemory {
    pages: HashMap<String, Rc<Finished>>,
    /// Addresses by age, the oldest first; may name pages that are gone.
    order: VecDeque<String>,
    bytes: usize,
}

impl PageMemory {
    pub fn get(&self, address: &str, now: Timestamp) -> Option<Rc<Finished>> {
        self.pages.get(address).filter(|page| now < page.expires_at).cloned()
    }

    pub fn keep(&mut self, address: String, page: Rc<Finished>) {
        let size = page.reply.body.len();
        if size > REMEMBERED_BYTES / 4 {
            return;
        }
        self.remove(&address);
        self.bytes += size;
        self.order.push_back(address.clone());
        self.pages.insert(address, page);
        while self.bytes > REMEMBERED_BYTES {
            let Some(oldest) = self.order.pop_front() else {
                break;
            };
            self.remove(&oldest);
        }
    }

    /// Takes out every page that carries one of the tags.
    pub fn forget(&mut self, tags: &[String]) {
        let stale: Vec<String> = self
            .pages
            .iter()
            .filter(|(_, page)| page.reply.tags.iter().any(|tag| tags.contains(tag)))
            .map(|(address, _)| address.clone())
            .collect();
        for address in stale {
            self.remove(&address);
        }
    }

    fn remove(&mut self, address: &str) {
        if let Some(page) = self.pages.remove(address) {
            self.bytes -= page.reply.body.len();
            self.order.retain(|kept| kept != address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::Body;

    fn page(size: usize, tag: &str) -> Rc<Finished> {
        Rc::new(Finished {
            reply: Reply::new(200, Body::Html(vec![0; size])).tags(vec![tag.to_owned()]),
            etag: None,
            expires_at: Timestamp::from_millis(1000),
        })
    }

    #[test]
    fn a_page_is_remembered_until_it_expires_or_its_tag_is_forgotten() {
        let mut memory = PageMemory::default();
        memory.keep("/a".to_owned(), page(10, "product:a"));
        assert!(memory.get("/a", Timestamp::from_millis(999)).is_some());
        assert!(memory.get("/a", Timestamp::from_millis(1000)).is_none());
        memory.forget(&["product:b".to_owned()]);
        assert!(memory.get("/a", Timestamp::from_millis(0)).is_some());
        memory.forget(&["product:a".to_owned()]);
        assert!(memory.get("/a", Timestamp::from_millis(0)).is_none());
    }

    #[test]
    fn memory_is_bounded_and_the_oldest_goes_first() {
        let mut memory = PageMemory::default();
        let size = REMEMBERED_BYTES / 8;
        for number in 0..20 {
            memory.keep(format!("/{number}"), page(size, "x"));
            assert!(memory.bytes <= REMEMBERED_BYTES);
            assert_eq!(memory.pages.len(), memory.order.len());
        }
        assert!(memory.get("/0", Timestamp::from_millis(0)).is_none());
        assert!(memory.get("/19", Timestamp::from_millis(0)).is_some());
        memory.keep("/huge".to_owned(), page(REMEMBERED_BYTES / 2, "x"));
        assert!(memory.get("/huge", Timestamp::from_millis(0)).is_none());
    }
}
