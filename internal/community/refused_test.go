package community_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
)

// refusal plants two rings of four, 0 to 3 and 4 to 7, and what ties them, and
// returns what the first says of it.
func refusal(t *testing.T, p community.Params, tie func(s *sketch)) *community.Refused {
	t.Helper()
	var s sketch
	ring(&s, 0)
	ring(&s, 4)
	tie(&s)
	r := detect(t, s.csr(), p)
	if len(r.Groups) < 2 || r.Of[0] == r.Of[4] {
		t.Fatalf("groups %v", brief(r))
	}
	return r.Groups[0].Refused
}

func TestRefusedTieIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		tie  func(s *sketch)
		want community.Refused // without the identifiers
		bits float64
		ids  int
	}{
		"one identifier": {
			tie:  func(s *sketch) { s.share(phone, 3, 4) },
			want: community.Refused{Why: community.OneOnly, With: 4, Size: 4, WithSize: 4, Own: 3},
			bits: math.Log2(1e5/(2*.05*16)) - math.Log2(1e5/4), ids: 1,
		},
		"too small a share": {
			tie: func(s *sketch) {
				ring(s, 0)
				ring(s, 4)
				s.share(phone, 3, 4)
				s.share(picture, 2, 5)
			},
			want: community.Refused{Why: community.Unbalanced, With: 4, Size: 4, WithSize: 4, Own: 6},
			bits: 2*math.Log2(1e5/(2*.05*16)) + 1 - math.Log2(1e5/4), ids: 2,
		},
		"a lone member": {
			tie: func(s *sketch) {
				s.share(phone, 3, 8, 9, 10)
			},
			want: community.Refused{Why: community.OneOnly, With: 8, Size: 4, WithSize: 1},
			bits: math.Log2(1e5/(2*.05*4)) - math.Log2(1e5/4), ids: 1,
		},
		"no tie": {tie: func(*sketch) {}},
	} {
		t.Run(name, func(t *testing.T) {
			got := refusal(t, large(), c.tie)
			if c.ids == 0 {
				if got != nil {
					t.Fatalf("refused %+v", got)
				}
				return
			}
			if got == nil {
				t.Fatal("no tie was refused")
			}
			if math.Abs(got.Bits.Float()-c.bits) > .02 || len(got.Identifiers) != c.ids {
				t.Errorf("%.3f bits over %d identifiers, want %.3f over %d", got.Bits.Float(), len(got.Identifiers), c.bits, c.ids)
			}
			plain := *got
			plain.Bits, plain.Needed, plain.Identifiers = 0, 0, nil
			if d := cmp.Diff(c.want, plain); d != "" {
				t.Error(d)
			}
		})
	}
}

// Whoever one identifier attaches was let in, though its tie was refused.
func TestTheAttachedWereNotRefused(t *testing.T) {
	var s sketch
	ring(&s, 0)
	s.share(picture, 1, 2, 4)
	r := detect(t, s.csr(), large())
	if d := cmp.Diff([]string{"ring 0c 1c 2c 3c 4a"}, brief(r)); d != "" {
		t.Fatal(d)
	}
	if got := r.Groups[0].Refused; got != nil {
		t.Errorf("refused %+v", got)
	}
}

// A word is the reason wherever it stands against a tie.
func TestAWordIsTheReason(t *testing.T) {
	var s sketch
	ring(&s, 0)
	ring(&s, 4)
	s.share(account, 3, 4)
	g := s.csr()
	g.Apart = [][2]int32{{3, 4}}
	r := detect(t, g, large())
	if got := r.Groups[0].Refused; got == nil || got.Why != community.SetApart || got.With != 4 {
		t.Errorf("refused %+v", got)
	}
}

// The two parts of the weakest tie of two rings on one supplier hold who stood
// there, and together all who did not come afterwards.
func TestCellsAreTwoParts(t *testing.T) {
	var s sketch
	supplier(&s, 4)
	s.share(account, 2, 12) // comes later, by account
	r := detect(t, s.csr(), large())
	w := r.Groups[0].Weakest
	if w == nil {
		t.Fatal("no weakest tie")
	}
	for _, m := range slices.Concat(w.A, w.B) {
		if m > 12 || slices.Contains(w.A, m) == slices.Contains(w.B, m) {
			t.Errorf("member %d stands in cells %v and %v", m, w.A, w.B)
		}
	}
	if len(w.A) != w.SizeA || len(w.B) != w.SizeB {
		t.Errorf("cells of %d and %d, the tie had %d and %d", len(w.A), len(w.B), w.SizeA, w.SizeB)
	}
	for _, i := range w.Identifiers {
		users := s.csr().Row(i)
		if !slices.ContainsFunc(users, func(m int32) bool { return slices.Contains(w.A, m) }) ||
			!slices.ContainsFunc(users, func(m int32) bool { return slices.Contains(w.B, m) }) {
			t.Errorf("identifier %d does not cross between %v and %v", i, w.A, w.B)
		}
	}
}
