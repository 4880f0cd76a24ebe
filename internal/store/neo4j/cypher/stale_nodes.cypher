// What a version changed or ended, found by its mark.
MATCH (x:Entity)
USING INDEX SEEK x:Entity(stale)
WHERE $from <= x.stale <= $version
RETURN x.n, labels(x), x.key, x.since, x.until, x.attrs
LIMIT $limit
