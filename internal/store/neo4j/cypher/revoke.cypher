// Ends the right of whoever wrote before. It waits for that writer's last
// transactions, which a cancelled client may have left on the server: what they
// still bring in is then there to be taken back, and nothing comes after.
UNWIND $names AS name
MATCH (s:Ringtrace {name: name})
SET s.held = true
REMOVE s.token
RETURN count(s)
