// Held open by the one writer; the server lets go of it when the writer dies.
MATCH (w:Ringtrace {name: 'writer'})
SET w.held = true
RETURN randomUUID()
