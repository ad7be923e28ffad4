-- Redirects have a revision like everything else that people edit. Notes of changes that an object made have
-- a name, by which one that comes twice is known again: the object sends its note until the log has it.

ALTER TABLE redirects ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

ALTER TABLE audit_log ADD COLUMN source TEXT;
CREATE UNIQUE INDEX audit_log_by_source ON audit_log (source) WHERE source IS NOT NULL;
