package hotspot_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/hotspot"
)

func analyse(t *testing.T, in hotspot.Input, p hotspot.Params) *hotspot.Report {
	t.Helper()
	r, err := hotspot.Analyse(in, p)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func codes(r *hotspot.Report) []string {
	out := []string{}
	for _, n := range r.Notes {
		out = append(out, n.Code)
	}
	return out
}

func TestAnalyseCounts(t *testing.T) {
	in := hotspot.Input{
		Regions: []hotspot.Region{{"c", 1000}, {"empty", 0}, {"a", 100}, {"b", 20}},
		Rings:   []hotspot.Footprint{{{Region: 2, Members: 10}, {Region: 0, Members: 1}}, {{Region: 2, Members: 4}}, {}},
	}
	r := analyse(t, in, hotspot.DefaultParams())
	var got [][4]int
	for _, f := range r.Regions {
		got = append(got, [4]int{f.Rings, f.RingStorefronts, f.Storefronts, int(f.RawRate)})
	}
	want := [][4]int{{2, 14, 100, 1400}, {0, 0, 20, 0}, {1, 1, 1000, 10}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r.Storefronts != 1120 || r.RingStorefronts != 15 || r.Rings != 2 {
		t.Errorf("totals %d %d %d", r.Storefronts, r.RingStorefronts, r.Rings)
	}
	if !r.Regions[1].Small || r.Regions[0].Small {
		t.Error("only b has fewer than 30 storefronts")
	}
	b := r.Regions[1]
	if !(b.BayesRate > 0 && b.BayesRate < *r.Average && *b.BayesLow < b.BayesRate && b.BayesRate < *b.BayesHigh) {
		t.Errorf("a region without rings lies between 0 and the average %v: %v [%v, %v]", *r.Average, b.BayesRate, *b.BayesLow, *b.BayesHigh)
	}
	if d := cmp.Diff([]string{hotspot.SmallNumbers, hotspot.FewRings, hotspot.TopCoversAll}, codes(r)); d != "" {
		t.Error(d)
	}
}

func TestNothingToReckonWith(t *testing.T) {
	one := []hotspot.Region{{"a", 5}}
	for name, c := range map[string]struct {
		in    hotspot.Input
		notes []string
	}{
		"nothing":        {hotspot.Input{}, []string{hotspot.NoStorefronts}},
		"no storefronts": {hotspot.Input{Regions: []hotspot.Region{{"a", 0}, {"b", 0}}}, []string{hotspot.NoStorefronts}},
		"no rings":       {hotspot.Input{Regions: one}, []string{hotspot.SmallNumbers, hotspot.NoRings}},
		"one region":     {hotspot.Input{one, []hotspot.Footprint{{{0, 5}}}}, []string{hotspot.SmallNumbers, hotspot.NoSpread, hotspot.FewRings, hotspot.TopCoversAll}},
	} {
		r := analyse(t, c.in, hotspot.DefaultParams())
		if d := cmp.Diff(c.notes, codes(r)); d != "" {
			t.Errorf("%s: %s", name, d)
		}
		if _, err := json.Marshal(r); err != nil { // NaN and infinities have no JSON
			t.Errorf("%s: %v", name, err)
		}
	}
	r := analyse(t, hotspot.Input{one, []hotspot.Footprint{{{0, 5}}}}, hotspot.DefaultParams())
	top := r.Concentration.Top[2]
	if want := (hotspot.Stat{Value: 1, Expected: 1, Low: 1, High: 1, P: 1}); top.K != 10 || top.Stat != want {
		t.Errorf("the top 10 of one region: %+v", top)
	}
	if f := r.Regions[0]; f.BayesRate != f.RawRate || f.BayesLow != nil || *r.Spread != 0 {
		t.Errorf("one region: %+v", f)
	}
}

func TestAnalyseRefuses(t *testing.T) {
	good := hotspot.Input{Regions: []hotspot.Region{{"a", 5}, {"b", 5}}}
	with := func(change func(*hotspot.Params)) hotspot.Params {
		p := hotspot.DefaultParams()
		change(&p)
		return p
	}
	for name, c := range map[string]struct {
		in hotspot.Input
		p  hotspot.Params
	}{
		"no measure":          {good, with(func(p *hotspot.Params) { p.Measure = "" })},
		"no top":              {good, with(func(p *hotspot.Params) { p.TopK = nil })},
		"top of none":         {good, with(func(p *hotspot.Params) { p.TopK = []int{5, 0} })},
		"too many tops":       {good, with(func(p *hotspot.Params) { p.TopK = make([]int, 21) })},
		"negative bound":      {good, with(func(p *hotspot.Params) { p.SmallBelow = -1 })},
		"too few replicates":  {good, with(func(p *hotspot.Params) { p.Replicates = 198 })},
		"too many replicates": {good, with(func(p *hotspot.Params) { p.Replicates = 100_000 })},
		"negative base":       {hotspot.Input{Regions: []hotspot.Region{{"a", -1}}}, hotspot.DefaultParams()},
		"more than all":       {hotspot.Input{good.Regions, []hotspot.Footprint{{{0, 6}}}}, hotspot.DefaultParams()},
		"region twice":        {hotspot.Input{good.Regions, []hotspot.Footprint{{{0, 1}, {0, 1}}}}, hotspot.DefaultParams()},
		"no such region":      {hotspot.Input{good.Regions, []hotspot.Footprint{{{2, 1}}}}, hotspot.DefaultParams()},
		"no member":           {hotspot.Input{good.Regions, []hotspot.Footprint{{{0, 0}}}}, hotspot.DefaultParams()},
	} {
		if _, err := hotspot.Analyse(c.in, c.p); err == nil || errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// world places rings: each ring has its home in a region drawn by home, most
// members at home and the rest in regions drawn by size.
func world(rng *rand.Rand, regions, rings int, home func(by func() int) int) hotspot.Input {
	in := hotspot.Input{Regions: make([]hotspot.Region, regions)}
	var cells []int // a region's index as often as it has storefronts
	for i := range in.Regions {
		n := 20 + rng.IntN(400)/(1+rng.IntN(8))
		in.Regions[i] = hotspot.Region{ID: fmt.Sprintf("r%03d", i), Storefronts: n}
		cells = append(cells, slices.Repeat([]int{i}, n)...)
	}
	bySize := func() int { return cells[rng.IntN(len(cells))] }
	for range rings {
		at := map[int]int{}
		h := home(bySize)
		for range 3 + rng.IntN(20) {
			if rng.IntN(10) < 8 {
				at[h]++
			} else {
				at[bySize()]++
			}
		}
		var f hotspot.Footprint
		for i := range in.Regions {
			if at[i] > 0 {
				f = append(f, hotspot.Part{Region: i, Members: at[i]})
				in.Regions[i].Storefronts += at[i]
			}
		}
		in.Rings = append(in.Rings, f)
	}
	return in
}

// In a world whose geography means nothing, the share of the top regions lies
// in its chance band in at least 95 of 100 seeds, for rings that sit together
// and for members strewn singly alike, by either measure.
func TestChanceBandHoldsTheNull(t *testing.T) {
	for name, home := range map[string]func(func() int) int{"rings sit together": func(by func() int) int { return by() }, "members are strewn": nil} {
		for _, measure := range []hotspot.Measure{hotspot.Storefronts, hotspot.Rings} {
			inside, gini := 0, 0
			for seed := range uint64(100) {
				rng := rand.New(rand.NewPCG(seed, 5))
				var in hotspot.Input
				if home != nil {
					in = world(rng, 120, 60, home)
				} else {
					in = strewn(rng)
				}
				p := hotspot.DefaultParams()
				p.Measure, p.Seed, p.TopK = measure, seed, []int{10}
				c := analyse(t, in, p).Concentration
				if top := c.Top[0]; top.Low <= top.Value && top.Value <= top.High {
					inside++
				}
				if c.Gini.Low <= c.Gini.Value && c.Gini.Value <= c.Gini.High {
					gini++
				}
			}
			t.Logf("%s, %s: top 10 inside for %d seeds, Gini for %d", name, measure, inside, gini)
			if inside < 95 || gini < 95 {
				t.Errorf("%s, %s: top 10 inside for %d of 100 seeds, Gini for %d", name, measure, inside, gini)
			}
		}
	}
}

// strewn gives every member of every ring a region by size alone.
func strewn(rng *rand.Rand) hotspot.Input {
	in := world(rng, 120, 0, nil)
	var cells []int
	for i, r := range in.Regions {
		cells = append(cells, slices.Repeat([]int{i}, r.Storefronts)...)
	}
	for range 200 {
		in.Rings = append(in.Rings, hotspot.Footprint{{Region: cells[rng.IntN(len(cells))], Members: 1}})
	}
	for _, f := range in.Rings {
		in.Regions[f[0].Region].Storefronts++
	}
	return in
}

// Nine rings of ten at home in three regions stand out, whatever the seed.
func TestConcentrationIsSeen(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 6))
		in := world(rng, 120, 60, func(by func() int) int {
			if rng.IntN(10) < 9 {
				return rng.IntN(3)
			}
			return by()
		})
		p := hotspot.DefaultParams()
		p.TopK = []int{3}
		c := analyse(t, in, p).Concentration
		if top := c.Top[0]; top.Value <= top.High || top.P > 0.01 || c.Gini.Value <= c.Gini.High {
			t.Errorf("seed %d: %+v, Gini %+v", seed, top, c.Gini)
		}
	}
}

// The order in which regions and rings come does not matter.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		rng := rand.New(rand.NewPCG(seed, 7))
		in := world(rng, 1+rng.IntN(40), rng.IntN(15), func(by func() int) int { return by() })
		order := rng.Perm(len(in.Regions)) // the region at i moves to order[i]
		moved := hotspot.Input{Regions: make([]hotspot.Region, len(in.Regions))}
		for i, r := range in.Regions {
			moved.Regions[order[i]] = r
		}
		for _, f := range in.Rings {
			f = slices.Clone(f)
			for i := range f {
				f[i].Region = order[f[i].Region]
			}
			rng.Shuffle(len(f), func(i, j int) { f[i], f[j] = f[j], f[i] })
			moved.Rings = append(moved.Rings, f)
		}
		rng.Shuffle(len(moved.Rings), func(i, j int) { moved.Rings[i], moved.Rings[j] = moved.Rings[j], moved.Rings[i] })
		p := hotspot.DefaultParams()
		p.Replicates = hotspot.MinReplicates
		a, errA := hotspot.Analyse(in, p)
		b, errB := hotspot.Analyse(moved, p)
		if d := cmp.Diff(a, b); d != "" || errA != nil || errB != nil {
			t.Fatal(d, errA, errB)
		}
	})
}

// Empirical-Bayes rates lie between a region's own rate and the average, and
// inside their interval.
func TestBayesShrinks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 8))
		in := world(rng, 30, 20, func(func() int) int { return rng.IntN(5) })
		p := hotspot.DefaultParams()
		p.Replicates = hotspot.MinReplicates
		r, err := hotspot.Analyse(in, p)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Regions {
			if f.BayesRate < min(f.RawRate, *r.Average)-1e-6 || f.BayesRate > max(f.RawRate, *r.Average)+1e-6 {
				t.Fatalf("%s: %v is not between %v and %v", f.ID, f.BayesRate, f.RawRate, *r.Average)
			}
			if f.BayesLow != nil && !(*f.BayesLow < f.BayesRate && f.BayesRate < *f.BayesHigh) {
				t.Fatalf("%s: %v is not in [%v, %v]", f.ID, f.BayesRate, *f.BayesLow, *f.BayesHigh)
			}
		}
	})
}

// 100,000 storefronts in 343 prefectures, a tenth of them in rings.
func BenchmarkPrefectures(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 9))
	in := world(rng, 343, 800, func(by func() int) int { return by() })
	total := 0
	for i := range in.Regions {
		in.Regions[i].Storefronts += 210
		total += in.Regions[i].Storefronts
	}
	b.ReportMetric(float64(total), "storefronts")
	for b.Loop() {
		if _, err := hotspot.Analyse(in, hotspot.DefaultParams()); err != nil {
			b.Fatal(err)
		}
	}
}
