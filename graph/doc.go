// Package graph answers GraphQL: the types of schema.graphqls as Go structs
// whose methods are the fields, and the handler that limits, runs and reports
// operations. It translates and delegates; every answer comes from an
// Investigator.
//
// What bites: a field's method may run beside others of the same operation.
// What an operation fetched is shared through its session, and things that
// were reached together (a page of members, the hits of a search) are fetched
// together by the first that is asked, so the number of calls does not grow
// with the length of a list. Files that end in .generated.go are gqlgen's.
package graph
