// First half of the switch, in the transaction that commits.
MATCH (x:Ring)
SET x.until = $version, x:PastRing
REMOVE x:Ring
RETURN count(x)
