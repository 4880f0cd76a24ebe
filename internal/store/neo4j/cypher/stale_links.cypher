// What a version changed or ended of the links that leave marked nodes.
UNWIND $ns AS n
MATCH (x:Entity {n: n})-[r]->()
USING INDEX SEEK x:Entity(n)
WHERE $from <= r.stale <= $version
RETURN elementId(r), r.until, r.claims
LIMIT $limit
