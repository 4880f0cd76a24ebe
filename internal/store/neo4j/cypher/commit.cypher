// Makes the version current: from here on readers see it.
MATCH (s:Ringtrace {name: 'store'})
SET s.held = true
WITH s
WHERE s.version = $version - 1 AND (s.writing IS NULL OR s.token = $token)
SET s.version = $version, s.generation = $generation, s.nodes = $nodes, s.links = $links, s.next = $next, s.run = $run,
    s.stale = s.stale OR $stale, s.committed = $token
REMOVE s.writing, s.token
RETURN 1
