// Numbers of stored nodes. A dead one may still stand there.
UNWIND range(0, size($keys) - 1) AS i
MATCH (x:%LABEL% {key: $keys[i]})
USING INDEX SEEK x:%LABEL%(key)
RETURN i, x.n, x.until
