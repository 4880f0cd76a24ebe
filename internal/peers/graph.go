package main

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// link joins a storefront and an identifier, both by their node numbers.
type link struct{ storefront, identifier uint32 }

// graph is one graph with its truth. Storefronts are the nodes 0 to
// storefronts-1, identifiers those after them.
type graph struct {
	name        string // for the document
	storefronts int
	kinds       []string // of each identifier, words that detect --kinds reads
	links       []link   // each once
	operation   []int32  // who runs each storefront
	ring        []bool   // whether that is a ring

	edges, kindFile string // paths, once written
}

func (g *graph) nodes() int { return g.storefronts + len(g.kinds) }

// write lays down what the programs read: pairs of little-endian uint32, and
// the kinds, which only ours asks for.
func (g *graph) write(dir string) error {
	g.edges, g.kindFile = filepath.Join(dir, "edges.u32"), filepath.Join(dir, "kinds.csv")
	text := make([]byte, 0, 8*len(g.links))
	for _, l := range g.links {
		text = binary.LittleEndian.AppendUint32(text, l.storefront)
		text = binary.LittleEndian.AppendUint32(text, l.identifier)
	}
	if err := os.WriteFile(g.edges, text, 0o644); err != nil {
		return err
	}
	f, err := os.Create(g.kindFile)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(f)
	fmt.Fprintln(out, "identifier,type")
	for i, kind := range g.kinds {
		fmt.Fprintf(out, "%d,%s\n", g.storefronts+i, kind)
	}
	return errors.Join(out.Flush(), f.Close())
}

// rings and operations are the truth: the rings alone, and everybody who runs
// something.
func (g *graph) rings() eval.Grouping      { return g.truth(func(s int) bool { return g.ring[s] }) }
func (g *graph) operations() eval.Grouping { return g.truth(func(int) bool { return true }) }

func (g *graph) truth(counts func(storefront int) bool) eval.Grouping {
	out := make(eval.Grouping, g.storefronts)
	for s, o := range g.operation {
		out[strconv.Itoa(s)] = ""
		if counts(s) {
			out[strconv.Itoa(s)] = strconv.Itoa(int(o))
		}
	}
	return out
}

// ringCount is the number of rings.
func (g *graph) ringCount() int {
	seen := map[int32]bool{}
	for s, o := range g.operation {
		if g.ring[s] {
			seen[o] = true
		}
	}
	return len(seen)
}

// largest is the number of storefronts of the most shared identifier.
func (g *graph) largest() int {
	users := make([]int, len(g.kinds))
	most := 0
	for _, l := range g.links {
		users[int(l.identifier)-g.storefronts]++
		most = max(most, users[int(l.identifier)-g.storefronts])
	}
	return most
}
