// There are as many runs as a person has made: their label is scanned.
MATCH (x:Run)
WHERE $from <= x.stale <= $version
RETURN x.key, x.n, x.since, x.attrs
