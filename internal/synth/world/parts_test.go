package world

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

func generatorOf(t *testing.T) *generator {
	t.Helper()
	knobs, err := Knobs("standard", nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rated(knobs)
	if err != nil {
		t.Fatal(err)
	}
	return newGenerator(r, 10_000, 1)
}

// Every knob can be turned to its bounds without harm: a world comes of it, or
// a refusal that says why.
func TestKnobsAtTheirBounds(t *testing.T) {
	knobs, err := Knobs("standard", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range knobs {
		for _, v := range []float64{k.Min, k.Max} {
			if v == 0 && k.Min > 0 { // no upper bound
				continue
			}
			turned := slices.Clone(knobs)
			turned[i].Value = v
			r, err := rated(turned)
			if err != nil {
				if errs.KindOf(err) != errs.Invalid {
					t.Errorf("%s = %g: %v", k.Name, v, err)
				}
				continue
			}
			rows := 0
			err = newGenerator(r, Smallest, 1).blocks(t.Context(), 2, func(out *output) error {
				rows += out[sheetStorefronts].rows
				return nil
			})
			if err != nil || rows != Smallest {
				t.Errorf("%s = %g: %d storefronts, %v", k.Name, v, rows, err)
			}
		}
	}
}

// Values that differ are written differently, and in one way.
func TestTextsAreOneToOne(t *testing.T) {
	g := generatorOf(t)
	kinds := []entity.Kind{entity.KindAddress, entity.KindPhone, entity.KindEmail, entity.KindHandle, entity.KindTemplate, entity.KindDevice}
	text := func(v value) string {
		if v.kind == entity.KindPaymentAccount {
			scheme, number := g.account(v)
			return scheme + string(number)
		}
		return string(g.text(nil, v))
	}
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(append(kinds, entity.KindPaymentAccount)).Draw(t, "kind")
		owner := rapid.Uint32Range(0, mostShops)
		a := mint(kind, owner.Draw(t, "a"), rapid.IntRange(0, 15).Draw(t, "slot"), 3)
		b := mint(kind, owner.Draw(t, "b"), rapid.IntRange(0, 15).Draw(t, "slot"), 3)
		if (text(a) == text(b)) != (a == b) {
			t.Fatal("two values have one text, or one has two")
		}
		for s := asIs; s < spellings && kind == entity.KindAddress; s++ {
			v := a
			v.spelling = s
			if (text(v) == text(a)) != (s == asIs) {
				t.Fatalf("spelling %d is written like the plain one, or another", s)
			}
		}
	})
}

func TestScrambleIsAPermutation(t *testing.T) {
	g := generatorOf(t)
	seen := make([]bool, 1<<16)
	for x := range uint32(1 << 16) {
		y := g.scramble(x, 16, 5)
		if seen[y] {
			t.Fatalf("%d is met twice", y)
		}
		seen[y] = true
	}
}

// Draws have the means and spreads that their names promise.
func TestDraws(t *testing.T) {
	const n = 20_000
	moments := func(next func(*draw) float64) (mean, deviation float64) {
		d := stream(1, ofShop, 9)
		var sum, square float64
		for range n {
			x := next(&d)
			sum += x
			square += x * x
		}
		mean = sum / n
		return mean, math.Sqrt(square/n - mean*mean)
	}
	zipf := power(2, 500, 2.85)
	for _, tc := range []struct {
		name            string
		next            func(*draw) float64
		mean, deviation float64
	}{
		{"unit", (*draw).unit, .5, math.Sqrt(1. / 12)},
		{"normal", (*draw).normal, 0, 1},
		{"beta(2,2)", func(d *draw) float64 { return d.beta(2, 2) }, .5, math.Sqrt(.05)},
		{"beta(8,2)", func(d *draw) float64 { return d.beta(8, 2) }, .8, math.Sqrt(16. / 1100)},
		{"poisson(1.2)", func(d *draw) float64 { return float64(d.poisson(1.2)) }, 1.2, math.Sqrt(1.2)},
		{"below(10)", func(d *draw) float64 { return float64(d.below(10)) }, 4.5, math.Sqrt(8.25)},
		{"pick(1,3)", func(d *draw) float64 { return float64(d.pick(1, 3)) }, .75, math.Sqrt(.1875)},
	} {
		if mean, deviation := moments(tc.next); math.Abs(mean-tc.mean) > .05 || math.Abs(deviation-tc.deviation) > .05 {
			t.Errorf("%s: mean %.3f, deviation %.3f; want %.3f and %.3f", tc.name, mean, deviation, tc.mean, tc.deviation)
		}
	}
	if m := zipf.mean(); m < 3.2 || m > 3.6 {
		t.Errorf("rings of %.2f on average, the note says 3.4", m)
	}
	if zipf.at(0) != 2 || zipf.at(.9999999) < 50 || zipf.at(1) != 500 {
		t.Error("the table's ends")
	}
}

func TestTraitsComeAtEvenDistances(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share, lead := rapid.Float64Range(.01, .5).Draw(t, "share"), rapid.IntRange(0, 3).Draw(t, "lead")
		n, first := 0, -1
		for i := range 1000 {
			if due(i, share, lead) {
				n++
				if first < 0 {
					first = i
				}
			}
		}
		if math.Abs(float64(n)-1000*share) > 1.5+float64(lead)*share || first > lead {
			t.Fatalf("%d of 1000 have a trait of share %g, the first at %d", n, share, first)
		}
	})
	if due(0, 0, 0) {
		t.Error("nobody has a trait of share 0")
	}
}

// members builds storefronts of one operation that show values by name.
func members(o *operation, shows ...[]fact) []shop {
	out := make([]shop, len(shows))
	for i := range out {
		out[i] = shop{op: o, member: i, facts: shows[i]}
	}
	return out
}

func TestFindable(t *testing.T) {
	seen := func(kind entity.Kind, serial uint32) fact {
		return fact{value: value{kind: kind, serial: serial}, class: entity.ClassObserved}
	}
	said := func(kind entity.Kind, serial uint32) fact {
		return fact{value: value{kind: kind, serial: serial}, class: entity.ClassDeclared}
	}
	const account, address, phone = entity.KindPaymentAccount, entity.KindAddress, entity.KindPhone
	romanisedPlace := seen(address, 9)
	romanisedPlace.spelling = romanised
	wide := seen(address, 9)
	wide.spelling = wideDigits
	hub := fact{value: mint(address, hubOwner(0), 0, 0), class: entity.ClassObserved}
	for _, tc := range []struct {
		name, want string
		shows      [][]fact
	}{
		{"two", "pair", [][]fact{{seen(account, 9)}, {seen(account, 9)}}},
		{"two values hold three", "yes", [][]fact{{seen(account, 9), seen(address, 9)}, {seen(account, 9), seen(address, 9)}, {seen(address, 9)}}},
		{"one account holds four", "yes", [][]fact{{seen(account, 9)}, {seen(account, 9)}, {seen(account, 9)}, {seen(account, 9)}}},
		{"one account holds three", "tree", [][]fact{{seen(account, 9)}, {seen(account, 9)}, {seen(account, 9)}}},
		{"one address holds four", "tree", [][]fact{{seen(address, 9)}, {seen(address, 9)}, {seen(address, 9)}, {seen(address, 9)}}},
		{"a spelling parts them", "disconnected", [][]fact{{seen(address, 9)}, {seen(address, 9)}, {romanisedPlace}}},
		{"wide digits do not", "tree", [][]fact{{seen(address, 9)}, {seen(address, 9)}, {wide}}},
		{"only said", "declared_only", [][]fact{{said(phone, 9)}, {said(phone, 9)}, {said(phone, 9)}}},
		{"only a hub", "behind_hub", [][]fact{{hub}, {hub}, {hub}}},
		{"nothing", "no_hard_identifier", [][]fact{{seen(account, 1)}, {seen(account, 2)}, {seen(account, 3)}}},
		{"three of four", "yes apart", [][]fact{{seen(account, 9), seen(address, 9)}, {seen(account, 9), seen(address, 9)}, {seen(account, 9)}, {}}},
		{"three of eight", "disconnected", [][]fact{
			{seen(account, 9), seen(address, 9)}, {seen(account, 9), seen(address, 9)}, {seen(account, 9)}, {}, {}, {}, {}, {}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := strings.Join(slices.Compact(findable(members(&operation{size: len(tc.shows)}, tc.shows...))), " ")
			if got != tc.want {
				t.Errorf("%s, want %s", got, tc.want)
			}
		})
	}
}

// The workshop that two rings use holds neither of them together.
func TestSuppliersWorkshopDoesNotCount(t *testing.T) {
	o := &operation{number: 5, first: 40, size: 3, supplies: true}
	workshop := fact{value: o.workshop(), class: entity.ClassObserved}
	if got := findable(members(o, []fact{workshop}, []fact{workshop}, []fact{workshop}))[0]; got != "behind_hub" {
		t.Error(got)
	}
}
