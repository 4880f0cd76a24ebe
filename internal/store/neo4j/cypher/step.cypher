// Counts the transactions of a lane in the transaction itself, so that none is
// done twice, and none by a writer that was given up. The lock is taken before
// the look: whoever revokes waits, or is seen.
MATCH (l:Ringtrace {name: $lane})
SET l.held = true
WITH l
WHERE l.token = $token AND l.step = $step - 1
SET l.step = $step
RETURN 1
