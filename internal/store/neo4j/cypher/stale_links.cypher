MATCH (x:Entity)-[r]->()
USING INDEX SEEK x:Entity(stale)
WHERE $from <= x.stale <= $version AND $from <= r.stale <= $version
RETURN elementId(r), r.until, r.claims
LIMIT $limit
