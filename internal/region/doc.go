// Package region knows places by their codes: GB/T 2260 with the codes that
// were retired since 2002 and what became of them, ISO 3166, a point for each
// region of China, and named groups of prefectures such as the Pearl River
// Delta. The tables are generated (see gen) and embedded; SOURCES names what
// they were made from.
//
// What bites: a code is a text such as `GB2260:440100`, never a number. Codes
// were reused: 469025 to 469033 meant other counties before December 2008, and
// the current meaning is taken. Points have no stated datum (taken to be
// GCJ-02, up to 700 m off): fine for a map of regions, wrong for an address.
// Boundaries are not held, because none has a clean licence. A code that
// nobody knows is answered as unknown; callers count it and never drop it.
package region

//go:generate go run ./gen -data ../../../shared/data/address
