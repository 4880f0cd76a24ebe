package standing

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func anyText(t *rapid.T) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("abc")), 1, 3, -1).Draw(t, "key")
}

// Numbers compare as their keys do, however late a key came.
func TestNumbersStandInTheOrderOfTheirKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SliceOfDistinct(rapid.Custom(anyText), rapid.ID).Draw(t, "base")
		slices.Sort(base)
		c := newCatalog(base, strings.Compare)
		for range rapid.IntRange(1, 3).Draw(t, "batches") {
			for range rapid.IntRange(0, 5).Draw(t, "keys") {
				k := anyText(t)
				if v := c.add(k); c.key(v) != k || c.add(k) != v {
					t.Fatalf("%q got number %d, which is %q", k, v, c.key(v))
				}
			}
			c.arrange()
		}
		for a := range int32(c.len()) {
			if v, ok := c.find(c.key(a)); !ok || v != a {
				t.Fatalf("%q is found as %d", c.key(a), v)
			}
			for b := range int32(c.len()) {
				if got, want := c.compare(a, b), strings.Compare(c.key(a), c.key(b)); cmp.Compare(got, 0) != want {
					t.Fatalf("%q and %q compare %d", c.key(a), c.key(b), got)
				}
			}
		}
	})
}

// The places of a region's nodes are those of their keys, among the marked.
func TestPlacesStandInTheOrderOfKeys(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.SliceOfDistinct(rapid.Custom(anyText), rapid.ID).Draw(t, "base")
		slices.Sort(base)
		c := newCatalog(base, strings.Compare)
		for _, k := range rapid.SliceOfN(rapid.Custom(anyText), 0, 8).Draw(t, "later") {
			c.add(k)
		}
		c.arrange()
		var in marks
		in.reset(c.len())
		var want []string
		for v := range int32(c.len()) {
			if rapid.Bool().Draw(t, "marked") && in.put(v) {
				want = append(want, c.key(v))
			}
		}
		slices.Sort(want)
		l := newLocal(&in, &c.order)
		var got []string
		for place, v := range l.nodes {
			got = append(got, c.key(v))
			if l.of(v) != int32(place) {
				t.Fatalf("%q stands at %d and is said to stand at %d", c.key(v), place, l.of(v))
			}
		}
		if d := gocmp.Diff(want, got); d != "" {
			t.Fatal(d)
		}
	})
}

func TestMarksCountThoseBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		room := rapid.IntRange(1, 200).Draw(t, "room")
		set := rapid.SliceOfDistinct(rapid.Int32Range(0, int32(room)-1), rapid.ID).Draw(t, "set")
		var m marks
		m.reset(room)
		for _, v := range set {
			if m.has(v) || !m.put(v) || m.put(v) || !m.has(v) {
				t.Fatalf("%d is not in, then in", v)
			}
		}
		if n := m.index(); n != len(set) {
			t.Fatalf("%d marks of %d", n, len(set))
		}
		slices.Sort(set)
		for v := range int32(room) + 1 {
			if want, _ := slices.BinarySearch(set, v); m.rank(v) != int32(want) {
				t.Fatalf("%d of them lie below %d, not %d", want, v, m.rank(v))
			}
		}
		var met []int32
		m.each(int32(room), func(v int32) { met = append(met, v) })
		if !slices.Equal(met, set) {
			t.Fatalf("%v, not %v", met, set)
		}
	})
}
