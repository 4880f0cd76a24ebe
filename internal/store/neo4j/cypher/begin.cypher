// From here on rows of a version are in the graph that is not committed.
MATCH (s:Ringtrace {name: 'store'})
WHERE s.version = $version - 1 AND s.writing IS NULL
SET s.writing = $version, s.token = $token, s.step = 0
RETURN 1
