UNWIND $rows AS row
MATCH ()-[r]->() WHERE elementId(r) = row[0]
SET r.claims = row[1], r.class = row[2], r.first = row[3], r.last = row[4], r.until = row[5], r.stale = row[6]
RETURN count(r)
