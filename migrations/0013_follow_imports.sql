-- Who runs an import need not be whoever sent its file, and a step that never succeeds has to end some day.

-- The actor of its changes.
ALTER TABLE imports ADD COLUMN run_by TEXT;
-- How often the next step was begun and not finished.
ALTER TABLE imports ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
