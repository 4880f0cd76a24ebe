// Links to nodes that go have ended with them or before.
UNWIND $ns AS n
MATCH (x:Entity {n: n})<-[r]-()
USING INDEX SEEK x:Entity(n)
WHERE r.until <= $version
CALL { WITH r DELETE r } IN TRANSACTIONS OF 10000 ROWS
