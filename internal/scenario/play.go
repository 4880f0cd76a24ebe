package scenario

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Surface is one way in which people use the program.
type Surface interface {
	// Load takes in the files of a folder and returns how many rows came in
	// with a warning. A rejected row is an error.
	Load(ctx context.Context, folder string) (warnings int, err error)
	// Judge and Rule hand in what a person said.
	Judge(ctx context.Context, left, right entity.Key, verdict, reason string) error
	Rule(ctx context.Context, key entity.Key, verdict, reason string) error
	// Detect makes a run.
	Detect(ctx context.Context) ([]Change, error)
	// Rings shows the groups of the current run, ordered by id.
	Rings(ctx context.Context) ([]Ring, error)
	// Explain says in sentences why a storefront is, or is not, of a ring.
	Explain(ctx context.Context, ring, storefront string) ([]string, error)
}

// Way is how a scenario is carried out; the zero Way is as it is written.
type Way struct {
	Folder  string // for the files of the world; it must exist
	Shuffle uint64 // not 0: links come in an order that depends on it
	Twice   bool   // every delivery is loaded once more, its links in another order
	Rewrite func(Row) Row
}

// Play carries a scenario out and returns what each step found, and a sentence
// for each thing that is not as expected. An error means that there was no
// answer to look at.
func Play(ctx context.Context, s *Scenario, on Surface, way Way) (found []*Finding, faults []string, err error) {
	p := &play{on: on, way: way}
	for i, step := range s.Steps() {
		if err := p.take(ctx, i, step); err != nil {
			return nil, nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		now, err := look(ctx, on, &step.Expect)
		if err != nil {
			return nil, nil, fmt.Errorf("step %d: %w", i+1, err)
		}
		for _, f := range judge(&step.Expect, now, p.before) {
			if i > 0 {
				f = fmt.Sprintf("step %d: %s", i+1, f)
			}
			p.faults = append(p.faults, f)
		}
		found = append(found, now)
		p.before = now
	}
	return found, p.faults, nil
}

// Rerun makes the run of a scenario of one step once more, on a surface that has
// played it, and returns what is not as expected. It is for runs by other rules.
func Rerun(ctx context.Context, s *Scenario, on Surface) (faults []string, err error) {
	if len(s.Then) > 0 {
		return nil, fmt.Errorf("%s has more than one step", s.Name)
	}
	now, err := look(ctx, on, &s.Expect)
	if err != nil {
		return nil, err
	}
	return judge(&s.Expect, now, nil), nil
}

// look makes a run and asks for all that the expectations are about.
func look(ctx context.Context, on Surface, e *Expect) (*Finding, error) {
	changes, err := on.Detect(ctx)
	if err != nil {
		return nil, err
	}
	rings, err := on.Rings(ctx)
	if err != nil {
		return nil, err
	}
	now := &Finding{Rings: rings, Changes: changes}
	for _, a := range e.Answers {
		var said []string
		if r := now.of(full(a.Ring)); r != nil {
			if said, err = on.Explain(ctx, r.ID, full(a.Of)); err != nil {
				return nil, err
			}
		}
		now.Answers = append(now.Answers, said)
	}
	return now, nil
}

type play struct {
	on      Surface
	way     Way
	folders []string // that were loaded
	before  *Finding
	faults  []string
}

// take hands a step's files and words to the surface.
func (p *play) take(ctx context.Context, i int, step *Step) error {
	if step.Again {
		for _, folder := range p.folders {
			if _, err := p.on.Load(ctx, folder); err != nil {
				return err
			}
		}
	}
	folder := filepath.Join(p.way.Folder, fmt.Sprintf("delivery-%d", i+1))
	any, err := step.write(folder, p.way.Rewrite, p.way.Shuffle)
	if err != nil {
		return err
	}
	if any {
		if err := p.load(ctx, step, folder); err != nil {
			return err
		}
	}
	for _, j := range step.Judgements {
		left, err := p.key(j.Left)
		if err != nil {
			return err
		}
		right, err := p.key(j.Right)
		if err != nil {
			return err
		}
		if err := p.on.Judge(ctx, left, right, j.Verdict, j.Reason); err != nil {
			return err
		}
	}
	for _, v := range step.Verdicts {
		if err := p.on.Rule(ctx, entity.ParseKey(v.Key), v.Verdict, v.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (p *play) load(ctx context.Context, step *Step, folder string) error {
	p.folders = append(p.folders, folder)
	warnings, err := p.on.Load(ctx, folder)
	if err != nil {
		return err
	}
	// A rewritten world may well have other warnings: that is what it is for.
	if warnings != step.Warnings && p.way.Rewrite == nil {
		p.faults = append(p.faults, fmt.Sprintf("%d rows load with warnings, want %d", warnings, step.Warnings))
	}
	if !p.way.Twice {
		return nil
	}
	if _, err := step.write(folder+"-again", p.way.Rewrite, p.way.Shuffle+1); err != nil {
		return err
	}
	_, err = p.on.Load(ctx, folder+"-again")
	return err
}

// key reads a side of a judgement. A group is named by one of its members,
// since its id is not known when a scenario is written.
func (p *play) key(side string) (entity.Key, error) {
	shop, ok := strings.CutPrefix(side, "ring of ")
	if !ok {
		return entity.ParseKey(side), nil
	}
	if p.before == nil {
		return entity.Key{}, fmt.Errorf("%q: no run came before", side)
	}
	r := p.before.of(full(shop))
	if r == nil {
		return entity.Key{}, fmt.Errorf("%q: it was in none", side)
	}
	return entity.Key{Kind: entity.KindRing, ID: r.ID}, nil
}

// SortRings puts rings into the order of a Finding.
func SortRings(rings []Ring) {
	slices.SortFunc(rings, func(a, b Ring) int { return strings.Compare(a.ID, b.ID) })
}
