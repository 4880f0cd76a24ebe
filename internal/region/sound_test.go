package region

import (
	"slices"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Every region lies in a chain that ends at a country, each link of it larger;
// and every place of a level that can be told stands for itself there.
func TestTableIsSound(t *testing.T) {
	table, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	count := map[Level]int{}
	for id, r := range table.regions {
		chain := table.Chain(id)
		top := chain[len(chain)-1]
		if top.Level != Country || top.Parent != "" || !slices.IsSortedFunc(chain, func(a, b *Region) int { return int(b.Level) - int(a.Level) }) {
			t.Errorf("%s: its chain does not rise to a country", id)
		}
		if r.Name == "" {
			t.Errorf("%s has no name", id)
		}
		if id[:6] == "GB2260" {
			count[r.Level]++
			if r.Point == nil {
				t.Errorf("%s has no point", id)
			}
		}
		for level := Country; level <= County; level++ {
			if a, ok := table.At(r, level); ok {
				if again, ok := table.At(a, level); !ok || again != a {
					t.Errorf("%s stands for %s at %s, which does not stand for itself", a.ID, id, level)
				}
			}
		}
	}
	if count[Province] != 34 || count[Prefecture] != 333 || count[County] != 2975 {
		t.Errorf("regions of China: %v", count)
	}
}

func TestEveryRetiredCodeHasAnAnswer(t *testing.T) {
	table, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	known := []How{HowEqual, HowPlaceholder, HowHand, HowDated, HowName, HowStem, HowPrefecture}
	for id, c := range table.changes {
		if table.regions[id] != nil {
			t.Errorf("%s is in force and retired at once", id)
		}
		if len(c.Successors) == 0 || !slices.Contains(known, c.How) {
			t.Errorf("%s: %d successors, known by %q", id, len(c.Successors), c.How)
		}
	}
	if len(table.changes) < 800 {
		t.Errorf("only %d codes", len(table.changes))
	}
}

// The 2019 outline speaks of 41 cities of prefecture rank.
func TestYangtzeDeltaHas41Cities(t *testing.T) {
	table, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, r := range table.regions {
		if a, ok := table.At(r, Prefecture); ok && a == r && table.Holds("MACRO:yrd", r) {
			n++
		}
	}
	if n != 41 {
		t.Errorf("%d cities, want 41", n)
	}
}

func TestDamagedTables(t *testing.T) {
	const good = "ISO3166-1:CN\t1\tChina\nGB2260:440000\t2\tx\ty\tISO3166-1:CN\t113.1\t23.1\n"
	for name, c := range map[string]struct{ regions, groups string }{
		"level is no number":   {"GB2260:440000\tx\tname", ""},
		"level is too high":    {"GB2260:440000\t9\tname", ""},
		"parent is missing":    {"GB2260:440000\t2\tname\t\tISO3166-1:CN", ""},
		"point is no number":   {"ISO3166-1:CN\t1\tChina\nGB2260:440000\t2\tx\ty\tISO3166-1:CN\teast\t23.1", ""},
		"point has one number": {"ISO3166-1:CN\t1\tChina\nGB2260:440000\t2\tx\ty\tISO3166-1:CN\t113.1", ""},
		"group's code unknown": {good, "MACRO:x\tX\t440100\tnobody"},
	} {
		if _, err := parse(c.regions, "", c.groups); errs.KindOf(err) != errs.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := parse(good, "", "MACRO:x\tX\t440000\tnobody"); err != nil {
		t.Error(err)
	}
	for name, packed := range map[string][]byte{"no gzip": []byte("plain"), "cut short": regionsFile[:len(regionsFile)/2], "empty": nil} {
		if _, err := inflate(packed); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func BenchmarkShipped(b *testing.B) {
	for b.Loop() {
		if _, err := Shipped(); err != nil {
			b.Fatal(err)
		}
	}
}
