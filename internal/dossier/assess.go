package dossier

import (
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/score"
)

// score writes the assessment with short names in place of keys.
func (c *composer) score() Score {
	a := &c.m.Assessment
	s := Score{Card: a.Card, Label: a.Label, Risk: a.Risk.String(), Points: a.Points.String(), Product: a.Product,
		CoverageHave: a.CoverageHave, CoverageOf: a.CoverageOf, Rows: []Row{}}
	for _, x := range a.Contributions {
		s.Rows = append(s.Rows, Row{Family: x.Family, Feature: x.Feature, Points: x.Points.String(), Detail: x.Detail, Numbers: orNone(x.Counts),
			Evidence: c.facts(x.Evidence), NotCounted: c.facts(x.NotCounted)})
	}
	return s
}

func (c *composer) facts(fs []score.Fact) []Fact {
	out := []Fact{}
	for _, f := range fs {
		out = append(out, Fact{Record: c.names[f.Record], Storefront: c.shop(f.Storefront), Identifier: c.names[f.Identifier], Reason: f.Reason})
	}
	return out
}

// hundredths reads points as the model writes them; 0 for anything else.
func hundredths(points string) int64 {
	whole, part, ok := strings.Cut(points, ".")
	if !ok || len(part) != 2 {
		return 0
	}
	n, err := strconv.ParseInt(whole+part, 10, 64)
	if err != nil {
		return 0
	}
	return n
}

// subjects returns the short names of what a note is about.
func (c *composer) noted(storefront string, keys []entity.Key) []string {
	out := c.ids(keys)
	if n := c.shop(storefront); n != "" {
		out = append([]string{n}, out...)
	}
	return out
}
