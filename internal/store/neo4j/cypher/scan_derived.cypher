MATCH (x:Derived)
USING INDEX SEEK x:Derived(n)
WHERE $lo <= x.n < $hi AND x.since <= $version AND (x.until IS NULL OR x.until > $version)
RETURN x.n, labels(x), x.key
