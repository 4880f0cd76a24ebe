package neo4j

// WithSent makes a store tell every statement that it sends.
func (o Options) WithSent(f func(statement string)) Options {
	o.sent = f
	return o
}

// Statements returns the embedded statements by name, with their holes.
func Statements() (map[string]string, error) {
	s, err := loadStatements()
	return s, err
}

// CheckVersion is what Open does with the server's version.
func CheckVersion(v string) error { return checkVersion(v) }
