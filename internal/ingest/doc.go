// Package ingest brings files into the graph. Every row ends in exactly one of
// accepted, accepted with warnings, or rejected with a reason code, and the
// three add up to the rows that the file holds.
//
// One call of Load is one batch: all files are read and checked first, kept in
// the vault next, and applied to the store in one step last, so that a load is
// there whole or not at all. The graph is a function of the vault's list of
// loads: Replay brings a fresh store, or one that missed an interrupted load,
// to the same graph.
//
// What bites: rows may point at rows of the same load or at what is stored
// already, never at later loads; a file with rows that pointed nowhere is read
// again when it is loaded again. A shop written `x:y` is shop y of platform x
// only when x is known to be a platform by then; the report says where it was
// not.
package ingest
