// Links that a node would leave dangling; a membership in the current run is one.
UNWIND $ns AS n
MATCH (x:Entity {n: n})
USING INDEX SEEK x:Entity(n)
RETURN n, COUNT { (x)-[r]-(o) WHERE r.until IS NULL AND o.until IS NULL }
