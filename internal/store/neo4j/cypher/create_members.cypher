// Grouped by ring. Until the rings are switched no pattern with :Ring sees them.
UNWIND $rows AS g
MATCH (b:Derived {n: g[0]})
USING INDEX SEEK b:Derived(n)
WHERE b:NextRing
UNWIND g[1] AS row
MATCH (a:Entity {n: row[0]})
USING INDEX SEEK a:Entity(n)
CREATE (a)-[r:MEMBER_OF]->(b)
SET r = row[1]
RETURN count(r)
