UNWIND $rows AS n
MATCH (x:Entity {n: n})
USING INDEX SEEK x:Entity(n)
DELETE x
RETURN count(*)
