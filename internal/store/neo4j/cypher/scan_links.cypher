// A page of links, gathered by type and role: one record for each, since rows
// cost both sides more than what is in them.
MATCH (a:Entity)-[r:%TYPES%]->(b)
USING INDEX SEEK a:Entity(n)
WHERE $lo <= a.n < $hi AND r.since <= $version AND (r.until IS NULL OR r.until > $version)
RETURN type(r), coalesce(r.role, ''), collect(a.n), collect(b.n), collect(r.claims)
