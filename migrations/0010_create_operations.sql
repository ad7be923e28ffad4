-- What whoever runs the shop looks at: messages that queues gave up, when the sweeps last ran, and what the
-- lists of orders are narrowed by. Each statement says IF NOT EXISTS: when the tables of orders are made
-- anew (migration 0006), these statements run again, too.

-- Messages that no consumer took. A row stays when it was dealt with.
CREATE TABLE IF NOT EXISTS dead_letters (
  -- The queue's own id of the message.
  id TEXT PRIMARY KEY,
  -- The queue that it was sent to, not the one where it ended.
  queue TEXT NOT NULL,
  body TEXT NOT NULL,
  arrived_at_ms INTEGER NOT NULL,
  -- When it was sent to its queue again, or put aside, and by whom; at most one of the two.
  replayed_at_ms INTEGER,
  dismissed_at_ms INTEGER,
  handled_by TEXT,
  CHECK (replayed_at_ms IS NULL OR dismissed_at_ms IS NULL)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS dead_letters_by_time ON dead_letters (arrived_at_ms, id);
CREATE INDEX IF NOT EXISTS dead_letters_by_queue ON dead_letters (queue, arrived_at_ms, id);
CREATE INDEX IF NOT EXISTS dead_letters_waiting ON dead_letters (arrived_at_ms, id, queue)
  WHERE replayed_at_ms IS NULL AND dismissed_at_ms IS NULL;

-- When the clock last did each of its rounds.
CREATE TABLE IF NOT EXISTS sweeps (
  name TEXT PRIMARY KEY,
  ran_at_ms INTEGER NOT NULL,
  succeeded_at_ms INTEGER,
  -- What went wrong the last time; NULL when nothing did.
  failure TEXT
) STRICT, WITHOUT ROWID;

-- Documents that a round of the clock found behind, and when the first one did. They are stuck while their
-- published revision is still this one.
CREATE TABLE IF NOT EXISTS publication_lags (
  key TEXT PRIMARY KEY,
  published_revision INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Copies: orders whose shoppers tried to pay in vain and did not pay since.
CREATE TABLE IF NOT EXISTS failed_payments (
  order_number TEXT PRIMARY KEY,
  attempts INTEGER NOT NULL,
  failed_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS failed_payments_by_time ON failed_payments (failed_at_ms);

-- Some are named in statements (INDEXED BY): the planner knows no figures and would take a worse one.
-- Each covers the lists and counts of what needs somebody, so that none of them reads all orders.
CREATE INDEX IF NOT EXISTS orders_to_send ON orders (placed_at_ms, number, on_hold, state, fulfilment_status)
  WHERE state = 'confirmed' AND fulfilment_status IN ('unfulfilled', 'part_shipped');
CREATE INDEX IF NOT EXISTS orders_to_look_at ON orders (placed_at_ms, number)
  WHERE on_hold <> '[]' OR disputed_minor > 0 OR unmatched_minor > 0;
CREATE INDEX IF NOT EXISTS orders_on_hold ON orders (placed_at_ms, number) WHERE on_hold <> '[]';
CREATE INDEX IF NOT EXISTS orders_disputed ON orders (placed_at_ms, number) WHERE disputed_minor > 0;
CREATE INDEX IF NOT EXISTS orders_with_messages ON orders (updated_at_ms, outbox_depth) WHERE outbox_depth > 0;
CREATE INDEX IF NOT EXISTS orders_by_market ON orders (market, placed_at_ms, number);

-- Everything that the figures of a month are made from, so that they read nothing else.
CREATE INDEX IF NOT EXISTS orders_sold ON orders (placed_at_ms, currency, units, total_minor, state)
  WHERE state IN ('confirmed', 'closed');
CREATE INDEX IF NOT EXISTS order_payments_by_booking
  ON order_payments (booked_at_ms, kind, state, currency, amount_minor);
