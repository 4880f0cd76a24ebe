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
