// Command neo4jbench measures the Neo4j store beside a bare driver that
// writes and reads the same rows as well as it can, in the same run on the
// same server, and writes docs/benchmarks-neo4j.md.
//
// What bites: the bare driver may forget what the store must not (claims, a
// batch that is whole or absent, readers that see one version), so it is the
// ceiling and not a rival. Server and client share the processors; on a busy
// machine both are slow and only their ratio says something.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/ringtrace/ringtrace/internal/store/neo4j/neo4jtest"
)

func main() {
	links := flag.Int("links", 500_000, "links of the world; it has two fifths as many storefronts and accounts each")
	runs := flag.Int("runs", 3, "how often each figure is measured")
	heap := flag.Int("heap", 2048, "memory for the server's objects, in MiB")
	loads := flag.Int("loads", 0, "besides, one load of five times so many links in pieces, for the client's memory")
	out := flag.String("out", "docs/benchmarks-neo4j.md", "file to write, - for standard output")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := bench(ctx, *links, *runs, *loads, *heap, *out); err != nil {
		fmt.Fprintln(os.Stderr, "neo4jbench:", err)
		os.Exit(1)
	}
}

func bench(ctx context.Context, links, runs, loads, heap int, out string) error {
	server, err := neo4jtest.Start(ctx, neo4jtest.Options{HeapMB: heap})
	if err != nil {
		return err
	}
	defer server.Stop()
	w := newWorld(links)
	m := &measured{server: server.PID(), links: links, nodes: len(w.nodes), loads: loads}
	for i := range runs + 1 {
		if i == 1 {
			m.forget() // the first round warms the server's compiler up
		}
		// Each goes first in turn, so that a warmer server favours neither.
		steps := []func(context.Context, string, *world, *measured) error{bare, whole}
		if i%2 == 1 {
			steps[0], steps[1] = steps[1], steps[0]
		}
		for _, step := range steps {
			if err := neo4jtest.Wipe(ctx, server.URI); err != nil {
				return err
			}
			if err := step(ctx, server.URI, w, m); err != nil {
				return err
			}
			fmt.Fprintln(os.Stderr, m.progress())
		}
	}
	if err := memory(ctx, server.URI, m, loads); err != nil {
		return err
	}
	text := m.report(ctx, time.Now())
	if out == "-" {
		_, err := os.Stdout.WriteString(text)
		return err
	}
	return os.WriteFile(out, []byte(text), 0o644)
}
