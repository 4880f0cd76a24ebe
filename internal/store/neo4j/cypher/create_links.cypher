// Rows are grouped by target, which is looked up once.
UNWIND $rows AS g
MATCH (b:Entity {n: g[0]})
USING INDEX SEEK b:Entity(n)
UNWIND g[1] AS row
MATCH (a:Entity {n: row[0]})
USING INDEX SEEK a:Entity(n)
CREATE (a)-[r:%TYPES% {since: $version, class: row[1], first: row[2], last: row[3], claims: row[4], role: row[5]}]->(b)
RETURN count(r)
