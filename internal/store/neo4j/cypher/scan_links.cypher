MATCH (a:Entity)-[r:%TYPES%]->(b)
USING INDEX SEEK a:Entity(n)
WHERE $lo <= a.n < $hi AND r.since <= $version AND (r.until IS NULL OR r.until > $version)
RETURN a.n, b.n, r.claims, r.role, type(r)
