package eval_test

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/eval"
)

// whole is a truth folder without a fault, by file.
func whole() map[string]string {
	return map[string]string{
		"manifest.json":  `{"rows": {"truth/operations.csv": 5, "truth/rings.csv": 3, "truth/labels.csv": 5, "truth/true_links.csv": 2}}`,
		"operations.csv": "storefront,operation,kind\na,ring-1,illicit_ring\nb,ring-1,illicit_ring\nc,ring-1,illicit_ring\nd,d,single\ne,e,single\n",
		"rings.csv":      "storefront,ring,role,findable\na,ring-1,x,yes\nb,ring-1,x,yes\nc,ring-1,x,apart\n",
		"labels.csv":     "storefront,illicit\na,yes\nb,yes\nc,yes\nd,no\ne,no\n",
		"true_links.csv": "a,b,kind,why\na,b,PHONE,genuine\nd,e,ADDRESS,hub\n",
	}
}

func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestTruthFolderIsRead(t *testing.T) {
	got, err := eval.ReadTruth(write(t, whole()))
	if err != nil {
		t.Fatal(err)
	}
	want := &eval.Truth{
		Rings: eval.Grouping{"a": "ring-1", "b": "ring-1", "c": "ring-1"}, Findable: eval.Grouping{"a": "ring-1", "b": "ring-1"},
		Reasons: map[string]string{"ring-1": "yes"}, Operations: eval.Grouping{"a": "ring-1", "b": "ring-1", "c": "ring-1", "d": "d", "e": "e"},
		Framed: eval.Grouping{}, Illicit: map[string]bool{"a": true, "b": true, "c": true, "d": false, "e": false},
		Links: []eval.Link{{"a", "b", "PHONE", eval.Genuine}, {"d", "e", "ADDRESS", eval.ByHub}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A file is named with row and column, and with what to do.
func TestFaultsOfATruthAreNamed(t *testing.T) {
	for _, tc := range []struct{ name, file, text, want string }{
		{"no rings", "rings.csv", "", "eval: rings.csv: there is no such file. Name the folder truth of a world"},
		{"a stranger in a ring", "rings.csv", "storefront,ring,findable\na,1,yes\nx,1,yes\nb,1,yes\n",
			"eval: rings.csv row 2 column storefront: names a storefront that operations.csv does not. Correct one of the two files"},
		{"in two rings", "rings.csv", "storefront,ring,findable\na,1,yes\na,2,yes\nb,2,yes\n", "eval: rings.csv row 2 column storefront: gives a storefront a second time. Leave one row"},
		{"no reason", "rings.csv", "storefront,ring,findable\na,1,\n", "eval: rings.csv row 1 column findable: is empty. Write yes, or why"},
		{"cut short", "rings.csv", "storefront,ring,findable\na,1,yes\n", "eval: rings.csv: holds 1 rows, and manifest.json says 3. Write the world again"},
		{"gone", "labels.csv", "", "eval: labels.csv: there is no such file"},
		{"no class", "labels.csv", "storefront,illicit\na,yes\nb,\n", "eval: labels.csv row 2 column illicit: is neither yes nor no. Give each storefront a class"},
		{"no such column", "labels.csv", "storefront,class\na,yes\n", "eval: labels.csv: its header lacks the column illicit. Name the columns so"},
		{"twice", "operations.csv", "storefront,operation\na,1\na,1\n", "eval: operations.csv row 2 column storefront: gives a storefront a second time"},
		{"run by nobody", "operations.csv", "storefront,operation\na,\n", "eval: operations.csv row 1 column operation: is empty. Say who runs"},
		{"nameless", "operations.csv", "storefront,operation\n,1\n", "eval: operations.csv row 1 column storefront: names no storefront"},
		{"no reason of a link", "true_links.csv", "a,b,kind,why\na,b,PHONE,so\n", "eval: true_links.csv row 1 column why: is no reason of a link"},
		{"a link to itself", "true_links.csv", "a,b,kind,why\na,a,PHONE,hub\n", "eval: true_links.csv row 1: is no link of two storefronts"},
		{"a linked stranger", "true_links.csv", "a,b,kind,why\na,x,PHONE,hub\n", "eval: true_links.csv row 1 column b: names a storefront that operations.csv does not"},
		{"ragged", "labels.csv", "storefront,illicit\na\n", "eval: labels.csv line 2: cannot be read as CSV: wrong number of fields. Correct the line"},
		{"unfinished", "manifest.json", `{"unfinished": true}`, "eval: manifest.json: is of no finished world. Write the world again"},
		{"no manifest at all", "manifest.json", "[]", "eval: manifest.json: is of no finished world"},
	} {
		files := whole()
		if files[tc.file] = tc.text; tc.text == "" {
			delete(files, tc.file)
		}
		_, err := eval.ReadTruth(write(t, files))
		if err == nil || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %s", tc.name, err, tc.want)
		}
	}
}

// What a world of other makers does not tell is unknown, not nothing.
func TestTruthOfThreeColumns(t *testing.T) {
	dir := write(t, map[string]string{"truth.csv": "\ufeffstorefront,ring\na,1\nb,1\nc,1\nd,\n"})
	got, err := eval.ReadTruth(filepath.Join(dir, "truth.csv"))
	if err != nil {
		t.Fatal(err)
	}
	r := got.Measure(eval.Grouping{"a": "x", "b": "x", "c": "x"})
	if r.Rings.Half.Value != 1 || r.Rings.Innocents != 1 || r.Unrelated != nil || r.Framed != nil || r.Harm != nil || r.Honest != nil || r.Kinds != nil || r.Reasons != nil {
		t.Errorf("%+v", r.Grouped)
	}
}

func TestFaultsOfAFindingAreNamed(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"storefront,ring\n", "eval: found.csv: holds no rows. Give one row"},
		{"storefront,ring,tier\na,1,boss\n", "eval: found.csv row 1 column tier: is no tier. Write core, attached or peripheral"},
		{"storefront,ring,risk\na,1,NaN\n", "eval: found.csv row 1 column risk: is no number from 0 to 100. Correct it"},
		{"storefront,ring,risk\na,1,100.5\n", "eval: found.csv row 1 column risk: is no number from 0 to 100"},
		{"node,community\na,1\na,2\n", "eval: found.csv row 2 column node: gives a storefront a second time"},
		{"node,group\na,1\n", "eval: found.csv: its header lacks the column ring or community"},
	} {
		_, err := eval.ReadFinding(strings.NewReader(tc.text))
		if errs.KindOf(err) != errs.Invalid || !strings.HasPrefix(err.Error(), tc.want) {
			t.Errorf("%q: %v, want %s", tc.text, err, tc.want)
		}
	}
}

func TestFindingIsRead(t *testing.T) {
	got, err := eval.ReadFinding(strings.NewReader("ring,storefront,tier,confidence,risk\nR,a,core,,70.50\nS,a,peripheral,,70.5\nS,b,peripheral,,\nR,c,attached,,\n"))
	want := eval.Finding{Name: "found", Groups: eval.Grouping{"a": "R", "c": "R"}, Tiers: map[string]eval.Tier{"a": eval.Core, "b": eval.Peripheral, "c": eval.Attached},
		Scores: eval.Ranking{"a": 70.5}, Scale: true}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func FuzzReadGrouping(f *testing.F) {
	f.Add("storefront,tier,ring\na,core,1\nb,peripheral,2\nc,,\n")
	f.Add("node,ring\na,1\na,2\n")
	f.Add("\ufeffstorefront,ring\n\"a\nb\",1\n")
	f.Fuzz(func(t *testing.T, text string) {
		g, err := eval.ReadGrouping(strings.NewReader(text), "x.csv", []string{"storefront", "node"}, []string{"ring"})
		if err != nil {
			refused(t, err)
			return
		}
		if _, nameless := g[""]; nameless {
			t.Fatal("a storefront without a name")
		}
		c := eval.Compare(g, g)
		if ari := c.AdjustedRand(); ari.Value != 1 {
			t.Fatalf("a grouping does not equal itself: %v", ari)
		}
	})
}

func FuzzReadFinding(f *testing.F) {
	f.Add("ring,storefront,tier,confidence,risk\nR,a,core,,70.50\nS,a,peripheral,,1e1\nS,b,attached,,\n")
	f.Add("node,community\nr1,1\nv,1\ns1,1\n")
	truth := street().Gauge(eval.Capacities())
	f.Fuzz(func(t *testing.T, text string) {
		found, err := eval.ReadFinding(strings.NewReader(text))
		if err != nil {
			refused(t, err)
			return
		}
		sound(t, truth.Measure(&found))
	})
}

func FuzzReadTruth(f *testing.F) {
	files := whole()
	f.Add(files["operations.csv"], files["rings.csv"], files["labels.csv"], files["true_links.csv"], "storefront,framed_by\nd,ring-1\n")
	f.Add("storefront,operation\na,1\n", "storefront,ring\na,\n", "storefront,illicit\na,no\n", "a,b,kind,why\n", "")
	f.Fuzz(func(t *testing.T, operations, rings, labels, links, victims string) {
		truth := &eval.Truth{}
		for _, part := range []struct{ name, text string }{
			{"operations.csv", operations}, {"rings.csv", rings}, {"labels.csv", labels}, {"true_links.csv", links}, {"victims.csv", victims},
		} {
			if part.text == "" {
				continue
			}
			if err := truth.ReadPart(part.name, strings.NewReader(part.text)); err != nil {
				refused(t, err)
				return
			}
		}
		g := truth.Gauge([]int{1, 3})
		sound(t, g.Measure(&eval.Finding{Groups: truth.Rings, Risks: eval.Ranking{}, Scores: eval.Ranking{"a": 50}, Scale: true}))
		sound(t, g.Measure(&eval.Finding{Groups: truth.Operations}))
	})
}

// refused holds that an error is the user's to mend.
func refused(t *testing.T, err error) {
	t.Helper()
	if errs.KindOf(err) != errs.Invalid {
		t.Fatalf("%v is of kind %v", err, errs.KindOf(err))
	}
}

// sound holds that no figure is what a division by zero gives.
func sound(t *testing.T, r eval.Report) {
	t.Helper()
	for _, m := range r.Measures() {
		if strings.Contains(m.Value, "NaN") || strings.Contains(m.Value, "Inf") {
			t.Fatalf("%s is %s", m.Name, m.Value)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(r.Intervals)) {
		if i := r.Intervals[name]; math.IsNaN(i.Low+i.High) || i.Low > i.High || i.Low < 0 {
			t.Fatalf("the interval of %s is %v", name, i)
		}
	}
}
