package format

import (
	"bytes"
	"unicode/utf8"
)

// The rule by which the encoding of a file without a byte order mark is
// decided. It counts lines, over the whole file; foreign lines are those with
// bytes beyond ASCII, broken ones those that are not UTF-8.
//
//  1. No more than half of the foreign lines are broken, or no more than one
//     line in a hundred: UTF-8. The broken lines are damage, or of another
//     encoding than the rest, and are said to be so row by row. (Some pairs of
//     GB18030 happen to be UTF-8 for Latin and Greek letters. So where a quarter
//     of the foreign lines is broken, and no line has a UTF-8 sequence of three
//     bytes, as all Chinese has, point 2 is asked first.)
//  2. Otherwise GB18030, when 99 of 100 foreign lines have its structure, half
//     of their characters are among the 3,755 common ones of GB 2312 level 1
//     or its punctuation, and, where there are twenty characters or more, one
//     in twenty begins above C8. Latin-1 fails the first or the second (an
//     accent is followed by a plain letter), Cyrillic and Greek code pages the
//     first, Big5 the second, Korean the third.
//  3. Otherwise the file is refused.
const (
	damageShare  = 0.01 // of lines
	soundShare   = 0.99 // of foreign lines
	commonShare  = 0.5  // of characters
	highShare    = 0.05 // of characters
	enoughToTell = 20   // characters
)

// lineLimit is how much of a line is looked at in one piece.
const lineLimit = 1 << 20

// census counts the lines of a text by what they may be.
type census struct {
	lines   int
	foreign int
	broken  int // not UTF-8
	long    int // of the others, with a sequence of three bytes or four
	sound   int // of the broken ones, GB18030 by structure
	chars   int // double-byte characters of the broken ones
	common  int
	high    int

	firstBroken int // number of the line, from 1
	carry       []byte
}

// Write takes the next bytes of the text.
func (c *census) Write(p []byte) (int, error) {
	n := len(p)
	for len(p) > 0 {
		end := bytes.IndexByte(p, '\n')
		if end < 0 {
			c.keep(p)
			return n, nil
		}
		line := p[:end]
		if len(c.carry) > 0 {
			c.carry = append(c.carry, line...)
			line = c.carry
		}
		c.line(line)
		c.lines++
		c.carry = c.carry[:0]
		p = p[end+1:]
	}
	return n, nil
}

// keep holds the beginning of a line back. A line beyond all measure is
// counted in pieces, cut where a plain letter stands.
func (c *census) keep(p []byte) {
	c.carry = append(c.carry, p...)
	if len(c.carry) < lineLimit {
		return
	}
	cut := len(c.carry)
	for cut > lineLimit-64 && c.carry[cut-1] >= utf8.RuneSelf {
		cut--
	}
	c.line(c.carry[:cut])
	c.carry = append(c.carry[:0], c.carry[cut:]...)
}

// end counts what stands behind the last line end.
func (c *census) end() {
	if len(c.carry) > 0 {
		c.line(c.carry)
		c.lines++
	}
	c.carry = nil
}

func (c *census) line(b []byte) {
	for len(b) > 0 && b[0] < utf8.RuneSelf {
		b = b[1:]
	}
	if len(b) == 0 {
		return
	}
	c.foreign++
	if utf8.Valid(b) {
		if bytes.ContainsFunc(b, func(r rune) bool { return r > 0x7ff }) {
			c.long++
		}
		return
	}
	if c.broken++; c.broken == 1 {
		c.firstBroken = c.lines + 1
	}
	if c.chinese(b) {
		c.sound++
	}
}

// chinese reports whether the bytes have the structure of GB18030: one byte
// below 80, two, or four. It counts the characters on its way.
func (c *census) chinese(b []byte) bool {
	for i := 0; i < len(b); {
		lead := b[i]
		switch {
		case lead < 0x80:
			i++
		case lead == 0x80 || lead == 0xff || i+1 == len(b):
			return false
		case b[i+1] >= 0x30 && b[i+1] <= 0x39:
			if i+3 >= len(b) || b[i+2] < 0x81 || b[i+2] == 0xff || b[i+3] < 0x30 || b[i+3] > 0x39 {
				return false
			}
			i += 4
		case b[i+1] < 0x40 || b[i+1] == 0x7f || b[i+1] == 0xff:
			return false
		default:
			c.pair(lead, b[i+1])
			i += 2
		}
	}
	return true
}

func (c *census) pair(lead, trail byte) {
	c.chars++
	if trail >= 0xa1 && (lead >= 0xb0 && lead <= 0xd7 || lead >= 0xa1 && lead <= 0xa3) {
		c.common++
	}
	if trail >= 0xa1 && lead > 0xc8 {
		c.high++
	}
}

// verdict returns the encoding, "" when it is none that is read.
func (c *census) verdict() Encoding {
	accident := c.long == 0 && c.broken*4 >= c.foreign && c.broken > 0
	mostlyUTF8 := c.broken*2 <= c.foreign || float64(c.broken) <= damageShare*float64(c.lines)
	switch {
	case mostlyUTF8 && !(accident && c.sound == c.broken && c.isChinese()):
		return UTF8
	case c.isChinese():
		return GB18030
	}
	return ""
}

// isChinese reports whether the broken lines are GB18030.
func (c *census) isChinese() bool {
	return float64(c.foreign-c.broken+c.sound) >= soundShare*float64(c.foreign) &&
		float64(c.common) >= commonShare*float64(c.chars) &&
		(c.chars < enoughToTell || float64(c.high) >= highShare*float64(c.chars))
}

// wide tells UTF-16 without a byte order mark by a sample: in one order of
// bytes, nineteen units in twenty are letters of Latin, Greek, Cyrillic, Chinese or Korean, one
// in twenty at least is ASCII, there is a line feed and no NUL.
func wide(sample []byte) Encoding {
	if bytes.IndexByte(sample, 0) < 0 {
		return ""
	}
	for _, e := range []Encoding{UTF16LE, UTF16BE} {
		if sounds(sample[:len(sample)&^1], e) {
			return e
		}
	}
	return ""
}

func sounds(sample []byte, e Encoding) bool {
	usual, ascii, feeds := 0, 0, 0
	for i := 0; i < len(sample); i += 2 {
		u := rune(sample[i]) | rune(sample[i+1])<<8
		if e == UTF16BE {
			u = rune(sample[i])<<8 | rune(sample[i+1])
		}
		switch {
		case u == 0:
			return false
		case u < 0x80:
			ascii++
			usual++
			if u == '\n' {
				feeds++
			}
		case u < 0x530, u >= 0xac00 && u < 0xd7b0, u >= 0x2000 && u < 0x2070, u >= 0x3000 && u < 0xa000, u >= 0xf900 && u < 0xfb00, u >= 0xff00 && u < 0xfff0, u == 0xfeff:
			usual++
		}
	}
	units := len(sample) / 2
	return feeds > 0 && ascii*20 >= units && usual*20 >= units*19
}
