-- The catalogue as the merchant wrote it. Money is in minor units, instants in milliseconds since
-- 1970. Nothing here is ever deleted but by a newer version of the same thing: archived products
-- keep their rows, renamed ones leave a redirect.

CREATE TABLE settings (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

CREATE TABLE media (
  hash TEXT PRIMARY KEY CHECK (length(hash) = 64),
  content_type TEXT NOT NULL,
  byte_length INTEGER NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER NOT NULL,
  colour TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  vendor TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('draft', 'active', 'archived')),
  tax_class TEXT NOT NULL,
  seo_title TEXT NOT NULL,
  seo_description TEXT NOT NULL,
  manufacturer TEXT NOT NULL,
  responsible_person TEXT NOT NULL,
  warnings TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE product_tags (
  product_id INTEGER NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (product_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_options (
  product_id INTEGER NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (product_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE product_media (
  product_id INTEGER NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  hash TEXT NOT NULL REFERENCES media (hash),
  alt TEXT NOT NULL,
  PRIMARY KEY (product_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE variants (
  sku TEXT PRIMARY KEY,
  product_id INTEGER NOT NULL REFERENCES products (id),
  position INTEGER NOT NULL,
  barcode TEXT,
  option1 TEXT,
  option2 TEXT,
  option3 TEXT,
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  compare_at_minor INTEGER,
  sale_price_minor INTEGER,
  sale_starts_at_ms INTEGER,
  sale_ends_at_ms INTEGER,
  weight_grams INTEGER NOT NULL,
  requires_shipping INTEGER NOT NULL,
  media_hash TEXT REFERENCES media (hash),
  unit_quantity INTEGER,
  unit TEXT,
  unit_reference_quantity INTEGER,
  availability TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX variants_of_product ON variants (product_id, position);

-- What a SKU cost from an instant on, reduction and sale included: the EU wants the lowest price of the last 30
-- days beside a reduction, and it cannot be reconstructed later. Rows are only ever added.
CREATE TABLE price_history (
  sku TEXT NOT NULL,
  price_list TEXT NOT NULL,
  from_ms INTEGER NOT NULL,
  price_minor INTEGER NOT NULL,
  compare_at_minor INTEGER,
  sale_price_minor INTEGER,
  sale_starts_at_ms INTEGER,
  sale_ends_at_ms INTEGER,
  PRIMARY KEY (sku, price_list, from_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE collections (
  id INTEGER PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  media_hash TEXT REFERENCES media (hash),
  media_alt TEXT NOT NULL,
  sort TEXT NOT NULL,
  -- NULL where the merchant lists the products by hand in collection_products.
  rules TEXT CHECK (rules IS NULL OR json_valid(rules)),
  seo_title TEXT NOT NULL,
  seo_description TEXT NOT NULL,
  -- While the products of a changed collection are found again: the last product looked at.
  sync_cursor INTEGER,
  created_at_ms INTEGER NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE collection_products (
  collection_id INTEGER NOT NULL REFERENCES collections (id),
  position INTEGER NOT NULL,
  product_id INTEGER NOT NULL REFERENCES products (id),
  PRIMARY KEY (collection_id, product_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX collections_of_product ON collection_products (product_id);

CREATE TABLE pages (
  handle TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  seo_title TEXT NOT NULL,
  seo_description TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE menus (
  handle TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  items TEXT NOT NULL CHECK (json_valid(items))
) STRICT, WITHOUT ROWID;

CREATE TABLE redirects (
  path TEXT PRIMARY KEY,
  target TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX redirects_by_target ON redirects (target);

-- One row for each document in KV: `product:<handle>`, `collection:<handle>`, `page:<handle>`,
-- `shop`, `home`, `collections`. A row whose published_revision lags, or that has come due because
-- a price on it changes by the clock, is published by the Publisher object it belongs to.
CREATE TABLE publications (
  key TEXT PRIMARY KEY,
  publisher INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  published_revision INTEGER NOT NULL DEFAULT 0,
  due_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX publications_behind ON publications (publisher, key) WHERE published_revision < revision;
CREATE INDEX publications_due ON publications (due_at_ms) WHERE due_at_ms IS NOT NULL;

-- A row put here inside a batch that does not hold fails the whole batch: how a write says which
-- revision it was decided on. Batches take their rows out again.
CREATE TABLE expectations (
  expected INTEGER,
  actual INTEGER,
  CONSTRAINT revision_matches CHECK (expected IS actual)
) STRICT;
