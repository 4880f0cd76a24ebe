MATCH (l:Ringtrace {name: $lane})
WHERE l.token = $token
RETURN l.step
