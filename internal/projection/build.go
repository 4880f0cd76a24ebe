package projection

import (
	"maps"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/snapshot"
)

// Build prunes the snapshot, by the rules and by what people said. It fails with errs.Invalid when a parameter is out of
// range.
func Build(s *snapshot.Snapshot, p Params, said People) (*Graph, error) {
	return build(s, p, said, nil)
}

// build is Build under a table of statistics, nil for those of the snapshot.
func build(s *snapshot.Snapshot, p Params, said People, t *Statistics) (*Graph, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if p.Without.Has(PeoplesWord) {
		said = People{}
	}
	b := newBuilder(s, p)
	g := &Graph{Kinds: identifierKinds(), Handovers: b.changedHands(), Known: Known(s, p)}
	if b.population = g.Known; t != nil {
		b.population = t.Population
	}
	b.count()
	b.judge(said.Verdicts, t.hubs(s))
	if len(said.Together) > 0 {
		b.vouch(said.Together)
	}
	// From here on verdicts are read only, so that services can be looked for
	// while the graph is made.
	lending := make(chan Lending, 1)
	go func() { lending <- b.lending(p.Lent) }()
	for index, k := range g.Kinds {
		if slices.Contains(p.Strong, k) && (t == nil || !t.Revoked(k)) {
			g.Exclusive = append(g.Exclusive, uint8(index))
		}
	}
	// A suspected value ties as an ordinary one until a person judges it:
	// strangers use it, so it can neither hold a member alone nor testify
	// that the others of its kind are shared by accident.
	b.ordinary = make(map[entity.Kind]uint8, len(p.Strong))
	for _, k := range p.Strong {
		b.ordinary[k] = uint8(len(g.Kinds))
		g.Doubtful = append(g.Doubtful, uint8(len(g.Kinds)))
		g.Kinds = append(g.Kinds, k)
	}
	b.vouched(g)
	b.damped(g)
	b.prune(g)
	g.CSR.Apart = b.apart(said.Apart)
	g.lend(<-lending, p, t)
	return g, nil
}

// lend notes what the data say of services, and which types are lent: by that,
// or by a table of statistics.
func (g *Graph) lend(seen Lending, p Params, t *Statistics) {
	g.Seen, g.Lending = seen, seen
	if t != nil {
		g.Lending = t.Lending
	}
	for index, k := range identifierKinds() {
		if slices.Contains(p.Lent, k) && !g.Lending.Revoked {
			g.Lent = append(g.Lent, uint8(index))
		}
	}
}

func (p *Params) check() error {
	ok := p.HubDegree >= 2 && p.StrongDegree >= p.HubDegree-1 && p.StrongHub >= p.StrongDegree &&
		p.CohesionPM >= 0 && p.CohesionPM <= 1000 && p.Pairs >= 1 &&
		p.SmallPopulation >= 0 && p.SmallDegree >= 2 && p.TiedPM >= 0 && p.LentHubs >= 1 && p.LentClients >= 1 && p.GapDays >= 0 && p.Without <= everyRule
	if !ok {
		return &errs.Error{Op: "detect", Kind: errs.Invalid, Subject: "projection parameters", Message: "out of range",
			Remedy: "hubDegree must be at least 2, strongHub >= strongDegree >= hubDegree - 1, cohesionPM 0 to 1000, pairs at least 1, smallDegree at least 2, lentHubs and lentClients at least 1, gapDays not negative"}
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
	s *snapshot.Snapshot
	p Params
	// population is the number of storefronts that the rules go by.
	population int
	former     map[use]bool
	hard       []int32 // of each identifier: storefronts whose links to it tie
	dated      bool    // some link that ties says when it began
	verdict    []Verdict
	uses       []int32          // links of the identifier under pruning
	figures    map[int32]Damped // of the identifiers that were tested or judged, where they do not tie as others
	// ordinary is the type index of a strong kind's suspected values.
	ordinary map[entity.Kind]uint8
	// own is the type index of a kind's values that a person vouches for.
	own map[entity.Kind]uint8
}

// use is one storefront's use of an identifier.
type use struct{ shop, id int32 }

func newBuilder(s *snapshot.Snapshot, p Params) *builder {
	return &builder{s: s, p: p, hard: make([]int32, len(s.IDs)), former: make(map[use]bool), verdict: make([]Verdict, len(s.IDs)), figures: make(map[int32]Damped)}
}

// ties reports whether a link may speak for its storefront being somebody's:
// hard evidence, of the hands that it is in now.
func (b *builder) ties(l *snapshot.Link) bool {
	return (l.Class.Hard() || b.p.Without.Has(HardEvidence)) && (len(b.former) == 0 || !b.former[use{l.Shop, l.ID}])
}

// count counts the users of each identifier by the links that tie.
func (b *builder) count() {
	for i := range b.s.Links {
		l := &b.s.Links[i]
		if b.ties(l) {
			b.hard[l.ID]++
			_, known := begin(l)
			b.dated = b.dated || known
		}
	}
}

// vouched gives types of their own to the values that a person says one party
// keeps to itself: they are exclusive, whatever their kind.
func (b *builder) vouched(g *Graph) {
	b.own = make(map[entity.Kind]uint8)
	for id, v := range b.verdict {
		if v == Private {
			b.own[b.s.IDs[id].Kind] = 0
		}
	}
	for _, k := range slices.Sorted(maps.Keys(b.own)) {
		b.own[k] = uint8(len(g.Kinds))
		g.Exclusive = append(g.Exclusive, uint8(len(g.Kinds)))
		g.Vouched++
		g.Kinds = append(g.Kinds, k)
	}
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
	switch b.verdict[id] {
	case Suspected:
		return b.ordinary[k]
	case Private:
		return b.own[k]
	}
	return uint8(k - g.Kinds[0])
}

// What stands in place of an identifier's node.
const (
	noNode   = -1
	severals = -2 // the nodes of its epochs stand by their links
)

// pruning numbers the nodes of live identifiers.
type pruning struct {
	node   []int32         // of each identifier, or noNode, or severals
	ofLink map[int32]int32 // of each live link of an identifier with several epochs
	types  []uint8         // of each node
}

// prune builds the CSR of the links that tie to live identifiers. An identifier
// is live once for each epoch in which two storefronts use it.
func (b *builder) prune(g *Graph) {
	n := pruning{node: make([]int32, len(b.s.IDs)), ofLink: make(map[int32]int32)}
	for id := range int32(len(b.s.IDs)) {
		n.node[id] = noNode
		if b.verdict[id] != Hub && b.hard[id] == 1 {
			g.Counts.Singles++
		}
		if b.verdict[id] == Hub || b.hard[id] < 2 {
			continue
		}
		if epochs := b.epochsOf(id); len(epochs) > 1 {
			g.Counts.Reassigned++
			n.node[id] = severals
			for _, epoch := range epochs {
				b.several(g, &n, id, epoch)
			}
			continue
		}
		n.node[id] = int32(len(g.Live))
		g.Live, n.types = append(g.Live, id), append(n.types, b.typeOf(g, id))
	}
	b.link(g, &n)
}

// epochsOf returns the links of each epoch of an identifier, nil where nothing
// says that it has several.
func (b *builder) epochsOf(id int32) [][]int32 {
	if !b.dated || b.p.Without.Has(TimeGap) || !slices.Contains(b.p.Reassigned, b.s.IDs[id].Kind) {
		return nil
	}
	b.uses = b.uses[:0]
	for _, l := range b.s.OfID(id) {
		if b.ties(&b.s.Links[l]) {
			b.uses = append(b.uses, l)
		}
	}
	starts := b.epochs(b.uses)
	if len(starts) == 1 {
		return nil
	}
	starts = append(starts, len(b.uses))
	out := make([][]int32, len(starts)-1)
	for k := range out {
		out[k] = b.uses[starts[k]:starts[k+1]]
	}
	return out
}

// several gives one of an identifier's epochs a node, if two storefronts use
// the identifier in it.
func (b *builder) several(g *Graph, n *pruning, id int32, epoch []int32) {
	if len(epoch) < 2 {
		return
	}
	for _, l := range epoch {
		n.ofLink[l] = int32(len(g.Live))
	}
	g.Live, n.types = append(g.Live, id), append(n.types, b.typeOf(g, id))
}

// of returns the node that a link ties to, noNode where there is none.
func (n *pruning) of(link, id int32) int32 {
	if n.node[id] != severals {
		return n.node[id]
	}
	if node, ok := n.ofLink[link]; ok {
		return node
	}
	return noNode
}

// link counts what became of every link and makes the graph of the live ones.
func (b *builder) link(g *Graph, n *pruning) {
	live := make([]community.Link, 0, b.ofNodes(n))
	for i := range b.s.Links {
		l := &b.s.Links[i]
		node := n.of(int32(i), l.ID)
		switch {
		case node >= 0 && b.ties(l):
			live = append(live, community.Link{Member: l.Shop, Identifier: node})
		case b.former[use{l.Shop, l.ID}]:
			g.Counts.Former++
		case !b.ties(l):
			g.Counts.Weak++
		case b.verdict[l.ID] == Hub:
			g.Counts.OnHubs++
		default:
			g.Counts.OnSingles++
		}
	}
	g.Counts.Live = len(live)
	g.CSR = community.Bipartite(len(b.s.Shops), len(g.Live), live, n.types)
}

// ofNodes bounds the number of live links.
func (b *builder) ofNodes(n *pruning) (links int) {
	for id, node := range n.node {
		if node != noNode {
			links += int(b.hard[id])
		}
	}
	return links
}
