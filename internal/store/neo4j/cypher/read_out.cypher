UNWIND range(0, size($ns) - 1) AS i
MATCH (x:%LABEL% {n: $ns[i]})-[r:%TYPES%]->(o)
USING INDEX SEEK x:%LABEL%(n)
WHERE r.since <= $version AND (r.until IS NULL OR r.until > $version) AND (o.until IS NULL OR o.until > $version)
RETURN i, type(r), r.role, labels(o), o.key, r.claims, r.attrs
