// The source is marked too: through its mark the link is found again.
UNWIND $rows AS row
MATCH (a)-[r]->() WHERE elementId(r) = row[0]
SET r.claims = row[1], r.stale = $version, a.stale = $version
RETURN count(r)
