package graph

// Resolver answers the fields of Query and Mutation. All it needs, whom to ask included,
// comes with the operation's context.
type Resolver struct{}
