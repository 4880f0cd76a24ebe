// Nodes of a version that was never committed: the counter had not moved.
MATCH (x:%LABEL%)
USING INDEX SEEK x:%LABEL%(n)
WHERE x.n >= $next AND x.since = $version
CALL { WITH x DELETE x } IN TRANSACTIONS OF 10000 ROWS
