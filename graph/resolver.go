package graph

// Resolver answers the fields of Query. All it needs, whom to ask included,
// comes with the operation's context.
type Resolver struct{}
