package edgelist_test

import (
	"encoding/binary"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/edgelist"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/linkfile"
)

func words(numbers ...uint32) []byte {
	var data []byte
	for _, n := range numbers {
		data = binary.LittleEndian.AppendUint32(data, n)
	}
	return data
}

func TestParse(t *testing.T) {
	for name, c := range map[string]struct {
		file, text string
		want       edgelist.Graph
	}{
		"two columns, numbers before words": {"g.csv", "\ufeffsource,target\nb,10\n9,a\n", edgelist.Graph{
			Names: []string{"9", "10", "a", "b"}, Unit: 1, Edges: []leiden.Edge{{A: 3, B: 1, Weight: 1}, {A: 0, B: 2, Weight: 1}}}},
		"whole weights": {"g.csv", "source,target,weight\na,b,3\nb,c,10.0\n", edgelist.Graph{
			Names: []string{"a", "b", "c"}, Unit: 1, Edges: []leiden.Edge{{A: 0, B: 1, Weight: 3}, {A: 1, B: 2, Weight: 10}}}},
		"decimals": {"g.csv", "source,target,weight\na,b,.5\nb,c,1.25\n", edgelist.Graph{
			Names: []string{"a", "b", "c"}, Unit: 100, Edges: []leiden.Edge{{A: 0, B: 1, Weight: 50}, {A: 1, B: 2, Weight: 125}}}},
		"a number with a zero before it is a word": {"g.csv", "s,t\n07,7\n", edgelist.Graph{
			Names: []string{"7", "07"}, Unit: 1, Edges: []leiden.Edge{{A: 1, B: 0, Weight: 1}}}},
		"pairs": {"g.u32", string(words(9, 2, 2, 5)), edgelist.Graph{
			Names: []string{"2", "5", "9"}, Unit: 1, Edges: []leiden.Edge{{A: 2, B: 0, Weight: 1}, {A: 0, B: 1, Weight: 1}}}},
		"pairs far apart": {"g.u32", string(words(4_000_000_000, 2, 2, 15)), edgelist.Graph{
			Names: []string{"2", "15", "4000000000"}, Unit: 1, Edges: []leiden.Edge{{A: 2, B: 0, Weight: 1}, {A: 0, B: 1, Weight: 1}}}},
		"no rows": {"g.csv", "source,target\n", edgelist.Graph{Unit: 1}},
	} {
		got, err := edgelist.Parse(&linkfile.File{Name: c.file, Data: []byte(c.text)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		empty := cmp.FilterValues(func(a, b []string) bool { return len(a)+len(b) == 0 }, cmp.Ignore())
		if diff := cmp.Diff(&c.want, got, empty); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"nothing":           {"g.csv", "", "is empty"},
		"one column":        {"g.csv", "a\nb\n", "has 1 columns"},
		"a short row":       {"g.csv", "a,b\nx\n", "line 2"},
		"an open quote":     {"g.csv", "a,b\n\"x,y\n", "no well-formed CSV"},
		"an empty end":      {"g.csv", "a,b\nx,\n", "line 2: has an empty"},
		"weight 0":          {"g.csv", "a,b,w\nx,y,0\n", "line 2: has a weight"},
		"a negative weight": {"g.csv", "a,b,w\nx,y,-1\n", "line 2: has a weight"},
		"an exponent":       {"g.csv", "a,b,w\nx,y,1e3\n", "line 2: has a weight"},
		"no digits":         {"g.csv", "a,b,w\nx,y,.\n", "line 2: has a weight"},
		"seven decimals":    {"g.csv", "a,b,w\nx,y,0.0000001\n", "line 2: has a weight"},
		"a heavy weight":    {"g.csv", "a,b,w\nx,y,9999999999\n", "beyond"},
		"heavy beside fine": {"g.csv", "a,b,w\nx,y,100000\nx,z,0.00001\n", "fewer digits"},
		"half a pair":       {"g.u32", "12345", "no multiple of 8"},
	} {
		_, err := edgelist.Parse(&linkfile.File{Name: c.file, Data: []byte(c.text)})
		if errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := edgelist.Read(filepath.Join(t.TempDir(), "absent.csv")); errs.KindOf(err) != errs.NotFound {
		t.Errorf("a file that is not there: %v", err)
	}
}

// Whatever is read is a graph: nodes in order and without repeats, links among
// them, weights of at least 1.
func FuzzParse(f *testing.F) {
	f.Add("g.csv", []byte("source,target,weight\na,b,1\nb,2,0.5\n"))
	f.Add("g.csv", []byte("a,b\n\"x\",y\n"))
	f.Add("g.u32", words(1, 2, 7, 4_000_000_000))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		g, err := edgelist.Parse(&linkfile.File{Name: name, Data: data})
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Fatal(err)
			}
			return
		}
		if sorted := slices.Compact(slices.Sorted(slices.Values(g.Names))); len(sorted) != len(g.Names) {
			t.Fatal("a name stands there twice")
		}
		if _, _, err := leiden.Build(len(g.Names), g.Edges); err != nil {
			t.Fatal(err)
		}
	})
}
