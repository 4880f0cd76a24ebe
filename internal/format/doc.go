// Package format finds out what the bytes of a file are (compression,
// encoding, shape) and gives its rows as UTF-8 text. It knows nothing of what
// the rows mean.
//
// A file is either plain, when its bytes are the text (UTF-8, CSV or NDJSON),
// or the text is made from it: decompressed, transcoded, or, for Parquet,
// written as CSV with commas. Where a byte cannot be decoded the text holds
// the byte FF, which no UTF-8 has, so that whoever reads the row sees the
// damage; a replacement character that stood in the file counts as damage too.
//
// What bites: the encoding is decided on the whole file, because a file that
// is ASCII for a gigabyte may end in Chinese. The delimiter is decided on the
// first mebibyte. Both rules are fixed and stand in encoding.go and
// delimiter.go; the same bytes are always read in the same way. Nothing here
// holds a file in memory.
package format
