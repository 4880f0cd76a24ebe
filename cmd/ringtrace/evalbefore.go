package main

import (
	"context"

	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/investigate"
)

// stability prints how far the groups of an earlier run stand in a later one.
func (p *program) stability(ctx context.Context, o *evalFlags) error {
	before, err := eval.ReadFound(o.before)
	if err != nil {
		return err
	}
	var touched map[string]bool
	if o.touched != "" {
		if touched, err = eval.ReadStorefronts(o.touched); err != nil {
			return err
		}
	}
	after, err := p.after(ctx, o)
	if err != nil {
		return err
	}
	s := eval.Stable(before.Groups, after, touched)
	t := newTable("measure", "value", "low", "high")
	for _, m := range s.Measures() {
		t.add(m.Name, m.Value, bound(m.Interval.Low, m.Interval.Known, 4), bound(m.Interval.High, m.Interval.Known, 4))
	}
	return p.print(t, s)
}

// after returns the later groups: those of --found, or of the current run.
func (p *program) after(ctx context.Context, o *evalFlags) (g eval.Grouping, err error) {
	if o.found != "" {
		f, err := eval.ReadFound(o.found)
		return f.Groups, err
	}
	err = p.service(ctx, false, func(s *investigate.Service) error {
		rows, err := s.Members(ctx, investigate.RingFilter{})
		g = members("", nil, rows, nil).Groups
		return err
	})
	return g, err
}
