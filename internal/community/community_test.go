package community_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
)

const (
	account = iota // the exclusive type of these tests
	address
	phone
	picture
)

// sketch is a tiny graph under construction: every call of share adds one
// identifier and the members that carry it.
type sketch struct {
	members int
	links   []community.Link
	types   []uint8
}

func (s *sketch) share(kind uint8, members ...int32) int32 {
	id := int32(len(s.types))
	s.types = append(s.types, kind)
	for _, m := range members {
		s.links = append(s.links, community.Link{Member: m, Identifier: id})
		s.members = max(s.members, int(m)+1)
	}
	return id
}

func (s *sketch) csr() *community.CSR {
	return community.Bipartite(s.members, len(s.types), s.links, s.types)
}

func upTo(lo, hi int32) (out []int32) {
	for m := lo; m <= hi; m++ {
		out = append(out, m)
	}
	return out
}

// large are the parameters for a world in which the sterner form for small
// populations does not hold.
func large() community.Params {
	p := community.DefaultParams()
	p.Population, p.Exclusive = 100_000, []uint8{account}
	return p
}

func small() community.Params {
	p := large()
	p.Population = 1_000
	return p
}

func detect(t testing.TB, g *community.CSR, p community.Params) *community.Result {
	t.Helper()
	r, err := community.Detect(g, p)
	if err != nil {
		t.Fatal(err)
	}
	if err := community.Verify(g, p, r); err != nil {
		t.Fatal(err)
	}
	return r
}

// brief writes a result as one line a group: status, then members with c for
// core, a for attached, b for by account only.
func brief(r *community.Result) []string {
	var out []string
	for _, g := range r.Groups {
		line := []string{g.Status.String()}
		for _, m := range g.Members {
			mark := "c"
			switch {
			case m.ByAccountOnly:
				mark = "b"
			case m.Tier == community.Attached:
				mark = "a"
			}
			line = append(line, fmt.Sprint(m.Node, mark))
		}
		out = append(out, strings.Join(line, " "))
	}
	return out
}

// ring plants a ring of four that two identifiers each weave together.
func ring(s *sketch, at int32) {
	s.share(address, at, at+1, at+2)
	s.share(phone, at+1, at+2, at+3)
	s.share(picture, at, at+3)
}

func TestTies(t *testing.T) {
	for _, c := range []struct {
		name  string
		plant func(s *sketch)
		p     community.Params
		want  []string
	}{
		{"nothing is shared", func(s *sketch) { s.share(address, 0); s.share(account, 1) }, large(), nil},
		{"a star on one account is an account group", func(s *sketch) { s.share(account, upTo(0, 4)...) }, large(),
			[]string{"account-group 0b 1b 2b 3b 4b"}},
		{"a star of three is a candidate", func(s *sketch) { s.share(account, 0, 1, 2) }, large(), []string{"candidate 0b 1b 2b"}},
		{"two on an account are a pair", func(s *sketch) { s.share(account, 0, 1) }, large(), []string{"pair 0b 1b"}},
		{"two on two addresses are nothing", func(s *sketch) { s.share(address, 0, 1); s.share(phone, 0, 1) }, large(), nil},
		{"one ordinary identifier ties nobody", func(s *sketch) { s.share(address, upTo(0, 4)...) }, large(), nil},
		{"a chain of rotating accounts is an account group", func(s *sketch) {
			s.share(account, 0, 1)
			s.share(account, 1, 2)
			s.share(account, 2, 3)
		}, large(), []string{"account-group 0b 1b 2b 3b"}},
		{"a ring is a ring", func(s *sketch) { ring(s, 0) }, large(), []string{"ring 0c 1c 2c 3c"}},
		{"two rings and one accident stay two", func(s *sketch) {
			ring(s, 0)
			ring(s, 4)
			s.share(phone, 0, 4)
		}, large(), []string{"ring 0c 1c 2c 3c", "ring 4c 5c 6c 7c"}},
		{"two rings and one account are one", func(s *sketch) {
			ring(s, 0)
			ring(s, 4)
			s.share(account, 0, 4)
		}, large(), []string{"ring 0c 1c 2c 3c 4c 5c 6c 7c"}},
		{"a supplier of two values is under .4 of what each ring has", func(s *sketch) { supplier(s, 6) }, large(),
			[]string{"ring 0c 1c 2c 3c 4c 5c", "ring 6c 7c 8c 9c 10c 11c"}},
		{"a supplier of two values is over .4 of what each ring has", func(s *sketch) { supplier(s, 4) }, large(),
			[]string{"ring 0c 1c 2c 3c 4c 5a 6c 7c 8c 9c 10c 11a"}},
		{"ears: a ring in which no two share two values", func(s *sketch) {
			s.share(address, 0, 1)
			s.share(address, 1, 2)
			s.share(address, 2, 0)
		}, large(), []string{"ring 0c 1c 2c"}},
		{"one value with two core holders attaches", func(s *sketch) {
			ring(s, 0)
			s.share(picture, 2, 3, 4)
		}, large(), []string{"ring 0c 1c 2c 3c 4a"}},
		{"one value with one core holder does not", func(s *sketch) {
			ring(s, 0)
			s.share(picture, 3, 4)
		}, large(), []string{"ring 0c 1c 2c 3c"}},
		{"one value with most users outside does not", func(s *sketch) {
			ring(s, 0)
			s.share(picture, 2, 3, 4, 5, 6, 7, 8)
		}, large(), []string{"ring 0c 1c 2c 3c"}},
		{"an account alone holds by account", func(s *sketch) {
			ring(s, 0)
			s.share(account, 3, 4)
		}, large(), []string{"ring 0c 1c 2c 3c 4b"}},
		{"small: one value attaches nobody", func(s *sketch) {
			ring(s, 0)
			s.share(picture, 2, 3, 4)
		}, small(), []string{"ring 0c 1c 2c 3c"}},
		{"small: an agency and its building make a candidate", func(s *sketch) {
			s.share(phone, upTo(0, 4)...)
			s.share(address, upTo(0, 4)...)
		}, small(), []string{"candidate 0c 1c 2c 3c 4c"}},
		{"large: they make a ring, unless found a hub before", func(s *sketch) {
			s.share(phone, upTo(0, 4)...)
			s.share(address, upTo(0, 4)...)
		}, large(), []string{"ring 0c 1c 2c 3c 4c"}},
		{"small: values whose users are mostly elsewhere hold nobody", func(s *sketch) {
			ring(s, 0)
			s.share(phone, append(upTo(10, 20), 0, 5)...)
			s.share(address, append(upTo(30, 40), 0, 5)...)
		}, small(), []string{"ring 0c 1c 2c 3c"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s sketch
			c.plant(&s)
			if d := cmp.Diff(c.want, brief(detect(t, s.csr(), c.p))); d != "" {
				t.Error(d)
			}
		})
	}
}

// supplier plants two rings of six with so many shared values each, and two
// more that members of both carry.
func supplier(s *sketch, own int) {
	for _, at := range []int32{0, 6} {
		for k := range int32(own) {
			s.share([]uint8{address, phone, picture}[k%3], at+k%6, at+(k+1)%6, at+(k+2)%6)
		}
	}
	s.share(address, 0, 1, 2, 6, 7, 8)
	s.share(phone, 0, 3, 4, 6, 9, 10)
}

func TestRivalIsNamed(t *testing.T) {
	var s sketch
	ring(&s, 0)
	ring(&s, 4)
	s.share(picture, 1, 2, 8)
	s.share(picture, 5, 6, 8)
	r := detect(t, s.csr(), large())
	if d := cmp.Diff([]string{"ring 0c 1c 2c 3c 8a", "ring 4c 5c 6c 7c"}, brief(r)); d != "" {
		t.Fatal(d)
	}
	if rival := r.Groups[0].Members[4].Rival; rival != 1 {
		t.Errorf("the rival of member 8 is group %d, want 1", rival)
	}
}

func TestWhatAGroupSays(t *testing.T) {
	var s sketch
	supplier(&s, 4)
	r := detect(t, s.csr(), large())
	g := r.Groups[0]
	first := int32(s.members + 8) // the first of the supplier's two values
	got := *g.Weakest
	// Two identifiers, each log2(N / (2c·2·2)), and log2(2!), less log2(N/2).
	bits := 2*math.Log2(1e5/.4) + 1 - math.Log2(5e4)
	if math.Abs(got.Bits.Float()-bits) > .005 || math.Abs(got.Needed.Float()-math.Log2(100)) > .001 {
		t.Errorf("bits %v, want %v; needed %v", got.Bits.Float(), bits, got.Needed.Float())
	}
	got.Bits, got.Needed = 0, 0
	if d := cmp.Diff(community.Cut{SizeA: 2, SizeB: 2, A: []int32{0, 6}, B: []int32{1, 2}, Identifiers: []int32{int32(s.members), first}}, got); d != "" {
		t.Error(d)
	}
	bond := g.Bonds[len(g.Bonds)-2]
	if d := cmp.Diff(community.Bond{Identifier: first, Holders: []int32{0, 1, 2, 6, 7, 8}, Users: 6}, bond); d != "" {
		t.Error(d)
	}
	if !slices.Contains(g.Members[6].Shared, first) || g.CycleRank != 24+12-12-10+1 {
		t.Errorf("member 6 shares %v; cycle rank %d", g.Members[6].Shared, g.CycleRank)
	}
}

// An account that most users of one group and one member of another carry is
// not exclusive to either; its star is kept as a candidate and accuses nobody.
func TestSharedAccountOfTwoGroups(t *testing.T) {
	var s sketch
	for k := range int32(10) { // a ring of thirty, too large for one account to join
		at := func(m int32) int32 { return 30 + m%30 }
		s.share(address, at(3*k), at(3*k+1), at(3*k+2), at(3*k+3))
		s.share(phone, at(3*k), at(3*k+1), at(3*k+2), at(3*k+4))
	}
	s.share(account, upTo(0, 30)...)
	r := detect(t, s.csr(), large())
	var statuses []string
	for _, g := range r.Groups {
		statuses = append(statuses, fmt.Sprint(g.Status, " ", len(g.Members)))
	}
	if d := cmp.Diff([]string{"candidate 30", "ring 30"}, statuses); d != "" {
		t.Error(d)
	}
}

func TestComponents(t *testing.T) {
	var s sketch
	ring(&s, 0)
	ring(&s, 4)
	s.share(phone, 0, 4)
	s.share(address, 8, 9)
	p := large()
	p.Objective = community.Components
	want := []string{"ring 0c 1c 2c 3c 4c 5c 6c 7c", "candidate 8a 9a"}
	if d := cmp.Diff(want, brief(detect(t, s.csr(), p))); d != "" {
		t.Error(d)
	}
}

func TestDataRevokeAnExclusiveType(t *testing.T) {
	var s sketch
	rings := int32(40)
	for k := range rings {
		ring(&s, 4*k)
	}
	for k := range rings {
		s.share(account, 4*k, (4*k+5)%(4*rings)) // strangers share accounts all round
		s.share(account, 4*k+2, 4*rings+k)       // lone shops are no witnesses
	}
	p := large()
	p.Population = 10_000
	r := detect(t, s.csr(), p)
	got := r.Types[0]
	if got.Grant != community.Revoked || got.Witnesses != 160 || got.Events != 80 {
		t.Errorf("%+v", got)
	}
	if len(r.Groups) != int(rings) {
		t.Errorf("%d groups, want %d", len(r.Groups), rings)
	}

	p.RevokeEvents = 81
	if g := detect(t, s.csr(), p).Types[0].Grant; g != community.NotTested {
		t.Errorf("with too few events the grant is %v", g)
	}
}

func TestGrantIsConfirmedByManyWitnesses(t *testing.T) {
	var s sketch
	for k := range int32(500) {
		ring(&s, 4*k)
		s.share(account, 4*k, 4*k+1)
	}
	p := large()
	p.Population = 2_000
	got := detect(t, s.csr(), p).Types[0]
	want := community.TypeReport{Type: account, Grant: community.Confirmed, Witnesses: 2000, RatePPM: 0, UpperPPM: 1498}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestRefusedParameters(t *testing.T) {
	var s sketch
	ring(&s, 0)
	for name, spoil := range map[string]func(*community.Params){
		"objective":  func(p *community.Params) { p.Objective = 9 },
		"alpha":      func(p *community.Params) { p.AlphaPPM = 0 },
		"balance":    func(p *community.Params) { p.BalancePM = 1001 },
		"population": func(p *community.Params) { p.Population = -1 },
		"types":      func(p *community.Params) { p.Exclusive = []uint8{2, 1} },
	} {
		p := large()
		spoil(&p)
		if _, err := community.Detect(s.csr(), p); err == nil {
			t.Errorf("%s out of range is accepted", name)
		}
	}
}
