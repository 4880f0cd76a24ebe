// Counts the transactions of a batch in the transaction itself, so that none
// is done twice, and none by a writer that was given up.
MATCH (s:Ringtrace {name: 'store'})
WHERE s.token = $token AND s.step = $step - 1
SET s.step = $step
RETURN 1
