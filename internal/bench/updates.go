package main

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/machine"
)

// update is a change to a graph and what `detect --from --then --stats` says
// of it.
type update struct {
	name string
	at   time.Time
	on   machine.Machine
	planted
	stageTimes
	Update struct {
		Change struct {
			Added      int  `json:"added"`
			Components int  `json:"components"`
			Links      int  `json:"links"`
			Largest    bool `json:"largest"`
		} `json:"change"`
	} `json:"update"`
}

// further is the number of links of a change.
const further = 10_000

// benchUpdates makes two changes to each graph in a folder, the smallest first.
func benchUpdates(ctx context.Context, graphs string) ([]update, error) {
	paths, program, dir, err := onGraphs(ctx, graphs)
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var out []update
	for _, path := range paths {
		changes, err := writeChanges(path, dir)
		if err != nil {
			return nil, err
		}
		for _, name := range changes {
			u, err := benchUpdate(ctx, program, filepath.Dir(path), filepath.Join(dir, name+".u32"))
			if err != nil {
				return nil, err
			}
			u.name = name
			out = append(out, u)
		}
	}
	slices.SortStableFunc(out, func(a, b update) int { return a.Storefronts - b.Storefronts })
	return out, nil
}

func benchUpdate(ctx context.Context, program, graph, then string) (u update, err error) {
	raw, err := os.ReadFile(filepath.Join(graph, "meta.json"))
	if err != nil {
		return u, err
	}
	if err := json.Unmarshal(raw, &u.planted); err != nil {
		return u, err
	}
	u.on, u.at = machine.Describe(ctx), time.Now().UTC()
	args := []string{"detect", "--quiet", "--stats", "--from", filepath.Join(graph, "edges.u32"), "--then", then}
	if kinds := filepath.Join(graph, "ids.csv"); exists(kinds) {
		args = append(args, "--kinds", kinds)
	}
	answer, err := machine.Output(exec.CommandContext(ctx, program, args...))
	if err != nil {
		return u, fmt.Errorf("%d storefronts: %w", u.Storefronts, err)
	}
	return u, json.Unmarshal(answer, &u)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// writeChanges writes two changes to a graph: new storefronts, each with a
// value of some component but the largest, and links of any storefront to any
// value, some of which always meet the largest.
func writeChanges(graph, dir string) ([]string, error) {
	raw, err := os.ReadFile(graph)
	if err != nil {
		return nil, err
	}
	g := pairs(raw)
	component, largest := g.components()
	random := rand.New(rand.NewPCG(1, further))
	fresh := g.shops()
	var small, across []uint32
	for n := uint32(0); n < further; {
		if k := random.IntN(g.len()); component(k) != largest {
			small = append(small, fresh+n, g.id(k))
			n++
		}
	}
	for range further {
		across = append(across, g.shop(random.IntN(g.len())), g.id(random.IntN(g.len())))
	}
	for name, links := range map[string][]uint32{"small": small, "across": across} {
		var text []byte
		for _, v := range links {
			text = binary.LittleEndian.AppendUint32(text, v)
		}
		if err := os.WriteFile(filepath.Join(dir, name+".u32"), text, 0o600); err != nil {
			return nil, err
		}
	}
	return []string{"small", "across"}, nil
}

// pairs is a graph as it lies in its file.
type pairs []byte

func (p pairs) len() int          { return len(p) / 8 }
func (p pairs) shop(k int) uint32 { return binary.LittleEndian.Uint32(p[8*k:]) }
func (p pairs) id(k int) uint32   { return binary.LittleEndian.Uint32(p[8*k+4:]) }

// shops returns the least number that no storefront has, ids that no value.
func (p pairs) shops() uint32 { return p.beyond(p.shop) }
func (p pairs) ids() uint32   { return p.beyond(p.id) }

func (p pairs) beyond(number func(k int) uint32) (n uint32) {
	for k := range p.len() {
		n = max(n, number(k)+1)
	}
	return n
}

// components names the component of each link by its root, and the one with
// most links, without values that so many share that they tie nobody.
func (p pairs) components() (of func(k int) uint32, largest uint32) {
	const popular = 200
	users := make([]int32, p.ids())
	for k := range p.len() {
		users[p.id(k)]++
	}
	shops := p.shops()
	root := make([]uint32, shops)
	for s := range root {
		root[s] = uint32(s)
	}
	find := func(s uint32) uint32 {
		for root[s] != s {
			root[s] = root[root[s]]
			s = root[s]
		}
		return s
	}
	first := make([]uint32, p.ids()) // of each value: a storefront that carries it, plus one
	for k := range p.len() {
		if users[p.id(k)] > popular {
			continue
		}
		if s := first[p.id(k)]; s > 0 {
			a, b := find(s-1), find(p.shop(k))
			root[max(a, b)] = min(a, b)
		} else {
			first[p.id(k)] = p.shop(k) + 1
		}
	}
	links := make([]int, shops)
	for k := range p.len() {
		r := find(p.shop(k))
		if links[r]++; links[r] > links[largest] {
			largest = r
		}
	}
	return func(k int) uint32 {
		if users[p.id(k)] > popular {
			return largest
		}
		return find(p.shop(k))
	}, largest
}

// updating names the stages of an update.
func updating() []string {
	return []string{"then overlay", "then region", "then community", "then verify", "then groups"}
}

// updateReport writes the section on updates of docs/benchmarks-detect.md.
func updateReport(all []update) string {
	var b strings.Builder
	fmt.Fprintf(&b, `## Updates

Written by `+"`make bench-updates`"+`; do not edit. `+"`ringtrace detect --from edges.u32 --then further.u32 --stats`"+`: %d further links on a graph that was
detected, under its statistics; seconds by the clock, once, and what the processors counted, which a busy machine moves less. The answer is that of a detection of the whole (`+"`internal/standing`"+`, TestAnswersAsTheWhole).

- small: new storefronts, each with a value that is carried outside the largest component; bar: 3 s on 100 million links
- across: any storefront to any value, so that the largest component is touched; bar: 1.2 times its own detection
- update: links, verdicts, touched components taken out, detected and checked a second time, groups put in place; reading the further links stands apart
- whole: the first detection with its check, for comparison; it goes over everything twice, since it tests the exclusive types

| links | change | came | components touched | their links | largest touched | read | update | its processor time | whole | its processor time | peak memory | load before | commit | date |
|---:|---|---:|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---|---|
`, further)
	for _, u := range all {
		c, touched := u.Update.Change, "no"
		if c.Largest {
			touched = "yes"
		}
		fmt.Fprintf(&b, "| %d | %s | %d | %d | %d | %s | %.2f s | %.2f s | %.2f s | %.2f s | %.2f s | %.0f MB | %s | %s | %s |\n", u.Links, u.name, c.Added, c.Components, c.Links, touched,
			u.seconds("then read"), u.seconds(updating()...), u.processor(updating()...),
			u.seconds("community", "verify"), u.processor("community", "verify"), float64(u.Total.Peak)/1e6, u.on.Load, u.on.Commit, u.at.Format(time.DateOnly))
	}
	return b.String()
}
