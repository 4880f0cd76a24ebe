// Package vault keeps every loaded file as it came, by its content hash, and
// an append-only index that gives each file a number. The number is the upper
// half of every entity.Record, so a claim leads back to the original bytes.
//
// Layout of the folder:
//
//	index.ndjson     first line: format and version; then one line a file or load
//	ab/abcdef…       an original, named by its SHA-256, read-only
//	ab/abcdef….rows  the hashes of its rows, once one of them was proved
//	put-*            a file being written; left over only after a crash, never read
//
// What bites: the index, not the store, is the memory of what was loaded, and
// in which order; a load is recorded here, durably, before the store sees it.
// A line torn by a crash was never acknowledged: it is ignored by readers and
// cut off before the next write. Writers need the data folder's lock, which is
// not taken here; readers need none. What a row is, is decided in this package
// (Rows) for everybody, because a row number is worth nothing if two readers
// count differently.
package vault
