MATCH (s:Ringtrace {name: 'store'})
WHERE s.token = $token
RETURN s.step
