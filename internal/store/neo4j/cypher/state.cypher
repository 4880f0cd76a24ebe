MATCH (s:Ringtrace {name: 'store'})
RETURN s.version, s.generation, s.nodes, s.links, s.next, s.run, s.stale, s.writing, s.committed
