package community_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/projection"
	rings "github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// finding is what the program makes of the example.
type finding struct {
	snap   *snapshot.Snapshot
	graph  *projection.Graph
	result *community.Result
	rings  []rings.Ring
}

func (e *example) run(t *testing.T) *finding {
	t.Helper()
	f := &finding{snap: e.snapshot()}
	p := projection.DefaultParams()
	p.Without = e.without
	var err error
	if f.graph, err = projection.Build(f.snap, p, e.said); err != nil {
		t.Fatal(err)
	}
	f.detect(t)
	return f
}

// detect groups the graph and proves the groups.
func (f *finding) detect(t *testing.T) {
	t.Helper()
	p := community.DefaultParams()
	p.Population = len(f.snap.Shops)
	p.Exclusive, p.Lent, p.Doubtful = f.graph.Exclusive, f.graph.Lent, f.graph.Doubtful
	p.Prove = true
	var err error
	if f.result, err = community.Detect(f.graph.CSR, p); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(community.Verify(f.graph.CSR, p, f.result), community.VerifyTies(f.graph.CSR, p, f.result)); err != nil {
		t.Fatal(err)
	}
	f.rings = rings.Assemble(f.snap, f.graph, f.result)
}

// groups says in the page's words what was found.
func (f *finding) groups() string {
	var out []string
	for i := range f.rings {
		names := map[rings.Tier][]string{}
		for _, m := range f.rings[i].Members {
			names[m.Tier] = append(names[m.Tier], m.Storefront)
		}
		said := f.rings[i].Status.String()
		for _, tier := range []rings.Tier{rings.Core, rings.Attached, rings.Peripheral} {
			if len(names[tier]) > 0 {
				said += "; " + tier.String() + " " + strings.Join(names[tier], ", ")
			}
		}
		out = append(out, said)
	}
	return strings.Join(out, " / ")
}

func TestMethodLogarithms(t *testing.T) {
	c := calculate(t)
	for _, r := range slices.Concat(table(t, "logarithms"), table(t, "worths"), table(t, "ties")) {
		if got, want := r["bits"], twoPlaces(number(t, r["in 1/1024"])); got != want {
			t.Errorf("the page says %s bits for %v, %s/1024 are %s", got, r, r["in 1/1024"], want)
		}
	}
	for _, r := range table(t, "logarithms") {
		if got, want := c.bits[digits(number(t, r["of"]))], exactly(float64(number(t, r["of"]))); got != want {
			t.Errorf("log2 %s is %d/1024 on the page, %d in truth", r["of"], got, want)
		}
	}
	p, n := community.DefaultParams(), float64(worked(t).storefronts)
	for of, want := range map[string]int{
		"needed":            exactly(1e6) - exactly(float64(p.AlphaPPM)),
		"an ordinary value": exactly(n) + exactly(1e6) - 1024 - exactly(float64(p.OrdinaryPPM)),
		"an account":        exactly(n) + exactly(1e6) - 1024 - exactly(float64(p.ExclusivePPM)),
	} {
		if got := c.bits[of]; got != want {
			t.Errorf("%s: %d/1024 on the page, %d by its formula", of, got, want)
		}
	}
}

// Up to these sizes so many values join two groups.
func TestMethodSizes(t *testing.T) {
	p := community.DefaultParams()
	for _, r := range table(t, "sizes") {
		n := number(t, r["storefronts"])
		want := row{"storefronts": r["storefronts"], "one account": digits(largest(n, p.ExclusivePPM, 1)), "two ordinary values": digits(largest(n, p.OrdinaryPPM, 2)),
			"three": digits(largest(n, p.OrdinaryPPM, 3)), "four": digits(largest(n, p.OrdinaryPPM, 4))}
		if diff := cmp.Diff(r, want); diff != "" {
			t.Errorf("the page's sizes (-) and those of its formula (+):\n%s", diff)
		}
	}
}

// The page's table of ties holds every tie of every round, and no other.
func TestMethodTies(t *testing.T) {
	var page []tied
	for _, r := range table(t, "ties") {
		outcome, _, _ := strings.Cut(r["what happens"], ";")
		page = append(page, tied{number(t, r["round"]), r["one side"], r["other side"], r["carried on both"], number(t, r["in 1/1024"]), outcome})
	}
	got := calculate(t).rounds(t, worked(t).storefronts)
	sorted := cmpopts.SortSlices(func(a, b tied) bool { return fmt.Sprint(a) < fmt.Sprint(b) })
	if diff := cmp.Diff(page, got, sorted); diff != "" {
		t.Errorf("the page's ties (-) and those by its formula (+):\n%s", diff)
	}
}

// The program merges what the page merges, by the same evidence: taken alone,
// the storefronts of each merge have it for their weakest tie.
func TestMethodMerges(t *testing.T) {
	whole := worked(t).run(t)
	merges := 0
	for _, r := range table(t, "ties") {
		if r["what happens"] != joins {
			continue
		}
		merges++
		part := worked(t)
		inside := list(r["one side"] + ", " + r["other side"])
		part.links = slices.DeleteFunc(part.links, func(l carried) bool {
			return !slices.Contains(inside, l.shop) && !strings.HasPrefix(l.shop, "stranger")
		})
		f := part.run(t)
		if len(f.result.Groups) == 0 && len(inside) == 2 && f.result.Stats.Merges == 1 {
			continue // two on ordinary values: joined, and not reported
		}
		if len(f.result.Groups) != 1 || f.result.Groups[0].Weakest == nil {
			t.Errorf("%v are %d groups", inside, len(f.result.Groups))
			continue
		}
		w := f.rings[0].Weakest
		var by []string
		for _, k := range w.Identifiers {
			by = append(by, k.ID)
		}
		slices.Sort(by)
		if got := int(f.result.Groups[0].Weakest.Bits); got != number(t, r["in 1/1024"]) || strings.Join(by, ", ") != r["carried on both"] {
			t.Errorf("%v join by %v and %d/1024 bits, the page says %s and %s", inside, by, got, r["carried on both"], r["in 1/1024"])
		}
	}
	if merges != whole.result.Stats.Merges {
		t.Errorf("%d merges, the page has %d", whole.result.Stats.Merges, merges)
	}
}

// The program's own record has the page's merges, round by round.
func TestMethodRounds(t *testing.T) {
	f := worked(t).run(t)
	if len(f.result.Proofs) != 1 {
		t.Fatalf("%d components", len(f.result.Proofs))
	}
	group := map[int32][]string{} // by member
	of := func(m int32) []string {
		if group[m] == nil {
			group[m] = []string{f.snap.Shops[m]}
		}
		return group[m]
	}
	var got, page []string
	round := 0
	for _, step := range f.result.Proofs[0].Steps {
		if step.What != community.Merged {
			continue
		}
		round++
		for _, pair := range step.Pairs {
			a, b := of(pair[0]), of(pair[1])
			both := slices.Sorted(slices.Values(slices.Concat(a, b)))
			got = append(got, fmt.Sprint(round, " ", both))
			for m, shop := range f.snap.Shops {
				if slices.Contains(both, shop) {
					group[int32(m)] = both
				}
			}
		}
	}
	for _, r := range table(t, "ties") {
		if r["what happens"] == joins {
			page = append(page, fmt.Sprint(r["round"], " ", list(r["one side"]+", "+r["other side"])))
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff(page, got); diff != "" {
		t.Errorf("the page's merges (-) and the program's (+):\n%s", diff)
	}
}

func TestMethodRing(t *testing.T) {
	f := worked(t).run(t)
	if len(f.rings) != 1 {
		t.Fatalf("%d groups", len(f.rings))
	}
	r := &f.rings[0]
	tier := map[string]string{}
	facts := map[string][]string{}
	for _, m := range r.Members {
		tier[m.Storefront] = m.Tier.String()
		if m.ByAccountOnly {
			tier[m.Storefront] += ", by account only"
		}
		for _, fact := range m.Facts {
			facts[m.Storefront] = append(facts[m.Storefront], fact.Identifier.ID)
		}
		slices.Sort(facts[m.Storefront])
	}
	for _, row := range table(t, "members") {
		want := tier[row["storefront"]]
		if want == "" {
			want = "no member"
		}
		if row["tier"] != want {
			t.Errorf("%s is %s, the page says %s", row["storefront"], want, row["tier"])
		}
		delete(tier, row["storefront"])
		if got := strings.Join(facts[row["storefront"]], ", "); want != "no member" && row["held by"] != got {
			t.Errorf("%s is held by %s, the page says %s", row["storefront"], got, row["held by"])
		}
	}
	if len(tier) > 0 {
		t.Errorf("the page does not name the members %v", tier)
	}
}

func TestMethodFigures(t *testing.T) {
	f := worked(t).run(t)
	r, g := &f.rings[0], &f.result.Groups[0]
	links := 0
	for _, b := range g.Bonds {
		links += len(b.Holders)
	}
	depot := f.graph.Damped[0]
	baseline := 0
	for _, n := range projection.ExactSizes(f.snap) {
		baseline = max(baseline, n)
	}
	accounts := f.result.Types[0]
	opinion, err := leiden.SecondOpinion(t.Context(), f.graph.CSR, f.result, 1)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{
		"status":             r.Status.String(),
		"core members":       digits(r.CoreSize()),
		"members":            digits(r.Size()),
		"values that hold":   digits(len(g.Bonds)),
		"links to them":      digits(links),
		"cycle rank":         digits(r.CycleRank),
		"merges":             digits(f.result.Stats.Merges),
		"weakest tie":        fmt.Sprintf("%d and %d, %s bits", r.Weakest.SizeA, r.Weakest.SizeB, twoPlaces(int(g.Weakest.Bits))),
		"best tie refused":   fmt.Sprintf("%s, %s bits, %s", f.snap.Shops[g.Refused.With], twoPlaces(int(g.Refused.Bits)), g.Refused.Why),
		"second opinion":     opinion[0].Verdict.String(),
		"pairs at the depot": digits(depot.Sampled),
		"of them with more":  digits(depot.Cohesive),
		"witnesses":          digits(accounts.Witnesses),
		"events":             digits(accounts.Events),
		"accounts":           accounts.Grant.String(),
		"by components":      digits(baseline),
	}
	page := map[string]string{}
	for _, row := range table(t, "figures") {
		page[row["figure"]] = row["value"]
	}
	if diff := cmp.Diff(page, got); diff != "" {
		t.Errorf("the page's figures (-) and the program's (+):\n%s", diff)
	}
}

// Each change that the page makes to the example has the effect that the page
// says.
func TestMethodWhatIf(t *testing.T) {
	for _, r := range table(t, "what if") {
		t.Run(r["change"], func(t *testing.T) {
			e := worked(t)
			e.change(t, r["change"])
			if got := e.run(t).groups(); got != r["what is found"] {
				t.Errorf("found: %s; the page says: %s", got, r["what is found"])
			}
		})
	}
}

// change makes one change of the page's table to the example.
func (e *example) change(t *testing.T, what string) {
	t.Helper()
	verb, rest, _ := strings.Cut(what, ": ")
	shop, value, _ := strings.Cut(rest, " without ")
	switch verb {
	case "nothing":
	case "withdrawn":
		before := len(e.links)
		e.drop(shop, value)
		if len(e.links) == before {
			t.Fatalf("%s does not carry %s", shop, value)
		}
	case "said":
		pair := list(strings.TrimSuffix(rest, " are two parties"))
		e.said.Apart = [][2]string{{pair[0], pair[1]}}
	case "storefronts":
		e.storefronts = number(t, rest)
	case "no rule for hubs":
		e.without = projection.HubCohesion
	default:
		t.Fatalf("nobody knows how to do %q", what)
	}
}
