-- Copies of orders, for lists and look-ups. The Order objects own what happened; a row may be a moment old
-- and says by `revision` which state it shows. All of them can be made anew from the archive in R2
-- (POST /api/admin/v1/orders/rebuilds), which runs these statements again: each says IF NOT EXISTS.

CREATE TABLE IF NOT EXISTS orders (
  number TEXT PRIMARY KEY,
  -- An older state never overwrites a newer one.
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  payment_status TEXT NOT NULL,
  fulfilment_status TEXT NOT NULL,
  -- Why nothing may be shipped at the moment, as a JSON list of names.
  on_hold TEXT NOT NULL CHECK (json_valid(on_hold)),
  placed_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL,
  -- In lower case, as it is looked up.
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Without accents and capitals.
  folded_name TEXT NOT NULL,
  -- Where it is delivered; NULL when nothing is.
  country TEXT,
  -- NULL is the default market.
  market TEXT,
  units INTEGER NOT NULL,
  currency TEXT NOT NULL,
  total_minor INTEGER NOT NULL,
  captured_minor INTEGER NOT NULL,
  refunded_minor INTEGER NOT NULL,
  disputed_minor INTEGER NOT NULL,
  -- Money that came and pays for nothing.
  unmatched_minor INTEGER NOT NULL,
  -- Whether nothing will happen to it by itself any more.
  settled INTEGER NOT NULL CHECK (settled IN (0, 1)),
  -- Messages that nobody has yet.
  outbox_depth INTEGER NOT NULL,
  heartbeat_at_ms INTEGER NOT NULL,
  -- When the sweep last woke it.
  woken_at_ms INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS orders_by_placing ON orders (placed_at_ms, number);
CREATE INDEX IF NOT EXISTS orders_by_state ON orders (state, placed_at_ms, number);
CREATE INDEX IF NOT EXISTS orders_by_payment ON orders (payment_status, placed_at_ms, number);
CREATE INDEX IF NOT EXISTS orders_by_email ON orders (email, placed_at_ms);
CREATE INDEX IF NOT EXISTS orders_by_name ON orders (folded_name, placed_at_ms);
CREATE INDEX IF NOT EXISTS orders_unsettled ON orders (heartbeat_at_ms, number) WHERE settled = 0;
CREATE INDEX IF NOT EXISTS orders_unmatched ON orders (number) WHERE unmatched_minor > 0;

-- Lines never change.
CREATE TABLE IF NOT EXISTS order_lines (
  order_number TEXT NOT NULL,
  line_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  sku TEXT NOT NULL,
  product TEXT NOT NULL,
  title TEXT NOT NULL,
  quantity INTEGER NOT NULL,
  gross_minor INTEGER NOT NULL,
  tax_minor INTEGER NOT NULL,
  PRIMARY KEY (order_number, line_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS order_lines_by_sku ON order_lines (sku, order_number);

-- What gateways have confirmed of orders, by their own ids.
CREATE TABLE IF NOT EXISTS order_payments (
  gateway TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  order_number TEXT NOT NULL,
  -- Of the order, when this was copied.
  revision INTEGER NOT NULL,
  state TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  booked_at_ms INTEGER NOT NULL,
  PRIMARY KEY (gateway, kind, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS order_payments_by_id ON order_payments (id);

-- Money that a gateway tells of and no order knows.
CREATE TABLE IF NOT EXISTS unmatched_money (
  gateway TEXT NOT NULL,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  -- As the gateway tells it; there may be no such order.
  order_number TEXT,
  state TEXT NOT NULL,
  amount_minor INTEGER NOT NULL,
  currency TEXT NOT NULL,
  found_at_ms INTEGER NOT NULL,
  PRIMARY KEY (gateway, kind, id)
) STRICT, WITHOUT ROWID;

-- How far the daily look at what happened at each gateway has come.
CREATE TABLE IF NOT EXISTS gateway_sweeps (
  gateway TEXT PRIMARY KEY,
  -- Everything before this instant is known.
  since_ms INTEGER NOT NULL,
  -- Of the look that is under way: where its next part begins, and when it was begun.
  part TEXT,
  begun_at_ms INTEGER,
  ended_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
