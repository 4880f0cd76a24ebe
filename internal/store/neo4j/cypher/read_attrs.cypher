UNWIND $ns AS n
MATCH (x:Entity {n: n})
USING INDEX SEEK x:Entity(n)
RETURN n, x.attrs
