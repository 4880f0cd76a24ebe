CREATE INDEX Entity_stale IF NOT EXISTS FOR (x:Entity) ON (x.stale)
