UNWIND $rows AS row
CREATE (x:Derived:NextRing)
SET x = row
RETURN count(x)
