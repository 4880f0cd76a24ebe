package archtest_test

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// forbidden are functions that reach the clock, global randomness, a context
// of their own or the process from inside.
func forbidden(f types.Object) bool {
	if f.Pkg() == nil {
		return f.Name() == "panic"
	}
	if f.Pkg().Path() == "crypto/rand" {
		return f.Exported()
	}
	if _, isFunc := f.(*types.Func); !isFunc {
		return false
	}
	name := f.Name()
	switch f.Pkg().Path() {
	case "time":
		return slices.Contains([]string{"Now", "Since", "Until"}, name)
	case "math/rand", "math/rand/v2":
		// New and the sources take an explicit seed; the rest is global.
		return f.Type().(*types.Signature).Recv() == nil && !strings.HasPrefix(name, "New")
	case "context":
		return name == "Background" || name == "TODO"
	case "os":
		return name == "Exit" || name == "Getenv" || name == "LookupEnv" || name == "Environ"
	case "log", "github.com/rs/zerolog/log":
		return true
	}
	return false
}

// Clocks, seeds and contexts are handed down, so that a run can be repeated.
func TestNothingReachesTheClockFromInside(t *testing.T) {
	used := map[excuse]bool{}
	for _, p := range loaded(t) {
		if atTheEdge(p.Name, below(p.PkgPath)) {
			continue
		}
		for _, f := range handwritten(p) {
			for _, call := range forbiddenUses(p, f) {
				if e, ok := excused(below(p.PkgPath), call.name); ok {
					used[e] = true
					continue
				}
				t.Errorf("%s: %s: hand it down, or write an excuse with its reason", where(p, call.node), call.name)
			}
		}
	}
	for _, e := range excuses() {
		if !used[e] {
			t.Errorf("the excuse of %s for %s is not needed any more", e.path, e.what)
		}
		if e.reason == "" {
			t.Errorf("the excuse of %s for %s has no reason", e.path, e.what)
		}
	}
}

type use struct {
	node ast.Node
	name string
}

func forbiddenUses(p *packages.Package, f *ast.File) []use {
	var found []use
	ast.Inspect(f, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok {
			return true
		}
		o := p.TypesInfo.Uses[id]
		if o == nil || !forbidden(o) {
			return true
		}
		name := o.Name()
		if o.Pkg() != nil {
			name = o.Pkg().Path() + "." + name
		} else if _, builtin := o.(*types.Builtin); !builtin {
			return true
		}
		found = append(found, use{id, name})
		return true
	})
	return found
}

func excused(path, what string) (excuse, bool) {
	for _, e := range excuses() {
		if e.path == path && e.what == what {
			return e, true
		}
	}
	return excuse{}, false
}
