package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// method is one way of grouping, by its name in eval's answer.
type method struct{ name, words string }

var groupings = []method{{ours, "ringtrace"}, {alone, "ringtrace, rings alone"}, {"components", "components"}, {"components_25", "components, at most 25 users"},
	{"louvain", "Louvain"}, {"ceiling", "ceiling"}}

var rankings = []method{{"score", "score"}, {"score_alone", "score alone"}, {"ring_noisy_or", "ring by noisy-OR"}, {"ring_mean", "ring by mean"}, {"complaints", "complaints"},
	{"price", "price"}, {"degree", "degree"}, {"random", "random"}}

// over puts one figure of a method together over the worlds of a preset.
func (p *preset) over(m method, of func(*finding) part) figure {
	var parts []part
	for i := range p.worlds {
		parts = append(parts, of(p.worlds[i].of(m.name)))
	}
	return combine(parts)
}

// sum adds a count up; "" where no world has one.
func (p *preset) sum(m method, of func(*finding) *int) string {
	n, known := 0, false
	for i := range p.worlds {
		if x := of(p.worlds[i].of(m.name)); x != nil {
			n, known = n+*x, true
		}
	}
	if !known {
		return ""
	}
	return fmt.Sprint(n)
}

func (p *preset) has(m method) bool {
	for i := range p.worlds {
		if p.worlds[i].findings[m.name] != nil {
			return true
		}
	}
	return false
}

// eachMethod calls each for every method that a preset has.
func eachMethod(presets []preset, methods []method, each func(p *preset, m method)) {
	for i := range presets {
		for _, m := range methods {
			if presets[i].has(m) {
				each(&presets[i], m)
			}
		}
	}
}

func methodTable(b *strings.Builder, presets []preset) {
	head(b, 2, "preset", "method", "J>=.5 findable", "J>=.8 findable", "pair P", "pair R findable", "false groups", "framed", "taken in, per 1,000")
	eachMethod(presets, groupings, func(p *preset, m method) {
		link := func(of func(*linking) *share, name string) string {
			return p.over(m, func(f *finding) part {
				if f.Linking == nil {
					return part{}
				}
				return ofShare(of(f.Linking), 1, f.Intervals[name])
			}).String()
		}
		rings := func(of func(recovery) share, name string) string {
			return p.over(m, func(f *finding) part {
				s := of(f.Findable)
				return ofShare(&s, 1, f.Intervals[name])
			}).String()
		}
		row(b, p.name, m.words, rings(recovery.half, "findable_recovered_half"), rings(recovery.most, "findable_recovered_most"),
			link(func(l *linking) *share { return &l.Precision }, "linking_precision"), link(func(l *linking) *share { return &l.Recall }, "linking_recall"),
			p.sum(m, func(f *finding) *int { return f.Unrelated }), p.sum(m, func(f *finding) *int { return f.Framed }),
			p.over(m, func(f *finding) part {
				if f.Harm == nil {
					return part{}
				}
				return ofShare(&f.Harm.TakenIn, 1000, f.Intervals["sharing_taken_in_per_thousand"])
			}).String())
	})
}

func rankTable(b *strings.Builder, presets []preset) {
	head(b, 2, "preset", "ranking", "AP", "first 10", "first 50", "first 100", "Brier", "ECE", "ties")
	eachMethod(presets, rankings, func(p *preset, m method) {
		mean := func(of func(*finding) *float64, name string) string {
			return p.over(m, func(f *finding) part { return ofMean(of(f), f.Intervals[name]) }).String()
		}
		calibration := func(of func(*finding) *float64, name string) string {
			return mean(func(f *finding) *float64 {
				if f.Calibration == nil {
					return nil
				}
				return of(f)
			}, name)
		}
		row(b, p.name, m.words, mean(func(f *finding) *float64 { return f.Average }, "average_precision"),
			mean(func(f *finding) *float64 { return f.at(10) }, "precision_at_10"), mean(func(f *finding) *float64 { return f.at(50) }, "precision_at_50"),
			mean(func(f *finding) *float64 { return f.at(100) }, "precision_at_100"),
			calibration(func(f *finding) *float64 { return f.Calibration.Brier }, "brier"), calibration(func(f *finding) *float64 { return f.Calibration.ECE }, "ece"),
			p.over(m, func(f *finding) part { return ofShare(f.Ties, 1, nil) }).String())
	})
}

// kindTable shows, for each kind of value, how many true links of each sort
// our groups hold together.
func kindTable(b *strings.Builder, presets []preset) {
	reasons := []string{"genuine", "accidental", "hub", "planted"}
	head(b, 2, append([]string{"preset", "kind"}, reasons...)...)
	for i := range presets {
		p := &presets[i]
		kinds := map[string]bool{}
		held := map[[2]string]share{}
		for j := range p.worlds {
			for _, k := range p.worlds[j].of(ours).Kinds {
				kinds[k.Kind] = true
				for _, l := range k.Links {
					s := held[[2]string{k.Kind, l.Why}]
					held[[2]string{k.Kind, l.Why}] = share{s.Hits + l.Held.Hits, s.Of + l.Held.Of}
				}
			}
		}
		for _, kind := range slices.Sorted(maps.Keys(kinds)) {
			cells := []string{p.name, kind}
			for _, why := range reasons {
				cells = append(cells, fraction(held[[2]string{kind, why}]))
			}
			row(b, cells...)
		}
	}
}

// fraction writes a share by its halves.
func fraction(s share) string {
	if s.Of == 0 {
		return ""
	}
	return fmt.Sprintf("%.0f of %.0f", s.Hits, s.Of)
}

func tierTable(b *strings.Builder, presets []preset) {
	head(b, 2, "preset", "tier", "storefronts", "illicit", "innocent", "framed")
	for i := range presets {
		p := &presets[i]
		sums := map[string][4]int{}
		var tiers []string
		for j := range p.worlds {
			for _, t := range p.worlds[j].of(ours).Tiers {
				n, met := sums[t.Tier]
				if !met {
					tiers = append(tiers, t.Tier)
				}
				sums[t.Tier] = [4]int{n[0] + t.Storefronts, n[1] + t.Illicit, n[2] + t.Innocents, n[3] + t.Framed}
			}
		}
		for _, tier := range tiers {
			n := sums[tier]
			row(b, p.name, tier, fmt.Sprint(n[0]), fmt.Sprint(n[1]), fmt.Sprint(n[2]), fmt.Sprint(n[3]))
		}
	}
}

func reasonTable(b *strings.Builder, presets []preset) {
	met := make([]map[string]share, len(presets))
	all := map[string]bool{}
	for i := range presets {
		met[i] = map[string]share{}
		for j := range presets[i].worlds {
			for _, r := range presets[i].worlds[j].of(ours).Reasons {
				s := met[i][r.Reason]
				met[i][r.Reason] = share{s.Hits + r.Met.Hits, s.Of + r.Met.Of}
				all[r.Reason] = true
			}
		}
	}
	reasons := slices.Sorted(maps.Keys(all))
	head(b, 1, append([]string{"preset"}, reasons...)...)
	for i := range presets {
		cells := []string{presets[i].name}
		for _, reason := range reasons {
			cells = append(cells, fraction(met[i][reason]))
		}
		row(b, cells...)
	}
}

func growthTable(b *strings.Builder, presets []preset) {
	head(b, 1, "preset", "groups", "id kept", "same members", "members who left", "untouched", "of them changed")
	for i := range presets {
		p := &presets[i]
		groups, untouched, changed := 0., 0., 0.
		var kept, same, moved []part
		for j := range p.worlds {
			g := &p.worlds[j].growth
			groups += g.Kept.Of
			kept, same = append(kept, ofShare(&g.Kept, 1, g.Intervals["ids_kept"])), append(same, ofShare(&g.Same, 1, g.Intervals["members_same"]))
			moved = append(moved, ofShare(&g.Moved, 1, g.Intervals["moved"]))
			if g.Untouched != nil {
				untouched, changed = untouched+g.Untouched.Of, changed+g.Untouched.Hits
			}
		}
		row(b, p.name, fmt.Sprintf("%.0f", groups), combine(kept).String(), combine(same).String(), combine(moved).String(), fmt.Sprintf("%.0f", untouched), fmt.Sprintf("%.0f", changed))
	}
}
