package main

import (
	"context"
	"maps"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// findings hands everything that is measured of the current run to take, one
// after another.
func (p *program) findings(ctx context.Context, o *evalFlags, ceiling *eval.Finding, take func(*eval.Finding)) error {
	return p.service(ctx, false, func(s *investigate.Service) error {
		risks, err := ofRun(ctx, s, take)
		if err != nil {
			return err
		}
		if ceiling != nil {
			take(ceiling)
		}
		if !o.baselines {
			trade, err := s.Components(ctx)
			if err == nil {
				take(&eval.Finding{Name: "components", Groups: components(trade)})
			}
			return err
		}
		return baselines(ctx, s, risks, take)
	})
}

// ofRun measures the rings of the run, and its groups of every status. It
// returns the risk of every storefront that the run scores.
func ofRun(ctx context.Context, s *investigate.Service, take func(*eval.Finding)) (eval.Ranking, error) {
	leads, err := s.Leads(ctx)
	if err != nil {
		return nil, err
	}
	var all *eval.Finding
	for _, part := range []struct {
		name   string
		filter investigate.RingFilter
	}{{"rings", investigate.RingFilter{Status: []ring.Status{ring.StatusRing}}}, {"every_group", investigate.RingFilter{}}} {
		groups, err := s.Rings(ctx, part.filter, 0, 0)
		if err != nil {
			return nil, err
		}
		rows, err := s.Members(ctx, part.filter)
		if err != nil {
			return nil, err
		}
		all = members(part.name, groups.Rings, rows, leads)
		take(all)
	}
	return all.Scores, nil
}

// members is what some groups of the run say. Peripheral storefronts have a
// tier and a risk, and are accused of nothing.
func members(name string, groups []investigate.RingSummary, rows []investigate.MemberRow, leads []string) *eval.Finding {
	f := &eval.Finding{Name: name, Groups: eval.Grouping{}, Tiers: map[string]eval.Tier{}, Scores: eval.Ranking{}, Risks: eval.Ranking{},
		Leads: map[string]bool{}, Scale: true}
	for _, id := range leads {
		f.Leads[id] = true
	}
	for i := range groups {
		if r := groups[i].Risk; r != nil {
			f.Risks[groups[i].ID] = r.Float()
		}
	}
	tiers := map[ring.Tier]eval.Tier{ring.Core: eval.Core, ring.Attached: eval.Attached, ring.Peripheral: eval.Peripheral}
	for _, m := range rows {
		if m.Tier != ring.Peripheral {
			f.Groups[m.Storefront] = m.Ring
		}
		f.Tiers[m.Storefront] = max(f.Tiers[m.Storefront], tiers[m.Tier])
		if m.Risk != nil {
			f.Scores[m.Storefront] = max(f.Scores[m.Storefront], m.Risk.Float())
		}
	}
	return f
}

// baselines measures other methods, and the run's risks beside them: as the run
// has them, and of whoever is in no group by its own records alone, as the same
// card scores it.
func baselines(ctx context.Context, s *investigate.Service, risks eval.Ranking, take func(*eval.Finding)) error {
	set, err := s.Baselines(ctx)
	if err != nil {
		return err
	}
	for _, g := range set.Groupings {
		take(&eval.Finding{Name: g.Name, Groups: set.ByStorefront(g)})
	}
	for _, r := range set.Rankings {
		f := &eval.Finding{Name: r.Name, Scores: set.Scores(r), Scale: r.Name == "score_alone"}
		if f.Scale {
			with := maps.Clone(f.Scores)
			maps.Copy(with, risks)
			take(&eval.Finding{Name: "score", Scores: with, Scale: true})
		}
		take(f)
	}
	return nil
}

func components(groups [][]string) eval.Grouping {
	g := eval.Grouping{}
	for i, shops := range groups {
		for _, shop := range shops {
			g[shop] = strconv.Itoa(i)
		}
	}
	return g
}
