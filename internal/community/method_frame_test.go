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

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
	rings "github.com/ringtrace/ringtrace/internal/ring"
)

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
