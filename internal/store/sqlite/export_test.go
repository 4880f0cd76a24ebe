package sqlite

import "fmt"

// Bounded are the options of a store on a disk with room for so many pages.
func Bounded(pages int64) Options { return Options{pragma: fmt.Sprintf("max_page_count(%d)", pages)} }

// ReadOnly are the options of a store that cannot be written.
func ReadOnly() Options { return Options{pragma: "query_only(1)"} }

// The statements, for the test of their plans.
const KeyQuery = keyQuery

// AdjacentQuery is the statement of Neighbours.
var AdjacentQuery = adjacentQuery
