MATCH (x:Run {key: $key})
USING INDEX SEEK x:Run(key)
RETURN x.attrs
