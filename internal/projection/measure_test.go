package projection_test

import (
	"fmt"
	"testing"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/projection"
)

// figures measure one detection against the truth. Groups are those of status
// ring and account-group; pairs and candidates accuse nobody.
type figures struct {
	rings, half, eighty int     // planted rings; found at Jaccard .5, .8
	precision, recall   float64 // of pairs; honest owners' pairs count as right and are in no recall
	falseRings          int     // of status ring, no two members of one operation
	falseAccounts       int     // of status account-group, the same
	clients             int     // innocent clients in a group, none of it run by the same
	strangers           int     // other innocents in a ring's group
	inCore              int     // of those two, in the core
	byAccount           int     // of those two, held by an account only
	framed              int
}

func (f figures) String() string {
	return fmt.Sprintf("J5 %d/%d J8 %d P %.3f R %.3f false %d+%d clients %d strangers %d (core %d, by account %d) framed %d",
		f.half, f.rings, f.eighty, f.precision, f.recall, f.falseRings, f.falseAccounts, f.clients, f.strangers, f.inCore, f.byAccount, f.framed)
}

func detect(t testing.TB, w *world, p projection.Params, c community.Params) (*projection.Graph, *community.Result) {
	t.Helper()
	g, err := projection.Build(w.snapshot(), p, projection.People{})
	if err != nil {
		t.Fatal(err)
	}
	c.Population, c.Exclusive, c.Lent, c.Doubtful = g.Known, g.Exclusive, g.Lent, g.Doubtful
	r, err := community.Detect(g.CSR, c)
	if err != nil {
		t.Fatal(err)
	}
	if err := community.Verify(g.CSR, c, r); err != nil {
		t.Fatal(err)
	}
	return g, r
}

func measure(w *world, r *community.Result) figures {
	f := figures{rings: w.rings}
	size := make([]int, w.rings)
	for _, k := range w.ring {
		if k >= 0 {
			size[k]++
		}
	}
	best := make([]float64, w.rings)
	var found, right, ringPairs, all int
	for _, n := range size {
		all += n * (n - 1) / 2
	}
	for i := range r.Groups {
		g := &r.Groups[i]
		if g.Status != community.Ring && g.Status != community.AccountGroup {
			continue
		}
		inRing, inOperation := make(map[int]int), make(map[int]int)
		for _, m := range g.Members {
			inOperation[w.operation[m.Node]]++
			if k := w.ring[m.Node]; k >= 0 {
				inRing[k]++
			}
		}
		n, same := len(g.Members), 0
		found += n * (n - 1) / 2
		for _, k := range inOperation {
			same += k * (k - 1) / 2
		}
		right += same
		for k, in := range inRing {
			ringPairs += in * (in - 1) / 2
			best[k] = max(best[k], float64(in)/float64(size[k]+n-in))
		}
		switch {
		case same == 0 && g.Status == community.Ring:
			f.falseRings++
		case same == 0:
			f.falseAccounts++
		}
		f.harm(w, g, inOperation, len(inRing) > 0)
	}
	for _, j := range best {
		if j >= .5 {
			f.half++
		}
		if j >= .8 {
			f.eighty++
		}
	}
	f.precision, f.recall = float64(right)/float64(max(found, 1)), float64(ringPairs)/float64(max(all, 1))
	return f
}

func (f *figures) harm(w *world, g *community.Group, inOperation map[int]int, guilty bool) {
	for _, m := range g.Members {
		if w.ring[m.Node] >= 0 || inOperation[w.operation[m.Node]] > 1 {
			continue
		}
		switch {
		case w.framed[m.Node]:
			f.framed++
		case w.client[m.Node]:
			f.clients++
		case guilty:
			f.strangers++
		default:
			continue
		}
		switch {
		case m.ByAccountOnly:
			f.byAccount++
		case m.Tier == community.Core:
			f.inCore++
		}
	}
}
