UNWIND $rows AS row
CREATE (x:Entity:%LABEL%)
SET x = row
RETURN count(x)
