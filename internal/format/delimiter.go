package format

import (
	"bytes"
	"slices"
)

// The rule by which the delimiter of a CSV file is found. Candidates are the
// comma, semicolon, tab and bar, and every other punctuation or control byte,
// that stand in the first line outside quotes. Of those with which nine in ten
// sampled rows have as many fields as the first line, the four come before all
// others, then more fields before fewer, then the order above. When none fits
// nine in ten, the one that fits most rows. A first line without any candidate
// is one column; commas then.
const (
	fitShare   = 0.9
	sampleRows = 200
	sampleSize = 1 << 20
)

// usual are the delimiters that people mean, in order of preference.
const usual = ",;\t|"

// delimiterOf finds the delimiter of the text that begins with sample. Whole
// says that the sample is all of it.
func delimiterOf(sample []byte, whole bool) byte {
	sample = bytes.TrimPrefix(sample, []byte(mark8))
	var best byte = ','
	var bestRank [3]int
	for _, d := range candidates(firstLine(sample)) {
		fields, rows, fit := fitting(sample, d, whole)
		if fields < 2 {
			continue
		}
		rank := [3]int{fit * 1000 / max(rows, 1), 0, fields}
		if float64(fit) >= fitShare*float64(rows) {
			rank = [3]int{1000, 0, fields}
			if bytes.IndexByte([]byte(usual), d) >= 0 {
				rank[1] = 1
			}
		}
		if slices.Compare(rank[:], bestRank[:]) > 0 {
			best, bestRank = d, rank
		}
	}
	return best
}

func firstLine(b []byte) []byte {
	b = bytes.TrimLeft(b, "\r\n")
	line, _, _ := bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r"))
}

// candidates returns the bytes of the first line that may part fields, the
// usual ones first.
func candidates(line []byte) []byte {
	var found [128]bool
	quoted := false
	for _, b := range line {
		if b == '"' {
			quoted = !quoted
		} else if !quoted && b < 128 && mayPart(b) {
			found[b] = true
		}
	}
	var out []byte
	for _, d := range []byte(usual) {
		if found[d] {
			out = append(out, d)
		}
		found[d] = false
	}
	for d, ok := range found {
		if ok {
			out = append(out, byte(d))
		}
	}
	return out
}

// mayPart reports whether a byte could be a delimiter: not what names and
// numbers are made of.
func mayPart(b byte) bool {
	switch {
	case b >= '0' && b <= '9', b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z':
		return false
	}
	return bytes.IndexByte([]byte(" _-.\"'()\r\n\x00\x7f/\\"), b) < 0
}

// fitting counts the fields of the first line, the sampled rows after it, and
// those among them with as many fields.
func fitting(sample []byte, d byte, whole bool) (fields, rows, fit int) {
	for rest := sample; len(rest) > 0 && rows < sampleRows; {
		n, size := measureRow(rest, d)
		cut := size == len(rest) && !whole
		rest = rest[size:]
		switch {
		case n == 0: // a blank line
		case fields == 0:
			fields = n
		case !cut:
			if rows++; n == fields {
				fit++
			}
		}
	}
	return fields, rows, fit
}

// measureRow counts the fields of the first row and its bytes with the line
// end; a quoted field may hold line ends. A blank line has no field.
func measureRow(b []byte, d byte) (fields, size int) {
	quoted, start := false, true
	for i, c := range b {
		switch {
		case c == '"' && (start || quoted):
			quoted = !quoted
		case quoted:
		case c == '\n':
			if len(bytes.TrimRight(b[:i], "\r")) == 0 {
				return 0, i + 1
			}
			return fields + 1, i + 1
		case c == d:
			fields++
			start = true
			continue
		}
		start = false
	}
	return fields + 1, len(b)
}
