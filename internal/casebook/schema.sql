-- Layout 1.
CREATE TABLE IF NOT EXISTS register (
  seq      INTEGER PRIMARY KEY,
  run      TEXT NOT NULL,
  kind     TEXT NOT NULL,            -- run, born, changed, retired, revived
  ring     TEXT NOT NULL,            -- '' for kind run
  revision INTEGER NOT NULL,
  members  TEXT NOT NULL,            -- JSON list of core, then of attached storefronts
  at       INTEGER NOT NULL,         -- microseconds UTC; not covered by the hash
  hash     TEXT NOT NULL             -- of the previous row's hash and this row
) STRICT;
CREATE INDEX IF NOT EXISTS register_ring ON register (ring, seq);
CREATE TRIGGER IF NOT EXISTS register_no_update BEFORE UPDATE ON register BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS register_no_delete BEFORE DELETE ON register BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS audit (
  seq     INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     TEXT NOT NULL,
  what    TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'append only'); END;
