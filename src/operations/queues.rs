//! The queues of the deployment whose messages may end as dead letters.

/// A queue, and the binding under which the desk sends to it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WatchedQueue {
    pub name: &'static str,
    /// Where its messages end that no consumer takes.
    pub dead: &'static str,
    pub binding: &'static str,
}

const fn queue(name: &'static str, dead: &'static str, binding: &'static str) -> WatchedQueue {
    WatchedQueue { name, dead, binding }
}

pub const QUEUES: [WatchedQueue; 5] = [
    queue("orders", "orders-dead", "ORDER_COPIES"),
    queue("payments", "payments-dead", "PAYMENTS"),
    queue("mails", "mails-dead", "MAILS"),
    queue("publications", "publications-dead", "PUBLICATIONS"),
    queue("imports", "imports-dead", "IMPORTS"),
];

impl WatchedQueue {
    pub fn named(name: &str) -> Option<Self> {
        QUEUES.into_iter().find(|queue| queue.name == name)
    }

    /// Of a queue of dead letters.
    pub fn of_dead(dead: &str) -> Option<Self> {
        QUEUES.into_iter().find(|queue| queue.dead == dead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_queue_of_the_wrangler_files_is_watched_with_its_dead_letters() {
        let root = env!("CARGO_MANIFEST_DIR");
        let read = |name: &str| std::fs::read_to_string(format!("{root}/{name}")).unwrap();
        let files =
            ["orders", "desk", "imports"].map(|role| read(&format!("wrangler.{role}.toml")));
        let files = files.join("\n");
        let mut pairs = 0;
        for block in files.split("[[queues.consumers]]").skip(1) {
            let value = |name: &str| {
                let line = block.lines().find(|line| line.starts_with(&format!("{name} = ")))?;
                line.split('"').nth(1)
            };
            let Some(dead) = value("dead_letter_queue") else { continue };
            assert_eq!(WatchedQueue::of_dead(dead).map(|known| known.name), value("queue"));
            let consumer = format!("queue = \"{dead}\"\n");
            assert!(files.contains(&consumer), "nobody reads {dead}");
            pairs += 1;
        }
        assert_eq!(pairs, 5);
        let desk = read("wrangler.desk.toml");
        for queue in QUEUES {
            assert!(desk.contains(&format!("binding = \"{}\"", queue.binding)), "{queue:?}");
        }
    }
}
