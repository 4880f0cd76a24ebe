// Package neo4jtest runs a real Neo4j for tests and for play: it lets Maven
// fetch the server once, starts it on a free port of this machine and kills it
// by its process id. Nothing of it is part of the product.
//
// What bites: Community Edition has one user database, so whoever takes the
// shared server takes it alone (a file lock holds the others back) and wipes
// it. NEO4J_TEST_URI must therefore never name a store that somebody needs.
// Without that variable Maven and a Java of 17 or newer must be installed; there is
// no way to skip.
package neo4jtest
