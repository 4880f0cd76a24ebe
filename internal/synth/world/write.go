package world

import (
	"context"
	"runtime"
)

// Options say which world.
type Options struct {
	Preset      string
	Storefronts int // 1,000 to 10,000,000
	Seed        uint64
	Set         map[string]string // knobs by name
	Workers     int               // 0 is one for each processor; changes no byte
}

// Sizes that a world may have.
const (
	Smallest = 1_000
	Largest  = mostShops
)

// Write writes a world below dir: `input`, `truth`, and at the very end
// `truth/manifest.json`, which it returns. Memory does not grow with the
// number of storefronts. Bad options are errs.Invalid, a folder that cannot
// be written errs.Unavailable. A world that was cut short has a manifest that
// says so.
func Write(ctx context.Context, o Options, dir string) (*Manifest, error) {
	if o.Storefronts < Smallest || o.Storefronts > Largest {
		return nil, invalid("number of storefronts", "is out of range", "Give 1000 to 10000000.")
	}
	knobs, err := Knobs(o.Preset, o.Set)
	if err != nil {
		return nil, err
	}
	r, err := rated(knobs)
	if err != nil {
		return nil, err
	}
	g := newGenerator(r, o.Storefronts, o.Seed)
	g.graph = IsGraph(o.Preset)
	f, err := create(dir, &Manifest{Note: note, Generator: Generator, Preset: o.Preset, Seed: o.Seed, Storefronts: o.Storefronts, Knobs: knobs,
		FirstListingsOnly: g.fewerListing})
	if err != nil {
		return nil, err
	}
	if !g.graph {
		country := newOutput()
		g.writeCountry(country)
		err = f.write(country)
	}
	if err == nil {
		err = g.blocks(ctx, max(o.Workers, 0), f.write)
	}
	return f.finish(err)
}

// blocks computes all blocks, several at a time, and emits them in order.
func (g *generator) blocks(ctx context.Context, workers int, emit func(*output) error) error {
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	build := g.build
	if g.graph {
		build = g.buildGraph
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	queue := make(chan chan *output, workers)
	spent := make(chan *output, 2*workers+2) // to be filled again
	go func() {
		defer close(queue)
		p := planner{g: g, limit: uint32(g.storefronts)}
		for ops := p.block(); len(ops) > 0; ops = p.block() {
			done := make(chan *output, 1)
			select {
			case queue <- done:
			case <-ctx.Done():
				return
			}
			go func() { done <- build(ops, fresh(spent)) }()
		}
	}()
	for done := range queue {
		out := <-done
		if err := emit(out); err != nil {
			return err
		}
		select {
		case spent <- out:
		default:
		}
	}
	return ctx.Err()
}

// fresh returns an empty output, one that was written before if there is any.
func fresh(spent <-chan *output) *output {
	select {
	case out := <-spent:
		for i := range out {
			out[i] = sheet{b: out[i].b[:0]}
		}
		return out
	default:
		return newOutput()
	}
}
