package snapshot

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTextOrder(t *testing.T) {
	for _, limit := range []int{0, 1, 2, 9, 10, 11, 19, 100, 101, 999, 1000, 12_345} {
		var want []string
		for n := range limit {
			want = append(want, strconv.Itoa(n))
		}
		slices.Sort(want)
		var got []string
		for n := range textOrder(uint64(limit)) {
			got = append(got, strconv.Itoa(int(n)))
		}
		if !slices.Equal(got, want) {
			t.Errorf("below %d: %v, want %v", limit, got, want)
		}
	}
	for n := range textOrder(1 << 33) {
		if n == 10 {
			break
		}
	}
}

func TestTexts(t *testing.T) {
	number := rapid.OneOf(rapid.Uint32(), rapid.Uint32Range(0, 200), rapid.SampledFrom([]uint32{0, 1, 10, 100, 999_999_999, 1_000_000_000, math.MaxUint32}))
	rapid.Check(t, func(t *rapid.T) {
		a, b := number.Draw(t, "a"), number.Draw(t, "b")
		x, y := strconv.FormatUint(uint64(a), 10), strconv.FormatUint(uint64(b), 10)
		if got, want := compareTexts(a, b), strings.Compare(x, y); got != want {
			t.Errorf("%s against %s: %d, want %d", x, y, got, want)
		}
		if got, ok := canonical([]byte(x)); digits(a) != len(x) || !ok || got != a {
			t.Errorf("%s: %d digits, read as %d, %v", x, digits(a), got, ok)
		}
	})
	for _, text := range []string{"", "00", "01", "-1", "+1", " 1", "1 ", "4294967296", "42949672950", "1e3", "x"} {
		if n, ok := canonical([]byte(text)); ok {
			t.Errorf("%q is read as %d", text, n)
		}
	}
}
