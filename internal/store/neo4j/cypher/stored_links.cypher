// Links that stand there, of a page of nodes, with the server's name for each.
MATCH (a:Entity)-[r:%TYPES%]->(b)
USING INDEX SEEK a:Entity(n)
WHERE $lo <= a.n < $hi AND r.until IS NULL
RETURN elementId(r), a.n, type(r), b.n, coalesce(r.role, ''), r.claims
