package dice_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// The first numbers of SplitMix64 from 1234567, as its reference
// implementation gives them (S. Vigna, splitmix64.c).
func TestReferenceNumbers(t *testing.T) {
	s := dice.From(1234567)
	var got []uint64
	for range 5 {
		got = append(got, s.Next())
	}
	want := []uint64{6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestBelow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s, n := dice.From(rapid.Uint64().Draw(t, "key")), rapid.Uint64Range(1, 1<<40).Draw(t, "n")
		for range 20 {
			if got := s.Below(n); got >= n {
				t.Fatalf("%d is not below %d", got, n)
			}
		}
	})
}
