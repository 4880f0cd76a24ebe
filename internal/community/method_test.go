package community_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
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
	var err error
	if f.result, err = community.Detect(f.graph.CSR, p); err != nil {
		t.Fatal(err)
	}
	if err := community.Verify(f.graph.CSR, p, f.result); err != nil {
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
	for _, n := range community.ComponentSizes(projection.Exact(f.snap)) {
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

// Every parameter stands on the page with its shipped value.
func TestMethodParameters(t *testing.T) {
	shipped := map[string]string{}
	for _, p := range []any{projection.DefaultParams(), community.DefaultParams()} {
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var fields map[string]any
		if err := json.Unmarshal(text, &fields); err != nil {
			t.Fatal(err)
		}
		for k, v := range fields {
			switch v := v.(type) {
			case nil: // filled in from the data
			case []any:
				var words []string
				for _, w := range v {
					words = append(words, fmt.Sprint(w))
				}
				shipped[k] = strings.Join(words, ", ")
			default:
				shipped[k] = fmt.Sprint(v)
			}
		}
	}
	page := map[string]string{}
	for _, r := range table(t, "parameters") {
		page[r["parameter"]] = strings.ReplaceAll(r["value"], ",000", "000")
		if r["where it comes from"] == "" {
			t.Errorf("the page does not say where %s comes from", r["parameter"])
		}
	}
	if diff := cmp.Diff(page, shipped); diff != "" {
		t.Errorf("the page's parameters (-) and the shipped ones (+):\n%s", diff)
	}
}

// Whoever raises a version has changed results, and reads the page again.
func TestMethodVersions(t *testing.T) {
	page := map[string]string{}
	for _, r := range table(t, "versions") {
		page[r["stage"]] = r["version"]
	}
	want := map[string]string{"projection": digits(projection.AlgorithmVersion), "community": digits(community.AlgorithmVersion), "ring": digits(rings.AlgorithmVersion)}
	if diff := cmp.Diff(page, want); diff != "" {
		t.Errorf("docs/method.md describes other versions; read it again beside the change, then write the new ones:\n%s", diff)
	}
}

// The drawing names every storefront and value of the table, and no other.
func TestMethodDrawing(t *testing.T) {
	svg, err := os.ReadFile("../../docs/method-ring.svg")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, part := range strings.Split(string(svg), "<text")[1:] {
		_, text, _ := strings.Cut(part, ">")
		text, _, _ = strings.Cut(text, "<")
		drawn[text] = true
	}
	for _, r := range table(t, "links") {
		for _, word := range append(list(strings.TrimSuffix(r["carried by"], " and the strangers")), r["value"]) {
			if !drawn[word] {
				t.Errorf("the drawing does not name %q", word)
			}
		}
	}
}

// The file beside the page holds the same links, under other names of values.
func TestMethodFile(t *testing.T) {
	file, err := os.Open("../../docs/method-ring.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	inFile, onPage := map[string][]string{}, map[string][]string{}
	for _, r := range rows[1:] {
		inFile[r[2]] = append(inFile[r[2]], strings.ToUpper(r[1]+" "+r[3]+" "+r[0]))
	}
	strangers := 0
	for _, l := range worked(t).links {
		shop := l.shop
		if strings.HasPrefix(shop, "stranger") {
			strangers++
			shop = "S" + digits(strangers)
		}
		onPage[l.value] = append(onPage[l.value], strings.ToUpper(l.kind.String()+" "+l.class.String()+" "+shop))
	}
	if diff := cmp.Diff(uses(onPage), uses(inFile)); diff != "" {
		t.Errorf("the page (-) and the file (+):\n%s", diff)
	}
}

// uses forgets the names of the values.
func uses(by map[string][]string) (out [][]string) {
	for _, list := range by {
		slices.Sort(list)
		out = append(out, list)
	}
	slices.SortFunc(out, slices.Compare)
	return out
}
