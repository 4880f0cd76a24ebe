package edgelist

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/linkfile"
)

// rows reads a CSV of two columns, or three with a weight.
func (p *parser) rows() error {
	return p.file.Rows(func(header []string) (linkfile.Take, error) {
		if len(header) != 2 && len(header) != 3 {
			return nil, p.file.Refuse("", fmt.Sprintf("has %d columns", len(header)), "give source and target, and a weight if there is one")
		}
		return p.row, nil
	})
}

func (p *parser) row(row []string) error {
	if row[0] == "" || row[1] == "" {
		return &linkfile.Refusal{Message: "has an empty source or target", Remedy: "fill it in or leave the row out"}
	}
	p.g.Edges = append(p.g.Edges, leiden.Edge{A: p.node(row[0]), B: p.node(row[1]), Weight: 1})
	if len(row) == 3 {
		w, ok := leiden.ParseMillionths(row[2])
		if !ok || w == 0 {
			return &linkfile.Refusal{Message: "has a weight that is no number above 0 of at most six decimals", Remedy: "write it like 12 or 0.25"}
		}
		p.weight = append(p.weight, w)
	}
	return nil
}
