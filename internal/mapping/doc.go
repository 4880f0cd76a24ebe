// Package mapping says how the columns of other people's files become ours: a
// YAML file lists, for each pattern of file names, what its rows are, which of
// its columns means which of ours, what is set, split, translated and how dates
// are written. docs/loading.md explains it to users.
//
// What bites: the part of a mapping that a file was read by is kept in the
// vault for good, as the text that Entry.Text gives, and must be read the same
// way by every later version. So keys are added, never changed in meaning, and
// what is unknown is an error, not a warning. Here nothing is known of kinds
// and their columns; ingest checks those.
package mapping
