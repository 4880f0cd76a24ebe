MATCH (s:Ringtrace {name: 'store'})
WHERE s.writing = $version
REMOVE s.writing, s.token
RETURN 1
