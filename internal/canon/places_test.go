package canon_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/region"
)

// Each row of a golden file says what a value becomes and where the case is
// from. Escapes such as \u200b in the second column are read as Go reads them.
func TestGoldenPlaces(t *testing.T) {
	words := map[canon.Level]string{canon.None: "VALID", canon.Supports: "SUPPORTS", canon.Unlinks: "UNLINKS", canon.Refuses: "REJECTED"}
	for name, kind := range map[string]entity.Kind{"address": entity.KindAddress, "domain": entity.KindDomain, "region": entity.KindRegion} {
		t.Run(name, func(t *testing.T) {
			var want, got [][]string
			for _, row := range table(t, filepath.Join("testdata", name+".csv")) {
				raw, err := strconv.Unquote(`"` + row[1] + `"`)
				if err != nil || row[5] == "" {
					t.Fatalf("%s: %v, origin %q", row[1], err, row[5])
				}
				v, issue := canon.Canonicalise(kind, row[0], raw)
				want = append(want, row)
				got = append(got, []string{row[0], row[1], v.ID, words[issue.Level], string(issue.Code), row[5]})
				again, second := canon.Canonicalise(kind, "", v.ID)
				if v.ID != "" && (again.ID != v.ID || second.Code != issue.Code) {
					t.Errorf("%q becomes %q (%s), then %q (%s)", raw, v.ID, issue.Code, again.ID, second.Code)
				}
			}
			if len(want) < 40 {
				t.Errorf("%d rows; there are at least 40", len(want))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("forms (-want +got):\n%s", diff)
			}
		})
	}
}

// A name that several regions have is answered with their codes.
func TestTwinRegionsAreNamed(t *testing.T) {
	_, issue := canon.Canonicalise(entity.KindRegion, "", "鼓楼区")
	for _, code := range []string{"320106", "320302", "350102", "410204"} {
		if !strings.Contains(issue.Message, "GB2260:"+code) {
			t.Errorf("%s is not among the candidates: %s", code, issue.Message)
		}
	}
}

// Every region of China, written in full, is found in an address and by its
// name, and its characters are the ones that folding leaves.
func TestEveryRegionIsFound(t *testing.T) {
	table, err := region.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for r := range table.All() {
		if up, ok := table.Region(r.Parent); !strings.HasPrefix(r.ID, "GB2260:") || ok && up.Name == r.Name { // Jiayuguan's one county repeats its name
			continue
		}
		n++
		title := ""
		for _, up := range table.Chain(r.ID) {
			if up.Level > region.Country && !strings.HasPrefix(title, up.Name) {
				title = up.Name + title
			}
		}
		v, _ := canon.Canonicalise(entity.KindAddress, "", title+"琅笙路5号")
		if v.ID != title+"琅笙路5号" || canon.KeysOfAddress(v.ID).Region != r.ID {
			t.Errorf("%s %s: %s in %s", r.ID, title, v.ID, canon.KeysOfAddress(v.ID).Region)
		}
		if named, issue := canon.Canonicalise(entity.KindRegion, "", title); named.ID != r.ID {
			t.Errorf("%s %s: %s %s", r.ID, title, named.ID, issue.Code)
		}
	}
	if n < 3300 {
		t.Errorf("only %d regions", n)
	}
}
