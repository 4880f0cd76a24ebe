// Is there anything at all? Asked once, of a database without the marker.
MATCH (x) RETURN 1 LIMIT 1
