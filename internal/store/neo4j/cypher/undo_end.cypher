MATCH (s:Ringtrace {name: 'store'})
WHERE s.writing = $version
REMOVE s.writing, s.token, s.step
RETURN 1
