package edgelist

import (
	"strconv"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// pairs reads little-endian uint32 pairs. A node's name is its number.
func (p *parser) pairs() error {
	pairs, largest, err := p.file.Pairs()
	if err != nil {
		return err
	}
	p.g.Edges = make([]leiden.Edge, 0, len(p.file.Data)/8)
	if int64(largest) > int64(len(p.file.Data))+1<<20 { // too far apart for a table of them
		name := func(number uint32) int32 { return p.node(strconv.FormatUint(uint64(number), 10)) }
		for a, b := range pairs {
			p.g.Edges = append(p.g.Edges, leiden.Edge{A: name(a), B: name(b), Weight: 1})
		}
		p.sort()
		return nil
	}
	place := make([]int32, int(largest)+1)
	for a, b := range pairs {
		place[a], place[b] = 1, 1
	}
	for number, met := range place {
		if met > 0 {
			place[number] = int32(len(p.g.Names))
			p.g.Names = append(p.g.Names, strconv.Itoa(number))
		}
	}
	for a, b := range pairs {
		p.g.Edges = append(p.g.Edges, leiden.Edge{A: place[a], B: place[b], Weight: 1})
	}
	return nil
}
