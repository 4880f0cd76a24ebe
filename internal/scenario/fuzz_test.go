package scenario_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/scenario"
)

// A text is refused or gives rows; what is accepted names its storefronts.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"name: a\nabout: b\nlinks:\n  - {shops: s1..s4 t1, kind: PHONE, value: x, by: 3, step: 2, class: DECLARED}\nexpect: {rings: 0, never: [s1..s4]}\n",
		"name: a\nabout: b\nlinks: [{shops: s1, platform: tmall, kind: DEVICE, value: y, each: true, from: 2024-01-01}]\nfiles: {sellers: \"name\\n\"}\n" +
			"then:\n  - why: c\n    again: true\n    judgements: [{left: s1, right: ring of s2, verdict: negative, reason: d}]\n    expect: {kept: [s1], changed: []}\n",
	} {
		if _, err := scenario.Parse([]byte(text)); err != nil {
			f.Fatal(err)
		}
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := scenario.Parse(text)
		if err != nil {
			return
		}
		for _, step := range s.Steps() {
			rows, err := step.Rows()
			if err != nil {
				t.Fatal("Parse accepted what has no rows:", err)
			}
			for _, r := range rows {
				if r.Shop == "" {
					t.Fatal("a row without a storefront")
				}
			}
		}
	})
}
