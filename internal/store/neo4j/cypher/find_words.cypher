// The index answers which nodes may match; what follows is exact.
CALL db.index.fulltext.queryNodes('ringtrace_words', $query) YIELD node AS x
WHERE x.since <= $version AND (x.until IS NULL OR x.until > $version)
WITH x, [l IN labels(x) WHERE l <> 'Entity'][0] AS label, split(x.words, ' ') AS words
WHERE label IN $labels AND all(p IN $prefixes WHERE any(w IN words WHERE w STARTS WITH p))
RETURN label, x.key, x.attrs
ORDER BY $rank[label], x.key
LIMIT $limit
