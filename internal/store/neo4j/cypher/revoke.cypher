// Ends the right of whoever wrote before. It waits for that writer's last
// transaction, which a cancelled client may have left on the server: what it
// still brings in is then there to be taken back, and nothing comes after.
MATCH (s:Ringtrace {name: 'store'})
REMOVE s.token
RETURN 1
