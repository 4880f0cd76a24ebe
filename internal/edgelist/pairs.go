package edgelist

import (
	"encoding/binary"
	"fmt"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/leiden"
)

// pairs reads little-endian uint32 pairs. A node's name is its number.
func (p *parser) pairs(data []byte) error {
	if len(data)%8 != 0 {
		return p.invalid("", fmt.Sprintf("is %d bytes long, no multiple of 8", len(data)), "give pairs of little-endian uint32", nil)
	}
	largest := uint32(0)
	for at := 0; at < len(data); at += 4 {
		largest = max(largest, binary.LittleEndian.Uint32(data[at:]))
	}
	if int64(largest) > int64(len(data))+1<<20 {
		p.sparse(data)
		return nil
	}
	place := make([]int32, int(largest)+1)
	for at := 0; at < len(data); at += 4 {
		place[binary.LittleEndian.Uint32(data[at:])] = 1
	}
	for number, met := range place {
		if met > 0 {
			place[number] = int32(len(p.g.Names))
			p.g.Names = append(p.g.Names, strconv.Itoa(number))
		}
	}
	p.g.Edges = make([]leiden.Edge, 0, len(data)/8)
	for ; len(data) > 0; data = data[8:] {
		a, b := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[4:])
		p.g.Edges = append(p.g.Edges, leiden.Edge{A: place[a], B: place[b], Weight: 1})
	}
	return nil
}

// sparse reads pairs whose numbers are too far apart for a table of them.
func (p *parser) sparse(data []byte) {
	name := func(at []byte) int32 { return p.node(strconv.FormatUint(uint64(binary.LittleEndian.Uint32(at)), 10)) }
	for ; len(data) > 0; data = data[8:] {
		p.g.Edges = append(p.g.Edges, leiden.Edge{A: name(data), B: name(data[4:]), Weight: 1})
	}
	p.sort()
}
