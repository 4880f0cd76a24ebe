// Numbers of the current rings and of runs.
UNWIND range(0, size($keys) - 1) AS i
MATCH (x:Derived {key: $keys[i]})
USING INDEX SEEK x:Derived(key)
WHERE x.until IS NULL
RETURN i, x.n
