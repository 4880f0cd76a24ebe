// The version that a read looks at.
MATCH (s:Ringtrace {name: 'store'})
RETURN s.version, s.next
