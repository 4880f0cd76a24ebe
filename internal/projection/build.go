package projection

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Build prunes the snapshot. verdicts are those given by people, keyed by the
// snapshot's identifiers; they outrank the rule, and those on identifiers
// that the snapshot does not hold are ignored. It fails with errs.Invalid when
// a parameter is out of range.
func Build(s *snapshot.Snapshot, p Params, verdicts map[entity.Key]Verdict) (*Graph, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	b := newBuilder(s, p)
	b.judge(verdicts)
	g := &Graph{Kinds: identifierKinds()}
	for t, k := range g.Kinds {
		if slices.Contains(p.Strong, k) {
			g.Exclusive = append(g.Exclusive, uint8(t))
		}
	}
	// A suspected value ties as an ordinary one until a person judges it:
	// strangers use it, so it can neither hold a member alone nor testify
	// that the others of its kind are shared by accident.
	b.ordinary = make(map[entity.Kind]uint8, len(p.Strong))
	for _, k := range p.Strong {
		b.ordinary[k] = uint8(len(g.Kinds))
		g.Kinds = append(g.Kinds, k)
	}
	b.damped(g)
	b.prune(g)
	return g, nil
}

func (p *Params) check() error {
	ok := p.HubDegree >= 2 && p.StrongDegree >= p.HubDegree-1 && p.StrongHub >= p.StrongDegree &&
		p.CohesionPM >= 0 && p.CohesionPM <= 1000 && p.Pairs >= 1 &&
		p.SmallPopulation >= 0 && p.SmallDegree >= 2 && p.TiedPM >= 0
	if !ok {
		return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "projection parameters", Message: "out of range",
			Remedy: "hubDegree must be at least 2, strongHub >= strongDegree >= hubDegree - 1, cohesionPM 0 to 1000, pairs at least 1, smallDegree at least 2"}
	}
	return nil
}

// identifierKinds lists the kinds that may tie; a kind's place is its type
// index.
func identifierKinds() []entity.Kind {
	return slices.DeleteFunc(entity.Kinds(), func(k entity.Kind) bool { return !k.Identifier() })
}

// builder holds the hard links and the verdicts while a graph is made.
type builder struct {
	s       *snapshot.Snapshot
	p       Params
	hard    []int32 // of each identifier: storefronts by hard links
	verdict []Verdict
	figures map[int32]Damped // of the identifiers that were tested or judged, where they do not tie as others
	strong  [256]bool        // by kind
	// ordinary is the type index of a strong kind's suspected values.
	ordinary map[entity.Kind]uint8
}

func newBuilder(s *snapshot.Snapshot, p Params) *builder {
	b := &builder{s: s, p: p, hard: make([]int32, len(s.IDs)), verdict: make([]Verdict, len(s.IDs)), figures: make(map[int32]Damped)}
	for i := range s.Links {
		if s.Links[i].Class.Hard() {
			b.hard[s.Links[i].ID]++
		}
	}
	for _, k := range p.Strong {
		b.strong[k] = true
	}
	return b
}

// damped lists the values that do not tie as others do.
func (b *builder) damped(g *Graph) {
	for id := range b.figures {
		g.Damped = append(g.Damped, b.figures[id])
	}
	slices.SortFunc(g.Damped, func(x, y Damped) int { return int(x.Identifier - y.Identifier) })
	for i := range g.Damped {
		d := &g.Damped[i]
		d.Users = int(b.hard[d.Identifier])
		d.Declared = len(b.s.OfID(d.Identifier)) - d.Users
		switch d.Verdict {
		case Hub:
			g.Counts.Hubs++
		case Suspected:
			g.Counts.Suspected++
		}
	}
}

// typeOf returns the type index of an identifier.
func (b *builder) typeOf(g *Graph, id int32) uint8 {
	k := b.s.IDs[id].Kind
	if b.verdict[id] == Suspected {
		return b.ordinary[k]
	}
	return uint8(k - g.Kinds[0])
}

// prune builds the CSR of the hard links to live identifiers.
func (b *builder) prune(g *Graph) {
	node := make([]int32, len(b.s.IDs)) // of each identifier, -1 where it is not live
	var types []uint8
	for id := range node {
		node[id] = -1
		if b.hard[id] == 1 && b.verdict[id] != Hub {
			g.Counts.Singles++
		}
		if b.hard[id] >= 2 && b.verdict[id] != Hub {
			node[id] = int32(len(g.Live))
			g.Live = append(g.Live, int32(id))
			types = append(types, b.typeOf(g, int32(id)))
		}
	}
	live := make([]community.Link, 0, len(b.s.Links))
	for i := range b.s.Links {
		switch l := &b.s.Links[i]; {
		case !l.Class.Hard():
			g.Counts.Weak++
		case node[l.ID] >= 0:
			live = append(live, community.Link{Member: l.Shop, Identifier: node[l.ID]})
		case b.verdict[l.ID] == Hub:
			g.Counts.OnHubs++
		default:
			g.Counts.OnSingles++
		}
	}
	g.Counts.Live = len(live)
	g.CSR = community.Bipartite(len(b.s.Shops), len(g.Live), live, types)
}
