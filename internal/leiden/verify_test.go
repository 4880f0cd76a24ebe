package leiden_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// Verify is told lies of every sort, and must see each for what it is.
func TestVerifySeesLies(t *testing.T) {
	g := build(t, 20, cliques(4, 5)...)
	o := options(leiden.CPM)
	honest := detect(t, g, o)
	if honest.Communities != 4 || len(honest.Joins) != 16 {
		t.Fatalf("%d communities by %d joins", honest.Communities, len(honest.Joins))
	}
	for _, lie := range []struct {
		name, want string
		tell       func(r *leiden.Result, o *leiden.Options)
	}{
		{"a node less", "19 places for 20 nodes", func(r *leiden.Result, _ *leiden.Options) { r.Of = r.Of[:19] }},
		{"a number below 0", "in community -1", func(r *leiden.Result, _ *leiden.Options) { r.Of[3] = -1 }},
		{"numbers out of order", "before there is one of", func(r *leiden.Result, _ *leiden.Options) { r.Of[0] = 1 }},
		{"a wrong count", "are counted", func(r *leiden.Result, _ *leiden.Options) { r.Communities = 5 }},
		{"a community in pieces", "not connected", func(r *leiden.Result, _ *leiden.Options) { r.Of[13] = 0 }},
		{"a node elsewhere", "the quality is", func(r *leiden.Result, _ *leiden.Options) { r.Of[15] = 0 }},
		{"another gamma", "the quality is", func(_ *leiden.Result, o *leiden.Options) { o.Gamma = 60_000 }},
		{"a join across communities", "is none", func(r *leiden.Result, _ *leiden.Options) { r.Joins[2] = leiden.Join{A: 0, B: 19} }},
		{"a join twice", "is none", func(r *leiden.Result, _ *leiden.Options) { r.Joins[2] = r.Joins[1] }},
		{"a join less", "the joins leave", func(r *leiden.Result, _ *leiden.Options) { r.Joins = r.Joins[:15] }},
	} {
		r, told := *honest, o
		r.Of, r.Joins = slices.Clone(honest.Of), slices.Clone(honest.Joins)
		lie.tell(&r, &told)
		if err := leiden.Verify(g, told, &r); err == nil || !strings.Contains(err.Error(), lie.want) {
			t.Errorf("%s: %v, want %q", lie.name, err, lie.want)
		}
	}
}

// A search that was cut short says so, and only then may nodes want to move.
func TestVerifySeesUnsettledNodes(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	pairs := make([][2]int32, 900)
	for i := range pairs {
		pairs[i] = [2]int32{rng.Int32N(300), rng.Int32N(300)}
	}
	g := build(t, 300, pairs...)
	o := options(leiden.CPM)
	o.Prove, o.Iterations = false, 1
	for o.Seed = range uint64(50) {
		r, err := leiden.Detect(t.Context(), g, o)
		if err != nil {
			t.Fatal(err)
		}
		if r.Stats.Unstable == 0 {
			t.Fatal("one iteration calls itself settled")
		}
		if err := leiden.Verify(g, o, r); err != nil {
			t.Fatal(err)
		}
		r.Stats.Unstable = 0
		if err := leiden.Verify(g, o, r); err != nil && strings.Contains(err.Error(), "gains by") {
			return
		}
	}
	t.Error("no seed left a node that wants to move")
}
