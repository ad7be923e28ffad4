-- Imports of products from files. A file lies in R2 under imports/<id>; how far it has been read, what came
-- of it and what is wrong with it stands here, so that whoever goes on after a crash knows where.

CREATE TABLE imports (
  id TEXT PRIMARY KEY,
  format TEXT NOT NULL CHECK (format IN ('shopify', 'jsonl')),
  name TEXT NOT NULL,
  byte_length INTEGER NOT NULL,
  options TEXT NOT NULL CHECK (json_valid(options)),
  state TEXT NOT NULL CHECK (state IN ('uploading', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed')),
  -- The actor of its changes.
  started_by TEXT NOT NULL,
  -- Where the next step begins, in the file and, behind its end, among the products that it does not name.
  at_byte INTEGER NOT NULL DEFAULT 0,
  at_line INTEGER NOT NULL DEFAULT 1,
  missing_after TEXT,
  column_names TEXT,
  row_count INTEGER NOT NULL DEFAULT 0,
  -- Products by outcome: of the dry run while it goes on, then of what follows.
  created INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  archived INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  error_count INTEGER NOT NULL DEFAULT 0,
  warning_count INTEGER NOT NULL DEFAULT 0,
  -- What the dry run counted, as JSON.
  planned TEXT,
  failure TEXT,
  -- Who works on it just now; only until its heartbeat is a minute old.
  lease TEXT,
  heartbeat_at_ms INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  checked_at_ms INTEGER,
  begun_at_ms INTEGER,
  ended_at_ms INTEGER,
  -- When the file and all that is only of use beside it went.
  cleared_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX imports_by_time ON imports (created_at_ms, id);
CREATE INDEX imports_at_work ON imports (heartbeat_at_ms) WHERE state IN ('uploading', 'checking', 'running');

-- The first ten thousand problems of each, in the order of the file; how many there are is counted above.
CREATE TABLE import_problems (
  import_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  line INTEGER NOT NULL,
  column_name TEXT NOT NULL,
  reason TEXT NOT NULL,
  is_warning INTEGER NOT NULL,
  PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

-- The products that a file names, with the line of the first: one that comes twice is found, and one that
-- does not come at all. Line 0 marks those that are archived since the file does not name them.
CREATE TABLE import_products (
  import_id TEXT NOT NULL,
  handle TEXT NOT NULL,
  line INTEGER NOT NULL,
  -- What was about to become of it: after a crash in between it looks as if nothing were to be done.
  outcome TEXT,
  PRIMARY KEY (import_id, handle)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_skus (
  import_id TEXT NOT NULL,
  sku TEXT NOT NULL,
  handle TEXT NOT NULL,
  line INTEGER NOT NULL,
  PRIMARY KEY (import_id, sku)
) STRICT, WITHOUT ROWID;

-- Which picture an address led to. Of the whole shop: what was fetched once is not fetched again.
CREATE TABLE import_pictures (
  url TEXT PRIMARY KEY,
  hash TEXT,
  -- Why there is none; tried again by the next import.
  problem TEXT,
  import_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
