// Below this version something was cleared away.
MATCH (s:Ringtrace {name: 'store'})
RETURN s.floor
