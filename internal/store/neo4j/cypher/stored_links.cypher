// Links of former versions that stand there, of a page of nodes, by the
// server's name for each.
MATCH (a:Entity)-[r:%TYPES%]->()
USING INDEX SEEK a:Entity(n)
WHERE $lo <= a.n < $hi AND r.until IS NULL AND r.since < $version
RETURN elementId(r)
