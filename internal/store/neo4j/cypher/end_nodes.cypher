UNWIND $rows AS n
MATCH (x:Entity {n: n})
USING INDEX SEEK x:Entity(n)
SET x.until = $version, x.stale = $version
RETURN count(x)
