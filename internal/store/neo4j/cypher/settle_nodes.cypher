UNWIND $rows AS row
MATCH (x:Entity {n: row.n})
USING INDEX SEEK x:Entity(n)
SET x = row
RETURN count(x)
