UNWIND $rows AS row
MATCH (x:Run {key: row.key})
USING INDEX SEEK x:Run(key)
SET x = row
RETURN count(x)
