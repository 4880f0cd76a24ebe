CREATE INDEX Derived_n IF NOT EXISTS FOR (x:Derived) ON (x.n)
