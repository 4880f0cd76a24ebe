// From here on rows of a version are in the graph that is not committed.
MATCH (s:Ringtrace {name: 'store'})
SET s.held = true
WITH s
WHERE s.version = $version - 1 AND s.writing IS NULL
SET s.writing = $version, s.token = $token
WITH s
UNWIND $lanes AS name
MERGE (l:Ringtrace {name: name})
SET l.token = $token, l.step = 0
RETURN count(l)
