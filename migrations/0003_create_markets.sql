-- Markets besides the default one, which is the shop's settings, and price lists besides `base`, which
-- is the prices that products carry. A market names one list; a country belongs to one market, so
-- that a visitor is never offered two.

CREATE TABLE price_lists (
  id TEXT PRIMARY KEY CHECK (id <> 'base'),
  revision INTEGER NOT NULL,
  title TEXT NOT NULL,
  currency TEXT NOT NULL,
  updated_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Explicit prices. A SKU is only a name here: what becomes of the variant never breaks a list.
CREATE TABLE list_prices (
  price_list TEXT NOT NULL REFERENCES price_lists (id),
  sku TEXT NOT NULL,
  price_minor INTEGER NOT NULL CHECK (price_minor >= 0),
  compare_at_minor INTEGER,
  sale_price_minor INTEGER,
  sale_starts_at_ms INTEGER,
  sale_ends_at_ms INTEGER,
  PRIMARY KEY (price_list, sku)
) STRICT, WITHOUT ROWID;

CREATE INDEX list_prices_of_sku ON list_prices (sku, price_list);

CREATE TABLE markets (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  -- NULL for the list `base`.
  price_list TEXT REFERENCES price_lists (id),
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT, WITHOUT ROWID;

CREATE INDEX markets_with_list ON markets (price_list);

CREATE TABLE market_countries (
  country TEXT PRIMARY KEY,
  market TEXT NOT NULL REFERENCES markets (id)
) STRICT, WITHOUT ROWID;

CREATE INDEX countries_of_market ON market_countries (market);

-- The history of a list's prices says in which currency they were, and where a list stopped having
-- a price at all. In rows of `base` the currency is the shop's, which never changes.
ALTER TABLE price_history ADD COLUMN currency TEXT;
ALTER TABLE price_history ADD COLUMN ended INTEGER NOT NULL DEFAULT 0;
