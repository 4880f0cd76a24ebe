// In the transaction that commits a replacement of everything.
MATCH (x:Run)
SET x.until = $version, x:PastRun
REMOVE x:Run
RETURN count(x)
