// Package edgelist reads graphs whose nodes are all of one kind: a CSV of
// source, target and perhaps weight, or pairs of little-endian uint32.
//
// What bites: nodes are ordered by their names, not by the file, so that the
// same links in any order, and in either form, make the same graph. A name that
// is a plain decimal number comes before all others and by its value.
package edgelist

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/linkfile"
)

// Graph is what a file holds. Links of a node with itself and doubled links
// are still among Edges.
type Graph struct {
	Names []string // of the nodes, in their order
	Edges []leiden.Edge
	// Unit is the weight of a link that counts 1: a power of ten, as large as
	// the decimals in the file ask for.
	Unit int64
}

// Read reads a file. It is one of pairs of uint32 when its name ends in .u32,
// else a CSV with a header of two columns, or of three with a weight; what the
// columns are called does not matter. Weights are decimal numbers above 0 with
// at most six decimals.
func Read(path string) (*Graph, error) {
	file, err := linkfile.Open(path)
	if err != nil {
		return nil, err
	}
	return Parse(file)
}

// Parse is Read for a file in memory.
func Parse(file *linkfile.File) (*Graph, error) {
	p := &parser{file: file, number: map[string]int32{}, g: &Graph{Unit: 1}}
	if file.IsPairs() {
		if err := p.pairs(); err != nil {
			return nil, err
		}
		return p.g, nil
	}
	if err := p.rows(); err != nil {
		return nil, err
	}
	if err := p.weigh(); err != nil {
		return nil, err
	}
	p.sort()
	return p.g, nil
}

type parser struct {
	file   *linkfile.File
	number map[string]int32 // of each name, in the order of the file
	g      *Graph
	weight []leiden.Millionths // of each link; nil for all 1
}

// node returns the number of a name.
func (p *parser) node(name string) int32 {
	n, ok := p.number[name]
	if !ok {
		name = strings.Clone(name) // the row's memory is reused
		n = int32(len(p.g.Names))
		p.number[name] = n
		p.g.Names = append(p.g.Names, name)
	}
	return n
}

// weigh turns millionths into whole weights of the coarsest unit that holds
// them all.
func (p *parser) weigh() error {
	const one = leiden.Millionths(1_000_000)
	step := one
	for _, w := range p.weight {
		for w%step != 0 {
			step /= 10
		}
	}
	p.g.Unit = int64(one / step)
	for i, w := range p.weight {
		if w /= step; w > math.MaxInt32 {
			return p.file.Refuse("", fmt.Sprintf("has weights beyond %d in its finest decimal", math.MaxInt32), "give the weights fewer digits")
		}
		p.g.Edges[i].Weight = int32(w)
	}
	return nil
}

// sort numbers the nodes by their names.
func (p *parser) sort() {
	g := p.g
	order, place := make([]int32, len(g.Names)), make([]int32, len(g.Names))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int { return compare(g.Names[a], g.Names[b]) })
	names := make([]string, len(order))
	for at, n := range order {
		place[n], names[at] = int32(at), g.Names[n]
	}
	g.Names = names
	for i, e := range g.Edges {
		g.Edges[i].A, g.Edges[i].B = place[e.A], place[e.B]
	}
}

// compare orders names: decimal numbers by value, then all others by bytes.
func compare(a, b string) int {
	switch x, y := plain(a), plain(b); {
	case x && y:
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	case x:
		return -1
	case y:
		return 1
	default:
		return cmp.Compare(a, b)
	}
}

// plain says whether a name is a number as it is written: 0, or digits of
// which the first is not 0.
func plain(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == "" && (s[0] != '0' || s == "0")
}
