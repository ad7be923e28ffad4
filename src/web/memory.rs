//! Finished pages an isolate keeps for a few seconds, so that a hot page costs no I/O and no
//! rendering. Plain data with a bound; a purge of their tags takes them out.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use crate::kernel::Timestamp;

/// How long a page is served from memory.
pub const REMEMBERED_SECONDS: i64 = 5;
/// Most bytes kept, and most pages: whoever asks for many addresses must not fill the isolate.
pub const REMEMBERED_BYTES: usize = 8 * 1024 * 1024;
pub const REMEMBERED_PAGES: usize = 1000;

/// A page with what decides how long it stays.
#[derive(Debug)]
pub struct Remembered<P> {
    pub page: Rc<P>,
    pub tags: Vec<String>,
    /// Length of its body and of the headers of its own.
    pub bytes: usize,
    pub expires_at: Timestamp,
}

impl<P> Remembered<P> {
    /// About how many bytes it takes to keep this page under its address.
    fn weight(&self, address: &str) -> usize {
        let tags = self.tags.iter().map(String::len);
        self.bytes + 2 * address.len() + tags.sum::<usize>() + 512
    }
}

#[derive(Debug)]
pub struct PageMemory<P> {
    pages: HashMap<String, Remembered<P>>,
    /// Addresses by age, the oldest first.
    order: VecDeque<String>,
    bytes: usize,
}

impl<P> Default for PageMemory<P> {
    fn default() -> Self {
        Self { pages: HashMap::new(), order: VecDeque::new(), bytes: 0 }
    }
}

impl<P> PageMemory<P> {
    pub fn get(&self, address: &str, now: Timestamp) -> Option<Rc<P>> {
        let kept = self.pages.get(address).filter(|kept| now < kept.expires_at)?;
        Some(kept.page.clone())
    }

    /// Keeps a page, and lets go of those that expired or find no room.
    pub fn keep(&mut self, address: String, page: Remembered<P>, now: Timestamp) {
        let weight = page.weight(&address);
        if weight > REMEMBERED_BYTES / 4 {
            return;
        }
        self.remove(&address);
        self.bytes += weight;
        self.order.push_back(address.clone());
        self.pages.insert(address, page);
        while let Some(oldest) = self.order.front().cloned() {
            let expired = self.pages.get(&oldest).is_none_or(|page| page.expires_at <= now);
            let full = self.bytes > REMEMBERED_BYTES || self.pages.len() > REMEMBERED_PAGES;
            if !expired && !full {
                break;
            }
            self.remove(&oldest);
        }
    }

    /// Takes out every page that carries one of the tags.
    pub fn forget(&mut self, tags: &[String]) {
        let stale: Vec<String> = self
            .pages
            .iter()
            .filter(|(_, page)| page.tags.iter().any(|tag| tags.contains(tag)))
            .map(|(address, _)| address.clone())
            .collect();
        for address in stale {
            self.remove(&address);
        }
    }

    fn remove(&mut self, address: &str) {
        if let Some(page) = self.pages.remove(address) {
            self.bytes -= page.weight(address);
            self.order.retain(|kept| kept != address);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(bytes: usize, tag: &str, expires_ms: i64) -> Remembered<()> {
        Remembered {
            page: Rc::new(()),
            tags: vec![tag.to_owned()],
            bytes,
            expires_at: Timestamp::from_millis(expires_ms),
        }
    }

    const START: Timestamp = Timestamp::from_millis(0);

    #[test]
    fn a_page_is_remembered_until_it_expires_or_its_tag_is_forgotten() {
        let mut memory = PageMemory::default();
        memory.keep("/a".to_owned(), page(10, "product:a", 1000), START);
        assert!(memory.get("/a", Timestamp::from_millis(999)).is_some());
        assert!(memory.get("/a", Timestamp::from_millis(1000)).is_none());
        memory.forget(&["product:b".to_owned()]);
        assert!(memory.get("/a", START).is_some());
        memory.forget(&["product:a".to_owned()]);
        assert!(memory.get("/a", START).is_none());
        assert_eq!(memory.bytes, 0);
    }

    #[test]
    fn memory_is_bounded_in_bytes_and_the_oldest_goes_first() {
        let mut memory = PageMemory::default();
        for number in 0..20 {
            memory.keep(format!("/{number}"), page(REMEMBERED_BYTES / 8, "x", 1000), START);
            assert!(memory.bytes <= REMEMBERED_BYTES);
            assert_eq!(memory.pages.len(), memory.order.len());
        }
        assert!(memory.get("/0", START).is_none());
        assert!(memory.get("/19", START).is_some());
        memory.keep("/huge".to_owned(), page(REMEMBERED_BYTES / 2, "x", 1000), START);
        assert!(memory.get("/huge", START).is_none());
    }

    #[test]
    fn endless_addresses_with_empty_bodies_fill_nothing() {
        let mut memory = PageMemory::default();
        for number in 0..5000 {
            let address = format!("/a?{number:04000}");
            memory.keep(address, page(0, "x", 1000), START);
            assert!(memory.pages.len() <= REMEMBERED_PAGES && memory.bytes <= REMEMBERED_BYTES);
        }
        memory.keep("/new".to_owned(), page(0, "x", 9000), Timestamp::from_millis(2000));
        assert_eq!(memory.pages.len(), 1, "what expired is let go");
    }
}
