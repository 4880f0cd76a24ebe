package mapping

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// template is a text with columns in it: "{scheme}:{account}". {code:6} is the
// first six characters of a column. What stands in
// brackets is left out when a column in it is empty: "{road}[, {town}]". When a
// column outside brackets is empty, the whole text is: a scheme without an
// account is no account. So it is when all its columns are. Doubled braces and
// brackets stand for themselves.
type template struct{ pieces []piece }

// piece is a text, a column, or an optional part.
type piece struct {
	text   string
	column string
	first  int // so many characters of the column; 0 is all
	maybe  []piece
}

func parseTemplate(s string) (*template, error) {
	p := templateParser{rest: s}
	pieces, err := p.pieces(false)
	return &template{pieces}, err
}

type templateParser struct{ rest string }

func (p *templateParser) pieces(inside bool) ([]piece, error) {
	var out []piece
	var text strings.Builder
	flush := func() {
		if text.Len() > 0 {
			out = append(out, piece{text: text.String()})
			text.Reset()
		}
	}
	for len(p.rest) > 0 {
		c := p.rest[0]
		if strings.IndexByte("{}[]", c) < 0 {
			text.WriteByte(c)
			p.rest = p.rest[1:]
			continue
		}
		if len(p.rest) > 1 && p.rest[1] == c {
			text.WriteByte(c)
			p.rest = p.rest[2:]
			continue
		}
		flush()
		p.rest = p.rest[1:]
		switch {
		case c == '{':
			name, rest, ok := strings.Cut(p.rest, "}")
			if !ok || strings.TrimSpace(name) == "" {
				return nil, errors.New("a brace is not closed, or holds no column")
			}
			out = append(out, columnPiece(name))
			p.rest = rest
		case c == '[' && !inside:
			maybe, err := p.pieces(true)
			if err != nil {
				return nil, err
			}
			out = append(out, piece{maybe: maybe})
		case c == ']' && inside:
			return out, nil
		default:
			return nil, fmt.Errorf("%q stands where it closes or opens nothing; doubled it stands for itself", string(c))
		}
	}
	if flush(); inside {
		return nil, errors.New("a bracket is not closed")
	}
	return out, nil
}

// columnPiece reads what stands in braces: a column, or the beginning of one.
func columnPiece(text string) piece {
	if at := strings.LastIndexByte(text, ':'); at > 0 {
		if n, err := strconv.Atoi(text[at+1:]); err == nil && n > 0 {
			return piece{column: Name(text[:at]), first: n}
		}
	}
	return piece{column: Name(text)}
}

// columns lists the columns that the template reads.
func (t *template) columns() []string {
	var out []string
	for _, p := range t.pieces {
		if p.column != "" {
			out = append(out, p.column)
		}
		out = append(out, (&template{p.maybe}).columns()...)
	}
	return out
}

// beginning returns the first n characters of a text, all of it for 0.
func beginning(s string, n int) string {
	if n == 0 {
		return s
	}
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

// fill returns the text for a row; value returns the text of a column.
func (t *template) fill(value func(column string) string) string {
	var b strings.Builder
	columns, filled := 0, 0
	for _, p := range t.pieces {
		switch {
		case p.column != "":
			v := value(p.column)
			if v == "" {
				return ""
			}
			columns++
			filled++
			b.WriteString(beginning(v, p.first))
		case p.maybe != nil:
			part := &template{p.maybe}
			columns += len(part.columns())
			if text := part.fill(value); text != "" {
				filled++
				b.WriteString(text)
			}
		default:
			b.WriteString(p.text)
		}
	}
	if columns > 0 && filled == 0 {
		return ""
	}
	return b.String()
}
