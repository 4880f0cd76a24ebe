// Numbers of the nodes that stand there, a page of them.
MATCH (x:Entity)
USING INDEX SEEK x:Entity(n)
WHERE $lo <= x.n < $hi AND x.until IS NULL
RETURN x.n
