-- The terms of sale: promotions, and the zones that say what delivery costs and which tax is due. Each is
-- one JSON document as the merchant wrote it, since it is only ever read and written whole; what has to be
-- looked up or kept unique is a column that SQLite derives from the document, so the two never differ.

CREATE TABLE promotions (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document)),
  -- In capitals. No two promotions share a code; those without one apply by themselves.
  code TEXT GENERATED ALWAYS AS (document ->> 'code') UNIQUE,
  enabled INTEGER NOT NULL GENERATED ALWAYS AS (document ->> 'enabled')
) STRICT;

CREATE TABLE shipping_zones (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

CREATE TABLE tax_zones (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  document TEXT NOT NULL CHECK (json_valid(document))
) STRICT;

-- As with `expectations`: a row that does not hold fails its batch. This is how a write is refused that
-- would be one too many, however many come at once.
CREATE TABLE allotments (
  taken INTEGER NOT NULL,
  most INTEGER NOT NULL,
  CONSTRAINT there_is_room CHECK (taken <= most)
) STRICT;
