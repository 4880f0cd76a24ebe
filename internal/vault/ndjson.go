package vault

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

// maxDepth bounds how deep a value may be nested.
const maxDepth = 100

// Members calls visit for each member of an NDJSON row, in order, and reports
// whether the row is one JSON object and nothing else. The value of a text is
// the text, of a number or a truth value what stands there, of null nothing, of
// a list of these its parts joined by semicolons; whatever is nested deeper is
// passed on as JSON, with nested set. A lone surrogate becomes the byte FF,
// which no text holds. Names and values share the life of Raw.
func (r *Row) Members(visit func(name, value []byte, nested bool)) bool {
	p := parser{b: r.Raw}
	p.space()
	if !p.take('{') {
		return false
	}
	p.space()
	if !p.take('}') {
		for {
			name, ok := p.text()
			p.space()
			if !ok || !p.take(':') {
				return false
			}
			value, nested, ok := p.value()
			if !ok {
				return false
			}
			visit(name, value, nested)
			if p.space(); p.take('}') {
				break
			}
			if !p.take(',') {
				return false
			}
			p.space()
		}
	}
	p.space()
	return p.at == len(p.b)
}

// parser reads JSON from the front.
type parser struct {
	b  []byte
	at int
}

func (p *parser) space() {
	for p.at < len(p.b) && (p.b[p.at] == ' ' || p.b[p.at] == '\t' || p.b[p.at] == '\r' || p.b[p.at] == '\n') {
		p.at++
	}
}

func (p *parser) take(c byte) bool {
	if p.at < len(p.b) && p.b[p.at] == c {
		p.at++
		return true
	}
	return false
}

func (p *parser) peek() byte {
	if p.at < len(p.b) {
		return p.b[p.at]
	}
	return 0
}

// value reads the value of a member as text.
func (p *parser) value() (text []byte, nested, ok bool) {
	p.space()
	switch p.peek() {
	case '[':
		start := p.at
		if text, ok = p.list(); ok {
			return text, false, true
		}
		p.at = start
		ok = p.skip(0)
		return p.b[start:p.at], true, ok
	case '{':
		start := p.at
		ok = p.skip(0)
		return p.b[start:p.at], true, ok
	}
	text, ok = p.scalar()
	return text, false, ok
}

// list reads a list of plain values; not ok is any other.
func (p *parser) list() (joined []byte, ok bool) {
	p.at++
	for first := true; ; first = false {
		p.space()
		if first && p.take(']') {
			return joined, true
		}
		part, ok := p.scalar()
		if !ok {
			return nil, false
		}
		if len(joined) > 0 && len(part) > 0 {
			joined = append(joined, ';')
		}
		joined = append(joined, part...)
		if p.space(); p.take(']') {
			return joined, true
		}
		if !p.take(',') {
			return nil, false
		}
	}
}

// scalar reads a text, a number, a truth value or null.
func (p *parser) scalar() (text []byte, ok bool) {
	switch c := p.peek(); {
	case c == '"':
		return p.text()
	case c == '-' || c >= '0' && c <= '9':
		start := p.at
		ok = p.number()
		return p.b[start:p.at], ok
	}
	for _, word := range []string{"true", "false", "null"} {
		if bytes.HasPrefix(p.b[p.at:], []byte(word)) {
			p.at += len(word)
			if word == "null" {
				return nil, true
			}
			return p.b[p.at-len(word) : p.at], true
		}
	}
	return nil, false
}

// digits passes over digits, one at least.
func (p *parser) digits() bool {
	start := p.at
	for p.at < len(p.b) && p.b[p.at] >= '0' && p.b[p.at] <= '9' {
		p.at++
	}
	return p.at > start
}

func (p *parser) number() bool {
	p.take('-')
	if !p.take('0') && !p.digits() {
		return false
	}
	if p.take('.') && !p.digits() {
		return false
	}
	if p.take('e') || p.take('E') {
		if !p.take('+') {
			p.take('-')
		}
		return p.digits()
	}
	return true
}

// skip passes over one value of any depth.
func (p *parser) skip(depth int) bool {
	p.space()
	open := p.peek()
	if open != '[' && open != '{' {
		_, ok := p.scalar()
		return ok
	}
	if depth == maxDepth {
		return false
	}
	p.at++
	shut := open + 2 // ']' follows '[', and '}' '{', at this distance
	if p.space(); p.take(shut) {
		return true
	}
	for {
		if open == '{' {
			p.space()
			_, ok := p.text()
			if p.space(); !ok || !p.take(':') {
				return false
			}
		}
		if !p.skip(depth + 1) {
			return false
		}
		if p.space(); p.take(shut) {
			return true
		}
		if !p.take(',') {
			return false
		}
	}
}

// text reads a quoted text. Without escapes it is a part of the row.
func (p *parser) text() ([]byte, bool) {
	if !p.take('"') {
		return nil, false
	}
	start := p.at
	for ; p.at < len(p.b); p.at++ {
		switch c := p.b[p.at]; {
		case c == '"':
			p.at++
			return p.b[start : p.at-1], true
		case c < ' ':
			return nil, false
		case c == '\\':
			return p.escaped(bytes.Clone(p.b[start:p.at]))
		}
	}
	return nil, false
}

// escaped reads the rest of a text in which an escape stands here.
func (p *parser) escaped(out []byte) ([]byte, bool) {
	for p.at < len(p.b) {
		c := p.b[p.at]
		p.at++
		switch {
		case c == '"':
			return out, true
		case c < ' ':
			return nil, false
		case c != '\\':
			out = append(out, c)
			continue
		}
		plain := bytes.IndexByte([]byte(`"\/bfnrt`), p.peek())
		switch {
		case p.at == len(p.b):
			return nil, false
		case plain >= 0:
			out = append(out, "\"\\/\b\f\n\r\t"[plain])
			p.at++
		case p.take('u'):
			r, ok := p.hex()
			if !ok {
				return nil, false
			}
			out = p.appendUnit(out, r)
		default:
			return nil, false
		}
	}
	return nil, false
}

// appendUnit appends the character of a \u escape, which may need a second.
func (p *parser) appendUnit(out []byte, r rune) []byte {
	if !utf16.IsSurrogate(r) {
		return utf8.AppendRune(out, r)
	}
	before := p.at
	if p.take('\\') && p.take('u') {
		if low, ok := p.hex(); ok {
			if whole := utf16.DecodeRune(r, low); whole != utf8.RuneError {
				return utf8.AppendRune(out, whole)
			}
		}
	}
	p.at = before
	return append(out, 0xff)
}

func (p *parser) hex() (r rune, ok bool) {
	if p.at+4 > len(p.b) {
		return 0, false
	}
	for _, c := range p.b[p.at : p.at+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	p.at += 4
	return r, true
}
