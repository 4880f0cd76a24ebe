package resample

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// AlgorithmVersion is raised by hand whenever the same component and parameters
// may give other counts.
const AlgorithmVersion = 1

// Known holds counts by the content of a component, so that what did not change
// need not be tried again: for each of its groups, in order, those of its members.
// What the content covers: links, types and keys of the identifiers, who was set
// apart, the groups, and all parameters. Names of members do not matter.
type Known map[string][][]int

// part is one component that bears groups.
type part struct {
	members, ids []int32 // nodes of the whole graph, ascending
	groups       []int32 // of the result, ascending
	content      string
}

// parts lists the components that bear groups, in the order of their first
// groups.
func parts(g *community.CSR, r *community.Result) []part {
	var out []part
	at := make(map[int32]int) // the part of each member that is in a group
	seen := make([]bool, g.Nodes())
	for k := range r.Groups {
		first := r.Groups[k].Members[0].Node
		if seen[first] {
			p := &out[at[first]]
			p.groups = append(p.groups, int32(k))
			continue
		}
		seen[first] = true
		nodes := []int32{first}
		for n := 0; n < len(nodes); n++ {
			for _, w := range g.Row(nodes[n]) {
				if !seen[w] {
					seen[w] = true
					nodes = append(nodes, w)
				}
			}
		}
		slices.Sort(nodes)
		split, _ := slices.BinarySearch(nodes, int32(g.Members))
		for _, m := range nodes[:split] {
			if r.Of[m] >= 0 {
				at[m] = len(out)
			}
		}
		out = append(out, part{members: nodes[:split], ids: nodes[split:], groups: []int32{int32(k)}})
	}
	return out
}

// naming gives components their contents.
type naming struct {
	g      *community.CSR
	r      *community.Result
	key    func(node int32) uint64
	prefix []byte  // what all contents have in common
	local  []int32 // scratch, by node
	text   []byte
}

func newNaming(g *community.CSR, p community.Params, r *community.Result, key func(int32) uint64, q Params) (*naming, error) {
	q.Workers = 0
	prefix, err := json.Marshal(struct {
		Version int
		Params  community.Params
		Types   []community.TypeReport
		Trials  Params
	}{AlgorithmVersion, p, grants(r), q})
	return &naming{g: g, r: r, key: key, prefix: prefix, local: make([]int32, g.Nodes())}, err
}

// grants keeps of the reports what decides: a type's figures may change and its
// grant stay.
func grants(r *community.Result) []community.TypeReport {
	out := make([]community.TypeReport, len(r.Types))
	for k, t := range r.Types {
		out[k] = community.TypeReport{Type: t.Type, Grant: t.Grant}
	}
	return out
}

// name returns the content of a component; apart are the pairs of the whole
// graph that it holds.
func (n *naming) name(p *part, apart [][2]int32) string {
	n.text = append(n.text[:0], n.prefix...)
	n.number(len(p.members), len(p.ids), len(apart), len(p.groups))
	for i, m := range p.members {
		n.local[m] = int32(i)
	}
	for i, v := range p.ids {
		n.local[v] = int32(i)
		n.text = binary.LittleEndian.AppendUint64(n.text, n.key(v))
		n.number(int(n.g.TypeOf(v)))
	}
	for _, m := range p.members {
		n.number(len(n.g.Row(m)))
		for _, v := range n.g.Row(m) {
			n.number(int(n.local[v]))
		}
	}
	for _, pair := range apart {
		n.number(int(n.local[pair[0]]), int(n.local[pair[1]]))
	}
	for _, k := range p.groups {
		n.number(len(n.r.Groups[k].Members))
		for _, m := range n.r.Groups[k].Members {
			n.number(int(n.local[m.Node]), int(m.Tier))
		}
	}
	sum := sha256.Sum256(n.text)
	return hex.EncodeToString(sum[:])
}

func (n *naming) number(all ...int) {
	for _, v := range all {
		n.text = binary.LittleEndian.AppendUint32(n.text, uint32(v))
	}
}

// fits reports whether counts are of the component's groups: those of a damaged
// file may be of anything.
func fits(counts [][]int, p *part, r *community.Result, trials int) bool {
	return slices.EqualFunc(counts, p.groups, func(members []int, k int32) bool {
		return len(members) == len(r.Groups[k].Members) && !slices.ContainsFunc(members, func(n int) bool { return n < 0 || n > trials })
	})
}
