MATCH (a:Entity)-[r:MEMBER_OF]->(b)
USING INDEX SEEK a:Entity(n)
WHERE $lo <= a.n < $hi AND r.since <= $version AND (b.until IS NULL OR b.until > $version)
RETURN type(r), coalesce(r.role, ''), collect(a.n), collect(b.n), collect(r.claims)
