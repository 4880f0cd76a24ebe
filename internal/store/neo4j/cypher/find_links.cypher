// Stored links between pairs of stored nodes, grouped by target.
UNWIND $rows AS g
MATCH (b:Entity {n: g[0]})
USING INDEX SEEK b:Entity(n)
UNWIND g[1] AS row
MATCH (a:Entity {n: row[0]})
USING INDEX SEEK a:Entity(n)
CALL {
  // Apart, so that the planner looks from both ends and not through a hub.
  WITH a, b, row
  MATCH (a)-[r:%TYPES%]->(b)
  WHERE r.until IS NULL AND r.since >= $since AND coalesce(r.role, '') = row[1]
  RETURN r
}
RETURN row[2], elementId(r), r.claims
