package dossier

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"strings"
	"time"
)

// entry is one file of a package, by its path within the package's folder.
type entry struct {
	path string
	data []byte
}

// MaxSize bounds a package in bytes. A larger file is refused unread.
const MaxSize = 256 << 20

const (
	localMark   = 0x04034b50
	centralMark = 0x02014b50
	endMark     = 0x06054b50
	localLen    = 30
	endLen      = 22
)

// writeZip writes entries as a zip archive that has one form only: nothing is
// compressed, there are no extra fields, comments or folders, and every entry
// bears the same time. Source: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12 and
// 4.3.16.
func writeZip(folder string, entries []entry, at time.Time) []byte {
	var b, central bytes.Buffer
	clock, day := dosTime(at)
	put := func(w *bytes.Buffer, fields ...any) {
		for _, f := range fields {
			_ = binary.Write(w, binary.LittleEndian, f) // a Buffer takes everything
		}
	}
	for _, e := range entries {
		name := folder + "/" + e.path
		offset := uint32(b.Len())
		common := []any{uint16(20), uint16(0), uint16(0), clock, day, crc32.ChecksumIEEE(e.data), uint32(len(e.data)), uint32(len(e.data)), uint16(len(name)), uint16(0)}
		put(&b, uint32(localMark))
		put(&b, common...)
		b.WriteString(name)
		b.Write(e.data)
		put(&central, uint32(centralMark), uint16(3<<8|20))
		put(&central, common...)
		put(&central, uint16(0), uint16(0), uint16(0), uint32(0o100644<<16), offset)
		central.WriteString(name)
	}
	n := uint16(len(entries))
	start := uint32(b.Len())
	b.Write(central.Bytes())
	put(&b, uint32(endMark), uint16(0), uint16(0), n, n, uint32(central.Len()), start, uint16(0))
	return b.Bytes()
}

// dosTime returns a time as zip archives write it, in UTC. Nothing is earlier
// than 1980.
func dosTime(t time.Time) (clock, day uint16) {
	t = t.UTC()
	if t.Year() < 1980 {
		t = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if t.Year() > 2107 {
		t = time.Date(2107, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	return uint16(t.Hour()<<11 | t.Minute()<<5 | t.Second()/2), uint16((t.Year()-1980)<<9 | int(t.Month())<<5 | t.Day())
}

// readZip takes apart an archive that writeZip wrote. It reads the local
// headers one behind the other and nothing else: what it returns is proved by
// writing it again. It allocates no more than the archive holds.
func readZip(data []byte) (folder string, entries []entry, err error) {
	last := ""
	for at := 0; ; {
		if len(data)-at < endLen {
			return "", nil, fmt.Errorf("ends within an entry")
		}
		switch binary.LittleEndian.Uint32(data[at:]) {
		case centralMark, endMark:
			return folder, entries, nil
		case localMark:
		default:
			return "", nil, fmt.Errorf("holds something that is no entry")
		}
		if len(data)-at < localLen {
			return "", nil, fmt.Errorf("ends within an entry")
		}
		head := data[at : at+localLen]
		size, nameLen := int(binary.LittleEndian.Uint32(head[18:])), int(binary.LittleEndian.Uint16(head[26:]))
		at += localLen
		if size < 0 || size > len(data)-at || nameLen > len(data)-at-size {
			return "", nil, fmt.Errorf("holds an entry that is longer than the file")
		}
		name := string(data[at : at+nameLen])
		at += nameLen
		top, path, ok := strings.Cut(name, "/")
		switch {
		case !ok || !plainPath(name):
			return "", nil, fmt.Errorf("holds an entry whose name is not plain")
		case folder != "" && top != folder:
			return "", nil, fmt.Errorf("holds more than one folder")
		case name <= last:
			return "", nil, fmt.Errorf("holds entries out of order or twice")
		}
		if crc32.ChecksumIEEE(data[at:at+size]) != binary.LittleEndian.Uint32(head[14:]) {
			return "", nil, fmt.Errorf("holds an entry that does not match its checksum")
		}
		folder, last = top, name
		entries = append(entries, entry{path, data[at : at+size]})
		at += size
	}
}

// plainPath reports whether a path is made of plain parts only, so that it
// leads nowhere but down, on every system.
func plainPath(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || strings.Trim(part, ".") == "" || strings.HasSuffix(part, ".") || len(part) > 128 {
			return false
		}
		for _, r := range part {
			if (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && r != '-' && r != '_' && r != '.' {
				return false
			}
		}
	}
	return len(path) <= 200
}
