package edgelist

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// rows reads a CSV of two columns, or three with a weight.
func (p *parser) rows(data []byte) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	header, err := r.Read()
	switch {
	case err == io.EOF:
		return p.invalid("", "is empty", "give a header and rows", nil)
	case err != nil:
		return p.broken(err)
	case len(header) != 2 && len(header) != 3:
		return p.invalid("", fmt.Sprintf("has %d columns", len(header)), "give source and target, and a weight if there is one", nil)
	}
	for {
		row, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return p.broken(err)
		}
		line, _ := r.FieldPos(0)
		if err := p.row(row, line); err != nil {
			return err
		}
	}
}

func (p *parser) row(row []string, line int) error {
	if row[0] == "" || row[1] == "" {
		return p.invalid(fmt.Sprintf("line %d", line), "has an empty source or target", "fill it in or leave the row out", nil)
	}
	p.g.Edges = append(p.g.Edges, leiden.Edge{A: p.node(row[0]), B: p.node(row[1]), Weight: 1})
	if len(row) == 3 {
		w, ok := leiden.ParseMillionths(row[2])
		if !ok || w == 0 {
			return p.invalid(fmt.Sprintf("line %d", line), "has a weight that is no number above 0 of at most six decimals", "write it like 12 or 0.25", nil)
		}
		p.weight = append(p.weight, w)
	}
	return nil
}

func (p *parser) broken(err error) error {
	subject := ""
	var at *csv.ParseError
	if errors.As(err, &at) {
		subject = fmt.Sprintf("line %d", at.Line)
	}
	return p.invalid(subject, "is no well-formed CSV", "quote fields that hold commas or quotes", err)
}
