package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// latentGraph is the world of `synth --preset lfr`: communities by power laws
// and a share of links that lead elsewhere, on another principle than the
// planted rings.
func latentGraph(ctx context.Context, w *workshop, o options) (*graph, error) {
	dir := filepath.Join(w.dir, "lfr")
	if _, err := w.ours(ctx, "synth", "--preset", "lfr", "--seed", strconv.FormatUint(o.seed, 10), "--storefronts", strconv.Itoa(o.storefronts), "--out", dir); err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	g := &graph{name: "lfr"}
	shops, values, operations := map[string]uint32{}, map[string]uint32{}, map[string]int32{}
	if err := eachRow(filepath.Join(dir, "truth", "operations.csv"), func(cell func(string) string) {
		name := cell("operation")
		if _, met := operations[name]; !met {
			operations[name] = int32(len(operations))
		}
		shops[cell("storefront")] = uint32(len(g.operation))
		g.operation, g.ring = append(g.operation, operations[name]), append(g.ring, strings.HasPrefix(cell("kind"), "illicit"))
	}); err != nil {
		return nil, err
	}
	g.storefronts = len(g.operation)
	unknown := false
	err := eachRow(filepath.Join(dir, "input", "links.csv"), func(cell func(string) string) {
		kind := strings.ToLower(cell("kind"))
		text := kind + ":" + cell("value")
		value, met := values[text]
		if !met {
			value = uint32(g.storefronts + len(g.kinds))
			values[text] = value
			g.kinds = append(g.kinds, kind)
		}
		shop, known := shops[cell("storefront")]
		unknown = unknown || !known
		g.links = append(g.links, link{shop, value})
	})
	if unknown {
		err = errors.Join(err, errors.New("a link of the world names an unknown storefront"))
	}
	if err != nil {
		return nil, err
	}
	return g, g.write(w.dir)
}

// eachRow calls each with every row as a function from column to cell.
func eachRow(path string, each func(cell func(string) string)) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	in := csv.NewReader(f)
	header, err := in.Read()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		each(func(name string) string { return row[at[name]] })
	}
}
