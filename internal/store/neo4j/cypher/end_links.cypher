UNWIND $rows AS row
MATCH (a)-[r]->() WHERE elementId(r) = row
SET r.until = $version, r.stale = $version, a.stale = $version
RETURN count(r)
