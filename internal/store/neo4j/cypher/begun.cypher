MATCH (s:Ringtrace {name: 'store'})
WHERE s.token = $token
RETURN 1
