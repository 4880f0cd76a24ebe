package dossier

import (
	"reflect"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// redact drops from the model whatever the level may not see, and counts it by
// class. It finds every Text by reflection, so that none is forgotten.
func redact(d *Dossier, l Level) {
	withheld := map[string]int{}
	if l == L4 {
		blur(d, withheld)
	}
	walk(reflect.ValueOf(d).Elem(), func(t *Text) {
		t.redact(l)
		if t.Withheld != "" {
			withheld[t.Withheld]++
		}
	})
	d.Redactions.Withheld = []Counted{}
	for c, n := range withheld {
		d.Redactions.Withheld = append(d.Redactions.Withheld, Counted{c, n})
	}
	slices.SortFunc(d.Redactions.Withheld, func(a, b Counted) int { return strings.Compare(a.What, b.What) })
}

// walk calls f with every Text below v, and makes every nil list an empty one.
func walk(v reflect.Value, f func(*Text)) {
	switch v.Kind() {
	case reflect.Struct:
		if t, ok := v.Addr().Interface().(*Text); ok {
			f(t)
			return
		}
		for i := range v.NumField() {
			walk(v.Field(i), f)
		}
	case reflect.Slice:
		if v.IsNil() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			walk(v.Index(i), f)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			walk(v.Elem(), f)
		}
	}
}

// blur leaves of a public package what cannot point at a storefront: sizes,
// sums, regions with enough members, and the score.
func blur(d *Dossier, withheld map[string]int) {
	drop := func(what string, n int) {
		if n > 0 {
			withheld[what] += n
		}
	}
	drop("parties", len(d.Parties))
	drop("test-purchase-details", len(d.Purchases))
	drop("complaint-details", len(d.Complaints))
	drop("enforcement-details", len(d.Sanctions))
	drop("timeline", len(d.Timeline))
	drop("source-row", len(d.Evidence.Rows))
	drop("tie-details", len(d.Ties))
	d.Summary.Regions = common(d)
	d.Parties, d.Purchases, d.Complaints, d.Sanctions, d.Timeline, d.Ties = nil, nil, nil, nil, nil, nil
	d.Evidence = EvidenceIndex{}
	for i := range d.Identifiers {
		d.Identifiers[i].Region = Text{}
		d.Identifiers[i].Value.district = ""
	}
	for i := range d.Storefronts {
		s := &d.Storefronts[i]
		*s = Storefront{ID: s.ID, Key: s.Key, Tier: s.Tier, Risk: s.Risk, ByAccountOnly: s.ByAccountOnly, Confidence: s.Confidence}
	}
	for i := range d.Score.Rows {
		r := &d.Score.Rows[i]
		r.Evidence, r.NotCounted = nil, nil
	}
	for i := range d.Against {
		d.Against[i].Evidence = nil
		d.Against[i].Subjects = nil
	}
	for i := range d.Amounts {
		d.Amounts[i].Records = nil
	}
}

// common returns the regions that at least minPublic members ship from.
func common(d *Dossier) []Text {
	counts := map[string]int{}
	for _, s := range d.Storefronts {
		if s.Tier != ring.Peripheral.String() {
			for _, r := range s.ShipsFrom {
				counts[r.Value]++
			}
		}
	}
	out := []Text{}
	for _, r := range d.Summary.Regions {
		if counts[r.Value] >= minPublic {
			out = append(out, r)
		}
	}
	return out
}
