// Package neo4j keeps the graph in a Neo4j server (5 or newer, any edition,
// no plugins), in a shape that a person can read with plain Cypher:
// docs/neo4j.md describes it, DESIGN.md says why it is so.
//
// What bites: Neo4j shows committed rows at once and one transaction must fit
// into the server's memory, so a batch is many transactions. What keeps it
// whole are three properties: since and until (store versions between which a
// node or link exists) and versioned content (content.go). This package's
// reads look at one version; plain Cypher sees a load's rows as they arrive.
// Only (:Ring)<-[:MEMBER_OF]-() is switched as one for everybody.
package neo4j
