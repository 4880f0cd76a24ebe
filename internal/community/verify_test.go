package community_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
)

// A verifier that passes everything proves nothing: each lie must be seen.
func TestVerifySeesEveryLie(t *testing.T) {
	plant := func() (*community.CSR, *community.Result) {
		var s sketch
		ring(&s, 0)
		s.share(picture, 2, 3, 4) // 4 is attached
		s.share(account, 3, 5)    // 5 is held by account
		ring(&s, 6)
		s.share(account, 10, 11, 12, 13)
		s.share(account, 14, 15)
		s.share(account, 16, 17, 18)
		s.share(picture, 13, 16)
		g := s.csr()
		return g, detect(t, g, large())
	}
	for name, lie := range map[string]func(r *community.Result){
		"a member is moved":         func(r *community.Result) { r.Of[0] = 1 },
		"a member is lost":          func(r *community.Result) { r.Groups[0].Members = r.Groups[0].Members[1:] },
		"a place is lost":           func(r *community.Result) { r.Of = r.Of[1:] },
		"groups change places":      func(r *community.Result) { r.Groups[0], r.Groups[1] = r.Groups[1], r.Groups[0] },
		"one group twice":           func(r *community.Result) { r.Groups = append(r.Groups, r.Groups[0]) },
		"a core member is attached": func(r *community.Result) { r.Groups[1].Members[0].Tier = community.Attached },
		"an attached one is core":   func(r *community.Result) { r.Groups[0].Members[4].Tier = community.Core },
		"by account, but is not":    func(r *community.Result) { r.Groups[0].Members[4].ByAccountOnly = true },
		"not by account, but is":    func(r *community.Result) { r.Groups[0].Members[5].ByAccountOnly = false },
		"a bond is lost":            func(r *community.Result) { r.Groups[0].Bonds = r.Groups[0].Bonds[1:] },
		"a bond has more users":     func(r *community.Result) { r.Groups[0].Bonds[0].Users++ },
		"a bond is exclusive":       func(r *community.Result) { r.Groups[0].Bonds[0].Exclusive = true },
		"a member shares less":      func(r *community.Result) { r.Groups[0].Members[1].Shared = nil },
		"a cycle more":              func(r *community.Result) { r.Groups[0].CycleRank++ },
		"a star is a ring":          func(r *community.Result) { r.Groups[2].Status = community.Ring },
		"a ring is a candidate":     func(r *community.Result) { r.Groups[1].Status = community.Candidate },
		"a pair is a ring":          func(r *community.Result) { r.Groups[3].Status = community.Ring },
		"three are an account group": func(r *community.Result) {
			r.Groups[4].Status = community.AccountGroup
		},
		"a tie falls short":          func(r *community.Result) { r.Groups[0].Weakest.Bits = 1 },
		"a cell holds a stranger":    func(r *community.Result) { r.Groups[0].Weakest.A = []int32{8} },
		"one stands in both cells":   func(r *community.Result) { r.Groups[0].Weakest.A = r.Groups[0].Weakest.B },
		"a cell is larger than said": func(r *community.Result) { r.Groups[0].Weakest.SizeA--; r.Groups[0].Weakest.SizeB-- },
		"a member was refused":       func(r *community.Result) { r.Groups[2].Refused.With = 11 },
		"enough was refused":         func(r *community.Result) { r.Groups[2].Refused.Bits = r.Groups[2].Refused.Needed },
		"nothing was refused":        func(r *community.Result) { r.Groups[2].Refused.Identifiers = nil },
		"two groups are one": func(r *community.Result) {
			a, b := &r.Groups[0], &r.Groups[1]
			a.Members, a.Bonds = append(a.Members, b.Members...), append(a.Bonds, b.Bonds...)
			a.CycleRank += b.CycleRank - 1
			r.Groups = append(r.Groups[:1], r.Groups[2:]...)
			for m := range r.Of {
				if r.Of[m] >= 1 {
					r.Of[m]--
				}
			}
		},
	} {
		g, r := plant()
		lie(r)
		if community.Verify(g, large(), r) == nil {
			t.Errorf("%s, and the verifier is content", name)
		}
	}
}

func TestCheckSeesBrokenGraphs(t *testing.T) {
	whole := func() *community.CSR {
		var s sketch
		ring(&s, 0)
		return s.csr()
	}
	if err := whole().Check(true); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(g *community.CSR){
		"a row runs past the end":    func(g *community.CSR) { g.Start[len(g.Start)-1]++ },
		"a row is not ascending":     func(g *community.CSR) { r := g.Row(1); r[0], r[1] = r[1], r[0] },
		"a neighbour is no node":     func(g *community.CSR) { g.Adj[0] = 99 },
		"a neighbour is negative":    func(g *community.CSR) { g.Adj[0] = -1 },
		"two members are linked":     func(g *community.CSR) { g.Adj[0] = 1 },
		"a link stands in one row":   func(g *community.CSR) { g.Row(3)[0] = g.Row(2)[0] },
		"more members than nodes":    func(g *community.CSR) { g.Members = 99 },
		"types of other identifiers": func(g *community.CSR) { g.Type = g.Type[1:] },
		"a weight is missing":        func(g *community.CSR) { g.Weight = []int32{1} },
		"a size is missing":          func(g *community.CSR) { g.Size = []int32{1} },
		"a row of negative length":   func(g *community.CSR) { g.Start[1] = 99 },
	} {
		g := whole()
		spoil(g)
		if g.Check(true) == nil {
			t.Errorf("%s, and the check is content", name)
		}
	}
}
