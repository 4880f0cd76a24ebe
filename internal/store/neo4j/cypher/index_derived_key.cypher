CREATE INDEX Derived_key IF NOT EXISTS FOR (x:Derived) ON (x.key)
