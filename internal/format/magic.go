package format

import (
	"bytes"
	"encoding/binary"
)

// headSize is how much of a file is looked at to tell its format.
const headSize = 512

// compressionOf tells a compression by its first bytes.
func compressionOf(head []byte) Compression {
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		return Gzip
	case bytes.HasPrefix(head, []byte{0x28, 0xb5, 0x2f, 0xfd}):
		return Zstd
	case len(head) >= 4 && binary.LittleEndian.Uint32(head)&^0xf == 0x184d2a50: // a skippable frame, as pzstd writes
		return Zstd
	}
	return ""
}

// foreign is a format that is known and not read.
type foreign struct {
	magic   string
	at      int
	message string
	remedy  string
}

const unpackFirst = "Unpack it and load the files inside; gzip and zstd are read as they are."

var foreigners = [...]foreign{
	{"PK\x03\x04", 0, "it is a ZIP archive or an Excel workbook (.xlsx)",
		"Unpack an archive and load the files inside; save a workbook as \"CSV UTF-8\", one file a sheet."},
	{"PK\x05\x06", 0, "it is an empty ZIP archive", unpackFirst},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, "it is an old Excel workbook or another Office document (.xls, .doc)", "Save it as \"CSV UTF-8\", one file a sheet."},
	{"BZh", 0, "it is compressed with bzip2", unpackFirst},
	{"\xfd7zXZ\x00", 0, "it is compressed with xz", unpackFirst},
	{"7z\xbc\xaf\x27\x1c", 0, "it is a 7z archive", unpackFirst},
	{"Rar!\x1a\x07", 0, "it is a RAR archive", unpackFirst},
	{"ustar", 257, "it is a tar archive", unpackFirst},
	{"%PDF-", 0, "it is a PDF", "Export the table as CSV."},
	{"SQLite format 3\x00", 0, "it is a SQLite database", "Export its tables as CSV, one file a table."},
	{"PARE", 0, "it is an encrypted Parquet file", "Write it without encryption."},
	{"\xff\xfe\x00\x00", 0, "it is UTF-32", "Save it as \"CSV UTF-8\"."},
	{"\x00\x00\xfe\xff", 0, "it is UTF-32", "Save it as \"CSV UTF-8\"."},
}

// refuseForeign refuses what is known and not read, with what to do.
func refuseForeign(name string, head []byte) error {
	for _, f := range foreigners {
		if len(head) > f.at && bytes.HasPrefix(head[f.at:], []byte(f.magic)) {
			return refuse(name, "", "FORMAT", f.message, f.remedy)
		}
	}
	text := bytes.ToLower(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))
	for _, tag := range []string{"<!doctype", "<html", "<?xml", "<table"} {
		if bytes.HasPrefix(text, []byte(tag)) {
			return refuse(name, "", "FORMAT", "it is a web page or XML, whatever its name says", "Open it in a spreadsheet and save it as \"CSV UTF-8\".")
		}
	}
	return nil
}
