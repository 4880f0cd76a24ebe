// Makes a database a store: the node that tells its state, and the node whose
// lock the one writer holds.
MERGE (w:Ringtrace {name: 'writer'})
MERGE (s:Ringtrace {name: 'store'})
ON CREATE SET s.layout = $layout, s.version = 0, s.floor = 0, s.generation = 0, s.nodes = 0, s.links = 0, s.next = 1, s.run = '', s.stale = false
RETURN 1
