package eval_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/eval"
)

var update = flag.Bool("update", false, "write the table of measures into docs/measures.md again")

// Whatever is printed is explained, in the order of the document.
func TestEveryMeasureHasAMeaning(t *testing.T) {
	r := street().Gauge(eval.Capacities()).Measure(found())
	s := eval.Stable(eval.Grouping{}, eval.Grouping{}, nil)
	used := map[string]bool{}
	for _, m := range append(r.Measures(), s.Measures()...) {
		meaning, some := eval.MeaningOf(m.Name)
		if !some {
			t.Errorf("nothing says what %s is", m.Name)
		}
		used[meaning.Name] = true
	}
	for _, m := range eval.Meanings() {
		if !used[m.Name] {
			t.Errorf("%s is explained and never printed", m.Name)
		}
	}
}

func TestDocumentListsTheMeasures(t *testing.T) {
	const path, begin, end = "../../docs/measures.md", "<!-- measures: begin -->\n", "<!-- measures: end -->"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(string(raw), begin)
	_, tail, found := strings.Cut(rest, end)
	if !found {
		t.Fatal("the document has no place for the table")
	}
	var table strings.Builder
	section := ""
	for _, m := range eval.Meanings() {
		if m.Section != section {
			section = m.Section
			fmt.Fprintf(&table, "\n**%s**\n\n| measure | is |\n|---|---|\n", section)
		}
		fmt.Fprintf(&table, "| `%s` | %s |\n", m.Name, m.Text)
	}
	want := head + begin + table.String() + "\n" + end + tail
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(want, string(raw)); diff != "" && !*update {
		t.Error(diff)
	}
}
