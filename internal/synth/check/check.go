package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Result is one check of a world.
type Result struct {
	Name    string `json:"name"`
	Value   string `json:"value"`
	Want    string `json:"want"`
	Holds   bool   `json:"holds"`
	Skipped bool   `json:"skipped,omitempty"` // the world is too small to tell
}

// Verdict is "yes", "no", or "too small" where the world cannot tell.
func (r Result) Verdict() string {
	switch {
	case r.Skipped:
		return "too small"
	case r.Holds:
		return "yes"
	}
	return "no"
}

// enough is from how many storefronts on shares and figures can be told.
const enough = 10_000

// World reads the world below dir and checks it. Results come in a fixed
// order; a world that fails some is errs.Unverified with all results. Files
// that cannot be read, and a world that was never finished, are errors
// without results.
func World(dir string) ([]Result, error) {
	w, err := read(dir)
	if err != nil {
		return nil, err
	}
	c := checker{w: w}
	for _, check := range []func(*checker){
		(*checker).features, (*checker).components, (*checker).modularity, (*checker).ceiling, (*checker).distributions,
		(*checker).hubs, (*checker).presence, (*checker).ratios, (*checker).closed,
	} {
		check(&c)
	}
	var failed []string
	for _, r := range c.results {
		if !r.Holds && !r.Skipped {
			failed = append(failed, r.Name)
		}
	}
	if len(failed) > 0 {
		return c.results, &errs.Error{Op: "synth", Kind: errs.Unverified, Subject: "world", Message: "fails its own checks: " + strings.Join(failed, ", "),
			Remedy: "Take another seed or other knobs, or look at it with --check=false; do not measure on it."}
	}
	return c.results, nil
}

type checker struct {
	w       *world
	results []Result
}

// add notes a check; those that need numbers are skipped in small worlds.
func (c *checker) add(name, value, want string, holds, needsNumbers bool) {
	c.results = append(c.results, Result{name, value, want, holds, needsNumbers && len(c.w.shops) < enough})
}

func (c *checker) atMost(name string, value, most float64) {
	c.add(name, fmt.Sprintf("%.3f", value), fmt.Sprintf("<= %.2f", most), value <= most, true)
}

// auc holds an AUC against its bar, from which chance may lead away: with few
// illicit storefronts a figure says little.
func (c *checker) auc(name string, all []scored, most float64) {
	a := auc(all)
	slack := 2.576 * deviation(a, all)
	c.add("AUC of "+name+" alone", fmt.Sprintf("%.3f", a), fmt.Sprintf("<= %.2f, or %.2f by chance", most, most+slack), a <= most+slack, true)
}

// label pairs a feature of every storefront with its label.
func (w *world) label(feature func(*shop) float64) []scored {
	out := make([]scored, len(w.shops))
	for i := range w.shops {
		out[i] = scored{feature(&w.shops[i]), w.shops[i].illicit}
	}
	return out
}

// features: nothing that can be counted of a storefront alone gives it away.
func (c *checker) features() {
	w := c.w
	price := w.priceLevel()
	for _, f := range []struct {
		name      string
		of        func(*shop) float64
		precision bool
	}{
		{"price", func(s *shop) float64 { return -price[s] }, true},
		{"complaints", func(s *shop) float64 { return s.complaints }, true},
		{"upheld complaints", func(s *shop) float64 { return s.upheld }, false},
		{"degree", func(s *shop) float64 { return float64(len(s.values)) }, true},
		{"shared values", w.sharedValues(), false},
		{"accounts", func(s *shop) float64 { return float64(s.accounts) }, false},
		{"orders", func(s *shop) float64 { return s.orders }, false},
		{"goods score", func(s *shop) float64 { return -mean(s.scores, 70) }, false},
		{"counterfeits bought", func(s *shop) float64 { return s.positive }, false},
	} {
		all := w.label(f.of)
		c.auc(f.name, all, .85)
		if f.precision {
			c.atMost("average precision of "+f.name+" alone", averagePrecision(all), .60)
		}
	}
	c.auc("region", w.regionRates(), .65)
}

// priceLevel is a storefront's mean price over the median of each article.
func (w *world) priceLevel() map[*shop]float64 {
	prices := make([][]float64, len(w.skus))
	for i := range w.shops {
		for _, p := range w.shops[i].prices {
			prices[p.sku] = append(prices[p.sku], p.price)
		}
	}
	usual := make([]float64, len(prices))
	for i, all := range prices {
		slices.Sort(all)
		usual[i] = all[len(all)/2]
	}
	out := make(map[*shop]float64, len(w.shops)) // looked up, never ranged over
	for i := range w.shops {
		s := &w.shops[i]
		var ratios []float64
		for _, p := range s.prices {
			ratios = append(ratios, p.price/usual[p.sku])
		}
		out[s] = mean(ratios, 1)
	}
	return out
}

func mean(all []float64, otherwise float64) float64 {
	if len(all) == 0 {
		return otherwise
	}
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}

func (w *world) sharedValues() func(*shop) float64 {
	users := w.users()
	return func(s *shop) float64 {
		n := 0.0
		for _, v := range s.values {
			if users[v] > 1 {
				n++
			}
		}
		return n
	}
}

func (w *world) users() []int {
	users := make([]int, len(w.kinds))
	for i := range w.shops {
		for _, v := range w.shops[i].values {
			users[v]++
		}
	}
	return users
}

// regionRates gives each storefront the illicit share of its region among the
// storefronts of the other half, so that nothing is told by itself.
func (w *world) regionRates() []scored {
	type count struct{ illicit, all float64 }
	var half [2]map[string]count // looked up, never ranged over
	for h := range half {
		half[h] = map[string]count{}
	}
	for i := range w.shops {
		s := &w.shops[i]
		n := half[i%2][s.region]
		n.all++
		if s.illicit {
			n.illicit++
		}
		half[i%2][s.region] = n
	}
	out := make([]scored, len(w.shops))
	for i := range w.shops {
		s := &w.shops[i]
		n := half[1-i%2][s.region]
		out[i] = scored{n.illicit / max(1, n.all), s.illicit}
	}
	return out
}

// ceiling: what a hundred test purchases at every storefront would find ranks
// the illicit ones first, so the labels are in the goods.
func (c *checker) ceiling() {
	all := make([]scored, len(c.w.shops))
	for i := range c.w.shops {
		s := &c.w.shops[i]
		found := 0.0
		for k := range uint64(100) {
			x := float64(hash(c.w.keys[i], k)>>11) / (1 << 53)
			if x < s.stock*.95+(1-s.stock)*.01 {
				found++
			}
		}
		all[i] = scored{found, s.illicit}
	}
	ap := averagePrecision(all)
	c.add("average precision of a hundred purchases each", fmt.Sprintf("%.3f", ap), "> 0.95", ap > .95, true)
}

// hash is FNV-1a of a text and a number, finished so that neighbours differ.
func hash(text string, k uint64) uint64 {
	h := uint64(14695981039346656037) ^ k*0x9e3779b97f4a7c15
	for _, b := range []byte(text) {
		h = (h ^ uint64(b)) * 1099511628211
	}
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	return h ^ h>>31
}

// presence: a world of ten thousand holds some of everything.
func (c *checker) presence() {
	adulterators := 0
	for i := range c.w.shops {
		if s := &c.w.shops[i]; s.illicit && s.stock < .2 {
			adulterators++
		}
	}
	for _, p := range []struct {
		name string
		n    int
	}{
		{"framed innocents", c.w.present["victims"]}, {"adulterators", adulterators}, {"bought shops", c.w.present["bought_shops"]},
		{"shared suppliers", c.w.present["suppliers"]}, {"honest clusters", c.w.present["innocent_clusters"]},
	} {
		c.add(p.name, fmt.Sprint(p.n), ">= 1", p.n > 0, true)
	}
}

// ratios: shares agree with their knobs, within Wilson's 99 % where chance has
// a part in them.
func (c *checker) ratios() {
	w := c.w
	illicit := 0
	for i := range w.shops {
		if w.shops[i].illicit {
			illicit++
		}
	}
	const z99 = 2.576
	for _, r := range []struct {
		name    string
		hits, n int
		want    float64
	}{
		{"pursued leads", w.pursued, w.present["leads"], w.manifest.knob("funnel.pursued")},
		{"convicted of pursued", w.convicted, w.pursued, w.manifest.knob("funnel.convicted")},
	} {
		low, high := wilson(r.hits, r.n, z99)
		c.add(r.name, fmt.Sprintf("%d of %d", r.hits, r.n), fmt.Sprintf("%.3f in %.3f to %.3f", r.want, low, high), low <= r.want && r.want <= high, true)
	}
	share, want := float64(illicit)/float64(len(w.shops)), w.manifest.knob("illicit.share")
	c.add("illicit share", fmt.Sprintf("%.4f", share), fmt.Sprintf("%.4f, half to double", want), share >= want/2 && share <= want*2, true)
	malicious, said := float64(w.malicious)/float64(max(1, w.complaints)), w.manifest.knob("complaint.malicious")
	c.add("malicious complaints", fmt.Sprintf("%.3f", malicious), fmt.Sprintf("%.2f, a quarter more or less", said), malicious > said*.75 && malicious < said*1.25, true)
}

// closed: input, truth and manifest agree to the row.
func (c *checker) closed() {
	problems := append(slices.Clone(c.w.problems), c.w.unfounded()...)
	slices.Sort(problems)
	problems = slices.Compact(problems)
	value := "all agree"
	if len(problems) > 0 {
		value = strings.Join(problems, "; ")
	}
	c.add("input, truth and manifest", value, "all agree", len(problems) == 0, false)
}
