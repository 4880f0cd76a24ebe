// Package vault keeps every loaded file as it came, by its content hash, and
// an append-only index that gives each file a number. The number is the upper
// half of every entity.Record, so a claim leads back to the original bytes.
//
// Layout of the folder (format 2):
//
//	index.ndjson      first line: format and version; then one line a file or load
//	ab/abc….text      the rows of a file as UTF-8 text, sealed by blocks of 128 rows; named by its SHA-256
//	ab/abc….keys      a key for each block, and what is left of erased rows
//	ab/abc….patchN    the blocks that rows were erased from, sealed again
//	ab/abc….rows      the hashes of its rows, once one of them was proved
//	ab/def….raw       a file that came as something else than that text, sealed
//	ab/def….rawkey    its key
//	put-*, *.old      being written or destroyed; left over only after a crash
//
// The keys lie beside what they seal: they keep nobody out who has the folder.
// They are there so that a row can be made unreadable, also in copies of what
// was sealed, by destroying 32 bytes. In format 1 an original lay unsealed, as
// ab/abc…: it is still read, and Upgrade seals it.
//
// What bites: the index, not the store, is the memory of what was loaded, and
// in which order; a load is recorded here, durably, before the store sees it.
// A line torn by a crash was never acknowledged: it is ignored by readers and
// cut off before the next write. Writers need the data folder's lock, which is
// not taken here; readers need none. What a row is, is decided in this package
// (Rows) for everybody, because a row number is worth nothing if two readers
// count differently.
// Sealing changes no place: a byte of the sealed text stands where it stood.
// Salts of rows follow from the rows themselves, not from keys, so that two
// vaults give the same proofs; therefore what is left of an erased row must
// never be put beside its neighbours' salt key, which is forgotten with it.
package vault
