// Readable properties follow when the version is current: see settle_nodes.
UNWIND $rows AS row
MATCH (x:Entity {n: row[0]})
USING INDEX SEEK x:Entity(n)
SET x.attrs = row[1], x.words = row[2], x.stale = $version
RETURN count(x)
