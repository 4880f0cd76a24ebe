package community_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
)

// proved detects with a proof and has it repeated.
func proved(t testing.TB, g *community.CSR, p community.Params) *community.Result {
	t.Helper()
	p.Prove = true
	r := detect(t, g, p)
	if err := community.VerifyTies(g, p, r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEveryProofCanBeRepeated(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := anyGraph(rt)
		g, p := s.csr(), anyParams(rt)
		g.Apart = anyApart(rt, s.members)
		p.Prove = true
		r, err := community.Detect(g, p)
		if err != nil {
			rt.Fatal(err)
		}
		if err := community.VerifyTies(g, p, r); err != nil {
			rt.Fatal(err)
		}
		p.Prove = false
		plain, err := community.Detect(g, p)
		if err != nil {
			rt.Fatal(err)
		}
		r.Proofs = nil
		if d := cmp.Diff(plain, r); d != "" {
			rt.Fatalf("asking for a proof changed the result: %s", d)
		}
	})
}

// overlapping is one large component of groups that run into one another, with
// ears, twins and popular identifiers.
func overlapping(members int) *community.CSR {
	random := rand.New(rand.NewPCG(5, 5))
	ids := members
	seen := make(map[community.Link]bool)
	var links []community.Link
	for m := range members {
		for range 1 + random.IntN(4) {
			i := (m/6*6 + random.IntN(8)) % ids
			if random.IntN(12) == 0 {
				i = random.IntN(ids / 20)
			}
			if l := (community.Link{Member: int32(m), Identifier: int32(i)}); !seen[l] {
				seen[l] = true
				links = append(links, l)
			}
		}
	}
	types := make([]uint8, ids)
	for i := range types {
		types[i] = uint8(random.IntN(4))
	}
	return community.Bipartite(members, ids, links, types)
}

// Of every kind of step there are many, and a component that is walked has a
// proof as any other.
func TestProofOfALargeComponent(t *testing.T) {
	steps := map[community.Moved]int{}
	r := proved(t, overlapping(10_000), large())
	for _, proof := range r.Proofs {
		for _, step := range proof.Steps {
			steps[step.What] += len(step.Pairs)
		}
	}
	if r.Stats.LargestComponent < 1<<13 {
		t.Errorf("the largest component has %d members", r.Stats.LargestComponent)
	}
	for what := community.Twinned; what <= community.Left; what++ {
		if steps[what] < 5 {
			t.Errorf("the proof has steps %v", steps)
		}
	}
}

// A proof that anybody could write proves nothing: each lie must be seen.
func TestVerifyTiesSeesEveryLie(t *testing.T) {
	p := large()
	p.Prove = true
	g := overlapping(600)
	g.Apart = [][2]int32{{0, 1}, {30, 33}}
	at := func(r *community.Result, what community.Moved) *community.Step {
		for k := range r.Proofs {
			for j := range r.Proofs[k].Steps {
				if s := &r.Proofs[k].Steps[j]; s.What == what && len(s.Pairs) > 0 {
					return s
				}
			}
		}
		t.Fatalf("no step of kind %d", what)
		return nil
	}
	merged := func(r *community.Result) *[][2]int32 { return &at(r, community.Merged).Pairs }
	for name, lie := range map[string]func(r *community.Result){
		"a merge is left out":   func(r *community.Result) { *merged(r) = (*merged(r))[1:] },
		"a merge is made twice": func(r *community.Result) { *merged(r) = append(*merged(r), (*merged(r))[0]) },
		"strangers merge":       func(r *community.Result) { (*merged(r))[0][1] = (*merged(r))[len(*merged(r))-1][1] },
		"a round is left out":   func(r *community.Result) { at(r, community.Merged).Pairs = nil },
		"a merge of nobody":     func(r *community.Result) { (*merged(r))[0] = [2]int32{-1, -1} },
		"twins that are none":   func(r *community.Result) { at(r, community.Twinned).Pairs[0][1]++ },
		"one leaves who is held": func(r *community.Result) {
			s := at(r, community.Entered)
			l := at(r, community.Left)
			l.Pairs = s.Pairs
		},
		"one stays who is not held":             func(r *community.Result) { s := at(r, community.Left); s.Pairs = s.Pairs[1:] },
		"one leaves who never entered":          func(r *community.Result) { s := at(r, community.Left); s.Pairs = append(s.Pairs, (*merged(r))[0]) },
		"one enters who is not lone":            func(r *community.Result) { s := at(r, community.Entered); s.Pairs = append(s.Pairs, (*merged(r))[0]) },
		"one enters of whom a person spoke":     func(r *community.Result) { s := at(r, community.Entered); s.Pairs = append(s.Pairs, [2]int32{30, 30}) },
		"steps out of turn":                     func(r *community.Result) { slices.Reverse(r.Proofs[0].Steps) },
		"a proof ends early":                    func(r *community.Result) { r.Proofs[0].Steps = r.Proofs[0].Steps[:1] },
		"a proof is lost":                       func(r *community.Result) { r.Proofs = r.Proofs[1:] },
		"a proof is given twice":                func(r *community.Result) { r.Proofs = append(r.Proofs, r.Proofs[0]) },
		"a weaker tie was met":                  func(r *community.Result) { r.Groups[0].Weakest.Bits++ },
		"no tie was met":                        func(r *community.Result) { r.Groups[0].Weakest = nil },
		"a group holds one of another":          func(r *community.Result) { r.Groups[0].Members[0].Node = r.Groups[1].Members[0].Node },
		"a group of people who were not joined": func(r *community.Result) { r.Groups[0].Members = append(r.Groups[0].Members, r.Groups[1].Members...) },
	} {
		r, err := community.Detect(g, p)
		if err != nil {
			t.Fatal(err)
		}
		if err := community.VerifyTies(g, p, r); err != nil {
			t.Fatal(err)
		}
		lie(r)
		if community.VerifyTies(g, p, r) == nil {
			t.Errorf("%s, and the verifier is content", name)
		}
	}
}

// A rule that was weakened leaves merges that its own proof cannot bear.
func TestVerifyTiesHoldsTheRule(t *testing.T) {
	g := overlapping(600)
	for name, weaken := range map[string]func(p *community.Params){
		"less evidence asked":       func(p *community.Params) { p.AlphaPPM = 400_000 },
		"a smaller share asked":     func(p *community.Params) { p.BalancePM = 1 },
		"strangers share less":      func(p *community.Params) { p.OrdinaryPPM = 1_000 },
		"more evidence asked":       func(p *community.Params) { p.AlphaPPM = 10 },
		"popular values worth less": func(p *community.Params) { p.PopularStep = 1 },
	} {
		p := large()
		p.Prove = true
		weaken(&p)
		r, err := community.Detect(g, p)
		if err != nil {
			t.Fatal(err)
		}
		if community.VerifyTies(g, large(), r) == nil {
			t.Errorf("%s, and the rule itself is content", name)
		}
	}
}
