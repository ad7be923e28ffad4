-- Who may work at the merchant's desk, with which programs, and what each of them changed. Sessions,
-- links and tokens are kept as SHA-256 digests: who reads the table can sign in with nothing of it.

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  revision INTEGER NOT NULL,
  -- In lower case, as it is looked up.
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'support')),
  created_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One-time links to sign in with.
CREATE TABLE sign_in_links (
  digest TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  expires_at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sign_in_links_of_staff ON sign_in_links (staff_id);

CREATE TABLE staff_sessions (
  digest TEXT PRIMARY KEY,
  -- By which it is listed and ended; opens nothing.
  id TEXT NOT NULL UNIQUE,
  staff_id TEXT NOT NULL REFERENCES staff (id) ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  last_seen_at_ms INTEGER NOT NULL,
  expires_at_ms INTEGER NOT NULL,
  user_agent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX staff_sessions_of_staff ON staff_sessions (staff_id, created_at_ms);

CREATE TABLE api_tokens (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  -- A JSON list of names.
  scopes TEXT NOT NULL CHECK (json_valid(scopes)),
  created_by TEXT NOT NULL,
  created_at_ms INTEGER NOT NULL,
  -- Within a minute.
  last_used_at_ms INTEGER,
  revoked_at_ms INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE audit_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  -- Like staff:ada, token:warehouse or admin-token; 'system' where nobody asked.
  actor TEXT NOT NULL,
  -- What was changed, like product, and which one.
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  -- As JSON; NULL where there was nothing before, or is nothing any more.
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after))
) STRICT;

CREATE INDEX audit_log_of_subject ON audit_log (kind, subject, id);
CREATE INDEX audit_log_of_actor ON audit_log (actor, id);

CREATE TRIGGER audit_log_is_not_rewritten BEFORE UPDATE ON audit_log BEGIN
  SELECT raise(ABORT, 'the audit log is only added to');
END;

CREATE TRIGGER audit_log_is_not_shortened BEFORE DELETE ON audit_log BEGIN
  SELECT raise(ABORT, 'the audit log is only added to');
END;

-- What a request with an Idempotency-Key was answered (rule 1), kept with its effect.
CREATE TABLE idempotency_answers (
  -- Whose key it is, and of which route.
  scope TEXT NOT NULL,
  key TEXT NOT NULL,
  -- Of the body.
  digest TEXT NOT NULL,
  status INTEGER NOT NULL,
  answer TEXT NOT NULL,
  kept_until_ms INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_answers_by_end ON idempotency_answers (kept_until_ms);
