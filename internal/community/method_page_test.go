package community_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/projection"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// docs/method.md explains the rule to people who will be held to it. Its
// tables are read here, played through the program and compared, so that the
// page cannot say what the program does not do.

const methodPage = "../../docs/method.md"

// row is one line of a table of the page: the cells by the heads of their
// columns.
type row map[string]string

// table returns the table that follows the page's mark of this name.
func table(t *testing.T, name string) []row {
	t.Helper()
	text, err := os.ReadFile(methodPage)
	if err != nil {
		t.Fatal(err)
	}
	_, after, ok := strings.Cut(string(text), "<!-- held: "+name+" -->\n")
	if !ok {
		t.Fatalf("docs/method.md marks no table %q", name)
	}
	var heads []string
	var rows []row
	for line := range strings.Lines(strings.TrimLeft(after, "\n")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.Trim(cells[i], " `*")
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			if len(rows) == 0 {
				t.Fatalf("the table %q of docs/method.md is empty", name)
			}
			return rows
		case heads == nil:
			heads = cells
		case strings.Trim(cells[0], "-: ") == "":
		case len(cells) != len(heads):
			t.Fatalf("table %q of docs/method.md: %d cells under %d heads: %s", name, len(cells), len(heads), line)
		default:
			r := row{}
			for i, h := range heads {
				r[h] = cells[i]
			}
			rows = append(rows, r)
		}
	}
	return rows
}

// list reads "A, B" as its parts, "nobody" as none.
func list(cell string) []string {
	if cell == "nobody" {
		return nil
	}
	return strings.Split(cell, ", ")
}

// example is the world of the page's worked ring, with changes to it.
type example struct {
	links       []carried
	storefronts int
	strangers   int
	without     projection.Rules
	said        projection.People
}

// carried is one value at one storefront.
type carried struct {
	shop, value string
	kind        entity.Kind
	class       entity.Class
}

// worked reads the example from the page.
func worked(t *testing.T) *example {
	t.Helper()
	size := table(t, "population")[0]
	e := &example{storefronts: number(t, size["storefronts"]), strangers: number(t, size["strangers at the depot"])}
	for _, r := range table(t, "links") {
		kind, known := entity.ParseKind(strings.ToLower(r["kind"]))
		class, said := entity.ParseClass(strings.ToLower(r["how known"]))
		if !known || !said {
			t.Fatalf("docs/method.md: %q by %q", r["kind"], r["how known"])
		}
		for _, shop := range list(strings.TrimSuffix(r["carried by"], " and the strangers")) {
			e.links = append(e.links, carried{shop, r["value"], kind, class})
		}
		if strings.HasSuffix(r["carried by"], "and the strangers") {
			for i := range e.strangers {
				e.links = append(e.links, carried{stranger(i), r["value"], kind, class})
			}
		}
	}
	return e
}

// stranger names a storefront that the page does not name; such names stand
// behind those of the drawing.
func stranger(i int) string { return "stranger " + strings.Repeat("0", 5-len(digits(i))) + digits(i) }

// snapshot builds the example with all of its storefronts.
func (e *example) snapshot() *snapshot.Snapshot {
	var b snapshot.Builder
	for _, l := range e.links {
		b.Add(l.shop, entity.LinkTo(l.kind), entity.Key{Kind: l.kind, ID: l.value}, l.class, entity.When{}, entity.When{})
	}
	named := map[string]bool{}
	for _, l := range e.links {
		named[l.shop] = true
	}
	for i := 0; len(named) < e.storefronts; i++ {
		b.AddShop(stranger(i))
		named[stranger(i)] = true
	}
	return b.Build()
}

// drop takes links away from the example.
func (e *example) drop(shop, value string) {
	e.links = slices.DeleteFunc(e.links, func(l carried) bool { return l.shop == shop && l.value == value })
}
