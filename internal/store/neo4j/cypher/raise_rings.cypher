// Second half of the switch.
MATCH (x:NextRing)
SET x:Ring
REMOVE x:NextRing
RETURN count(x)
