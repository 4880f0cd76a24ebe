package leiden_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/leiden"
)

// shared is a graph of members and identifiers: each list carries one.
func shared(members int, users ...[]int32) *community.CSR {
	var links []community.Link
	for i, list := range users {
		for _, m := range list {
			links = append(links, community.Link{Member: m, Identifier: int32(i)})
		}
	}
	return community.Bipartite(members, len(users), links, nil)
}

// found is what a rule found: groups, the first members of each core, the rest
// attached.
func found(g *community.CSR, status community.Status, groups ...[]int32) *community.Result {
	r := &community.Result{Of: make([]int32, g.Members)}
	for m := range r.Of {
		r.Of[m] = -1
	}
	for k, members := range groups {
		group := community.Group{Status: status}
		for _, m := range members {
			group.Members = append(group.Members, community.Member{Node: m, Tier: community.Core})
			r.Of[m] = int32(k)
		}
		r.Groups = append(r.Groups, group)
	}
	return r
}

// Two squares of four, each on three values, and a tail of lone members.
func squares(extra ...[]int32) *community.CSR {
	users := [][]int32{{0, 1, 2, 3}, {0, 1, 2, 3}, {0, 1, 2, 3}, {4, 5, 6, 7}, {4, 5, 6, 7}, {4, 5, 6, 7}}
	return shared(10, append(users, extra...)...)
}

func TestSecondOpinion(t *testing.T) {
	for _, c := range []struct {
		name   string
		g      *community.CSR
		groups [][]int32
		want   []leiden.Opinion
	}{
		{"both as they are", squares([]int32{3, 4}), [][]int32{{0, 1, 2, 3}, {4, 5, 6, 7}},
			[]leiden.Opinion{{Verdict: leiden.Agrees}, {Verdict: leiden.Agrees}}},
		{"two taken for one", squares([]int32{3, 4}), [][]int32{{0, 1, 2, 3, 4, 5, 6, 7}},
			[]leiden.Opinion{{Verdict: leiden.Splits, Parts: []int{4, 4}}}},
		{"one taken for two", squares(), [][]int32{{0, 1}, {2, 3}, {4, 5, 6, 7}},
			[]leiden.Opinion{{Verdict: leiden.Joins, Others: 2, With: []int32{1}}, {Verdict: leiden.Joins, Others: 2, With: []int32{0}}, {Verdict: leiden.Agrees}}},
		{"one left out", squares([]int32{0, 1, 2, 3}), [][]int32{{0, 1, 2}, {4, 5, 6, 7}},
			[]leiden.Opinion{{Verdict: leiden.Joins, Others: 1}, {Verdict: leiden.Agrees}}},
		{"part of another", squares(), [][]int32{{0, 1, 2, 4}, {5, 6, 7}},
			[]leiden.Opinion{{Verdict: leiden.Splits, Parts: []int{3, 1}, Others: 4, With: []int32{1}}, {Verdict: leiden.Joins, Others: 1, With: []int32{0}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := leiden.SecondOpinion(t.Context(), c.g, found(c.g, community.Ring, c.groups...), 1)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Attached members may lie elsewhere, but nobody else may lie with the core.
func TestSecondOpinionLooksAtTheCore(t *testing.T) {
	g := squares([]int32{3, 8}, []int32{8, 9}, []int32{8, 9})
	r := found(g, community.Ring, []int32{0, 1, 2, 3, 8}, []int32{4, 5, 6, 7})
	r.Groups[0].Members[4].Tier = community.Attached
	got, err := leiden.SecondOpinion(t.Context(), g, r, 1)
	if err != nil {
		t.Fatal(err)
	}
	if got[0].Verdict != leiden.Agrees {
		t.Errorf("got %+v", got[0])
	}
}

// Where there is neither a ring nor an account group nothing is asked.
func TestSecondOpinionIsNotAskedOnCandidates(t *testing.T) {
	g := squares()
	r := found(g, community.Candidate, []int32{0, 1, 2, 3}, []int32{4, 5, 6, 7})
	r.Groups[1].Status = community.AccountGroup
	got, err := leiden.SecondOpinion(t.Context(), g, r, 1)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]leiden.Opinion{{}, {Verdict: leiden.Agrees}}, got); d != "" {
		t.Error(d)
	}
}

// The opinion on a group is the same on any number of workers, and does not
// change when components that have nothing to do with it come.
func TestSecondOpinionIsLocal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(4, 30).Draw(t, "members")
		users := rapid.SliceOfN(rapid.SliceOfNDistinct(rapid.Int32Range(0, int32(n)-1), 2, 5, rapid.ID), 1, 30).Draw(t, "users")
		p := community.DefaultParams()
		p.Population = 100_000
		ask := func(g *community.CSR, workers int) []leiden.Opinion {
			r, err := community.Detect(g, p)
			if err != nil {
				t.Fatal(err)
			}
			out, err := leiden.SecondOpinion(t.Context(), g, r, workers)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		alone := ask(shared(n, users...), 1)
		m := int32(n)
		more := append(users, []int32{m, m + 1, m + 2}, []int32{m, m + 1, m + 2}, []int32{m, m + 1, m + 2})
		if d := cmp.Diff(alone, ask(shared(n+3, more...), 3)[:len(alone)]); d != "" {
			t.Error(d)
		}
	})
}
