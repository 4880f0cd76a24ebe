package ingest

import (
	"bytes"
	"unicode/utf8"
)

// textKind says what the bytes of a row are.
type textKind uint8

const (
	asciiText textKind = iota
	utf8Text
	brokenText // not UTF-8
)

func textOf(b []byte) textKind {
	for i := range b {
		if b[i] >= utf8.RuneSelf {
			if utf8.Valid(b[i:]) {
				return utf8Text
			}
			return brokenText
		}
	}
	return asciiText
}

func notUTF8(b []byte) bool { return !utf8.Valid(b) }

func containsNUL(b []byte) bool { return bytes.IndexByte(b, 0) >= 0 }

func hasPrefix(b []byte, prefix string) bool { return bytes.HasPrefix(b, []byte(prefix)) }
