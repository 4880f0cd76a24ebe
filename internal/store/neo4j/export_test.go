package neo4j

// WithSent makes a store tell every statement that it sends.
func (o Options) WithSent(f func(statement string)) Options {
	o.sent = f
	return o
}

// WithRows makes transactions of a store so small.
func (o Options) WithRows(n int) Options {
	o.rows = n
	return o
}

// Statements returns the embedded statements by name, with their holes.
func Statements() (map[string]string, error) {
	s, err := loadStatements()
	return s, err
}

// CheckVersion is what Open does with the server's version.
func CheckVersion(v string) error { return checkVersion(v) }

// The encoding of content that has versions.
func Replaced(v int64, next, before []byte) []byte { return replaced(v, next, before) }

// ContentAt returns what stands at a version.
func ContentAt(b []byte, v int64) ([]byte, error) { return contentAt(b, v) }

// Settled drops what stood before.
func Settled(b []byte) ([]byte, error) { return settled(b) }

// Undone takes a version back.
func Undone(b []byte, v int64) ([]byte, error) { return undone(b, v) }
