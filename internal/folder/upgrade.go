package folder

import (
	"context"
	"fmt"
	"maps"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Step brings a folder from the layout before To to To. It is run again from
// its beginning when it was cut short, whatever it had done by then.
type Step struct {
	To int
	Do func(ctx context.Context, dir string) error
}

// Plan is what a program makes of data folders.
type Plan struct {
	Mine   Format                                                  // what this program writes; Rules are not looked at
	Steps  []Step                                                  // by To, without gaps; the last one leads to Mine.Layout
	Before func(ctx context.Context, dir string, layout int) error // keeps what a step might damage; done once more when it was cut short
}

// Open makes sure that this program may use the folder, and marks a new one.
// A folder of an older layout is upgraded where upgrade says so, under the
// lock, and otherwise refused with errs.Conflict; a newer one always is.
func (p *Plan) Open(ctx context.Context, dir string, upgrade bool, h Holder) error {
	have, err := Read(dir)
	if err != nil {
		return err
	}
	if err := newer(have, p.Mine); err != nil {
		return err
	}
	switch {
	case have.Layout == p.Mine.Layout:
		return nil
	case have.Layout == 0:
		return Write(dir, p.mark(have, p.Mine.Layout))
	case !upgrade:
		return &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "data folder",
			Message: fmt.Sprintf("written by an older ringtrace (layout %d, this one writes %d)", have.Layout, p.Mine.Layout),
			Remedy:  "Run ringtrace upgrade: it keeps a copy of the casebook and loses nothing"}
	}
	return p.upgrade(ctx, dir, h)
}

// upgrade runs the steps that are missing. The layout is raised after each.
func (p *Plan) upgrade(ctx context.Context, dir string, h Holder) (err error) {
	release, err := Lock(dir, h)
	if err != nil {
		return err
	}
	defer func() {
		if failed := release(); err == nil && failed != nil {
			err = errs.Disk("upgrade", "data folder", failed)
		}
	}()
	have, err := Read(dir) // another process may have been quicker
	if err != nil {
		return err
	}
	for _, step := range p.Steps {
		if step.To <= have.Layout {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.Before(ctx, dir, step.To); err != nil {
			return err
		}
		if err := step.Do(ctx, dir); err != nil {
			return err
		}
		have = p.mark(have, step.To)
		if err := Write(dir, have); err != nil {
			return err
		}
	}
	return nil
}

// mark returns the format of a folder that this program brought to a layout.
// Parts have this program's versions only at its own layout.
func (p *Plan) mark(have Format, layout int) Format {
	have.Layout, have.Program = layout, p.Mine.Program
	if layout == p.Mine.Layout {
		have.Parts = maps.Clone(p.Mine.Parts)
	}
	return have
}
