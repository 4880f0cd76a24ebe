// Package dossier makes the lead package: what is handed to a police unit or
// a partner about one ring, sealed so that they can check it without us.
//
//	Material ─Compose→ Dossier ─redact→ dossier.json ─render→ HTML, tables, rows ─bag→ zip ─Sign→ sealed zip
//
// Everything up to the signature is the core: a pure function of the material
// and the options. There is no clock, no randomness and no map order in it, so
// the same ring gives the same bytes on every machine and store.
//
// What bites: a value above the level of disclosure is dropped from the model,
// not veiled by a template, and rendering starts from the bytes of
// dossier.json, which no longer hold it. So everything that comes from data is
// a Text, with its class; a plain string in the model is a word of ours, a
// number or a date. Whoever adds a field that comes from data makes it a Text
// and gives the class a row in the policy table.
//
// Verify is the other side. It trusts nothing: it builds the whole file again
// from what it finds in it and compares, so that whatever a reader might read
// is what was sealed.
package dossier
