UNWIND $rows AS row
CREATE (x:Derived:Run)
SET x = row
RETURN count(x)
