MATCH (s:Ringtrace {name: 'store'})
SET s.stale = false
RETURN 1
