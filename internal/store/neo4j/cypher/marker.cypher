// The store's own node; there is one, or the database is not ours.
MATCH (s:Ringtrace {name: 'store'})
RETURN s.layout
