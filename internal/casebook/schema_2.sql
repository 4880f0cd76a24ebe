-- Layout 2. Of each row the hash covers the previous row's hash and every other column but seq.
CREATE TABLE IF NOT EXISTS judgements (
  seq       INTEGER PRIMARY KEY,
  left_ref  TEXT NOT NULL,           -- keys of two records, the smaller first
  right_ref TEXT NOT NULL,
  verdict   TEXT NOT NULL,           -- positive, negative, unsure, undone
  user      TEXT NOT NULL,
  reason    TEXT NOT NULL,
  at        TEXT NOT NULL,           -- microseconds UTC
  hash      TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS judgements_no_update BEFORE UPDATE ON judgements BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS judgements_no_delete BEFORE DELETE ON judgements BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS verdicts (
  seq     INTEGER PRIMARY KEY,
  key     TEXT NOT NULL,             -- of an identifier
  verdict TEXT NOT NULL,             -- hub, private, unknown
  user    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  expires TEXT NOT NULL,             -- microseconds UTC, '' for never
  at      TEXT NOT NULL,             -- microseconds UTC
  hash    TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS verdicts_no_update BEFORE UPDATE ON verdicts BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS verdicts_no_delete BEFORE DELETE ON verdicts BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS withdrawals (
  seq    INTEGER PRIMARY KEY,
  id     TEXT NOT NULL,              -- W1, W2, ...
  undoes TEXT NOT NULL,              -- id of the withdrawal that this one takes back, or ''
  target TEXT NOT NULL,              -- what was asked for: a row, a file or a source
  rows   TEXT NOT NULL,              -- JSON: of each file its SHA-256 and rows
  user   TEXT NOT NULL,
  reason TEXT NOT NULL,
  at     TEXT NOT NULL,              -- microseconds UTC
  hash   TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS withdrawals_no_update BEFORE UPDATE ON withdrawals BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS withdrawals_no_delete BEFORE DELETE ON withdrawals BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS erasures (
  seq     INTEGER PRIMARY KEY,
  id      TEXT NOT NULL,             -- E1, E2, ...
  step    TEXT NOT NULL,             -- begun, done
  kind    TEXT NOT NULL,             -- of the subject
  subject TEXT NOT NULL,             -- keyed hash of the subject's key, never the key
  rows    TEXT NOT NULL,             -- JSON: of each file its SHA-256 and the rows with their leaf hashes
  user    TEXT NOT NULL,
  reason  TEXT NOT NULL,
  at      TEXT NOT NULL,             -- microseconds UTC
  hash    TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS erasures_no_update BEFORE UPDATE ON erasures BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS erasures_no_delete BEFORE DELETE ON erasures BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TABLE IF NOT EXISTS handouts (
  seq   INTEGER PRIMARY KEY,
  core  TEXT NOT NULL,               -- digest of the package
  ring  TEXT NOT NULL,
  level TEXT NOT NULL,
  state TEXT NOT NULL,               -- draft, final
  rows  TEXT NOT NULL,               -- JSON: of each file its SHA-256 and the rows that are cited
  user  TEXT NOT NULL,
  at    TEXT NOT NULL,               -- microseconds UTC
  hash  TEXT NOT NULL
) STRICT;
CREATE TRIGGER IF NOT EXISTS handouts_no_update BEFORE UPDATE ON handouts BEGIN SELECT RAISE(ABORT, 'append only'); END;
CREATE TRIGGER IF NOT EXISTS handouts_no_delete BEFORE DELETE ON handouts BEGIN SELECT RAISE(ABORT, 'append only'); END;
