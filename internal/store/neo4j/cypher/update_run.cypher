UNWIND $rows AS row
MATCH (x:Run {key: row[0]})
USING INDEX SEEK x:Run(key)
SET x.attrs = row[1], x.stale = $version
RETURN count(x)
