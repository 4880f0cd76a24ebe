// Package investigate is the application: one method of Service for each
// thing a user can do. The command line and GraphQL are two spellings of it;
// neither holds logic of its own.
//
// What bites: views carry original values (that is what investigators come
// for), errors and logs never do. Rings are read from the store, where the
// current run was put whole; source rows are looked up in the vault when they
// are asked for, so a run's bytes do not depend on the order of loading.
package investigate
