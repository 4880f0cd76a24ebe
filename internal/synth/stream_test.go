package synth

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestPermIsAPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "n")
		p := newStream(rapid.Uint64().Draw(t, "seed"), "test", 0).perm(n)
		slices.Sort(p)
		for i, v := range p {
			if v != i {
				t.Fatalf("sorted permutation holds %d at %d", v, i)
			}
		}
	})
}

func TestWeightedKeepsProportions(t *testing.T) {
	s, count := newStream(1, "test", 0), [3]int{}
	for range 10_000 {
		count[s.weighted(70, 0, 30)]++
	}
	if count[1] != 0 || count[0] < 6_800 || count[0] > 7_200 {
		t.Errorf("weights 70, 0, 30 gave %v of 10000", count)
	}
}

func TestStreamsDifferByEveryPartOfTheirName(t *testing.T) {
	first := newStream(1, "shop", 1).Next()
	for _, other := range []*stream{newStream(2, "shop", 1), newStream(1, "shoq", 1), newStream(1, "shop", 2)} {
		if other.Next() == first {
			t.Error("two names give one stream")
		}
	}
}

func TestLuhn(t *testing.T) {
	if got, want := luhn("455673758689985"), "4556737586899855"; got != want { // the standard's worked example
		t.Errorf("luhn = %s, want %s", got, want)
	}
}

func TestScrambleAndPhoneRepeatNothing(t *testing.T) {
	numbers, phones := map[int]bool{}, map[string]bool{}
	for i := range 99_990 {
		numbers[scramble(i)] = true
	}
	for i := range 2_000 {
		phones[phone(i)] = true
	}
	if len(numbers) != 99_990 || len(phones) != 2_000 {
		t.Errorf("%d numbers and %d phones are distinct", len(numbers), len(phones))
	}
}
