// Readers of other processes that still look at an older version find out here.
MATCH (s:Ringtrace {name: 'store'})
SET s.floor = $version
RETURN 1
