package community_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
)

// Whatever two members share, a person's word keeps them out of one group, by
// whichever way they would have come in.
func TestWordsApartAreNeverCrossed(t *testing.T) {
	for _, tc := range []struct {
		name   string
		draw   func(s *sketch)
		apart  [][2]int32
		before []string
		after  []string
	}{
		{"a member that was set apart from all others", func(s *sketch) {
			s.share(account, upTo(0, 4)...)
			s.share(picture, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
		}, [][2]int32{{0, 4}, {1, 4}, {2, 4}, {3, 4}}, []string{"ring 0c 1c 2c 3c 4c"}, []string{"ring 0c 1c 2c 3c"}},
		{"two rings and their bridge", func(s *sketch) {
			for _, half := range [][]int32{upTo(0, 3), upTo(4, 7)} {
				s.share(address, half...)
				s.share(picture, half...)
				s.share(phone, half...)
			}
			s.share(account, 3, 4)
		}, [][2]int32{{0, 7}}, []string{"ring 0c 1c 2c 3c 4c 5c 6c 7c"}, []string{"ring 0c 1c 2c 3c", "ring 4c 5c 6c 7c"}},
		{"an attached member", func(s *sketch) {
			s.share(address, upTo(0, 3)...)
			s.share(picture, upTo(0, 3)...)
			s.share(phone, 2, 3, 4)
		}, [][2]int32{{0, 4}}, []string{"ring 0c 1c 2c 3c 4a"}, []string{"ring 0c 1c 2c 3c"}},
		{"two attached members, of whom nothing says which is the stranger", func(s *sketch) {
			s.share(address, upTo(0, 3)...)
			s.share(picture, upTo(0, 3)...)
			s.share(phone, 0, 1, 4)
			s.share(phone, 2, 3, 5)
		}, [][2]int32{{4, 5}}, []string{"ring 0c 1c 2c 3c 4a 5a"}, []string{"ring 0c 1c 2c 3c"}},
	} {
		var s sketch
		tc.draw(&s)
		g := s.csr()
		if diff := cmp.Diff(tc.before, brief(detect(t, g, large()))); diff != "" {
			t.Errorf("%s, nobody set apart: %s", tc.name, diff)
		}
		g.Apart = tc.apart
		if diff := cmp.Diff(tc.after, brief(detect(t, g, large()))); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

func TestPairsOutOfOrderAreRefused(t *testing.T) {
	var s sketch
	s.share(phone, 0, 1, 2)
	for _, apart := range [][][2]int32{{{1, 0}}, {{0, 3}}, {{0, 0}}, {{0, 2}, {0, 1}}, {{0, 1}, {0, 1}}, {{-1, 1}}} {
		g := s.csr()
		g.Apart = apart
		if _, err := community.Detect(g, large()); err == nil {
			t.Errorf("%v is accepted", apart)
		}
	}
}

// A place and its telephone are one service's until a second place speaks, or
// something of another sort; and what a few clients share says nothing of the
// rest.
func TestOneServiceMakesNoRing(t *testing.T) {
	p := large()
	p.Lent = []uint8{address, phone}
	for _, tc := range []struct {
		name string
		draw func(s *sketch)
		want string
	}{
		{"a place and a telephone", func(s *sketch) { s.share(address, upTo(0, 4)...); s.share(phone, upTo(0, 4)...) }, "candidate 0c 1c 2c 3c 4c"},
		{"and a picture", func(s *sketch) {
			s.share(address, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
			s.share(picture, 0, 1)
		}, "candidate 0c 1c 2c 3c 4c"},
		{"and a picture of most", func(s *sketch) {
			s.share(address, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
			s.share(picture, 0, 1, 2)
		}, "ring 0c 1c 2c"},
		{"and a picture of all", func(s *sketch) {
			s.share(address, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
			s.share(picture, upTo(0, 4)...)
		}, "ring 0c 1c 2c 3c 4c"},
		{"and a second place", func(s *sketch) {
			s.share(address, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
			s.share(address, upTo(0, 4)...)
		}, "ring 0c 1c 2c 3c 4c"},
		{"and an account", func(s *sketch) {
			s.share(address, upTo(0, 4)...)
			s.share(phone, upTo(0, 4)...)
			s.share(account, 0, 1)
		}, "pair 0b 1b"},
	} {
		var s sketch
		tc.draw(&s)
		if diff := cmp.Diff([]string{tc.want}, brief(detect(t, s.csr(), p))); diff != "" {
			t.Errorf("%s: %s", tc.name, diff)
		}
	}
}

// Who is held by accounts that are nearly theirs alone, and by nothing else, is
// a candidate, also where a cycle of evidence runs through them: in a small
// population what closes it need not speak for the two whom it joins.
func TestTheRescuedAreNoRing(t *testing.T) {
	var s sketch
	s.share(account, 0, 1, 2, 3, 4)
	s.share(account, 0, 2, 3, 5)
	s.share(account, 2, 3)
	s.share(address, 0, 1)
	g, p := s.csr(), large()
	g.Apart = [][2]int32{{0, 2}}
	p.Population = 60
	r := detect(t, g, p)
	if d := cmp.Diff([]string{"candidate 0b 1b 4b 5b", "pair 2c 3c"}, brief(r)); d != "" {
		t.Error(d)
	}
}
