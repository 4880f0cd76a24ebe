// Package archtest holds the house rules as tests: which package imports
// which, what must be documented, and what no package may do. It has no code
// of its own.
//
// What bites: a package that is not in the table of table_test.go fails the
// build's check, so a new one starts with a line there that says what it is.
package archtest
