UNWIND range(0, size($keys) - 1) AS i
MATCH (x:%LABEL% {key: $keys[i]})
USING INDEX SEEK x:%LABEL%(key)
WHERE x.since <= $version AND (x.until IS NULL OR x.until > $version)
RETURN i, x.n, x.attrs
