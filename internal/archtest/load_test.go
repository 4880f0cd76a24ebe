package archtest_test

import (
	"go/ast"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/packages"
)

const modulePath = "github.com/ringtrace/ringtrace"

// load reads every package of the module with syntax and types, tests left
// out, once for all tests.
var load = sync.OnceValues(func() ([]*packages.Package, error) {
	return packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedModule,
		Dir: root(),
	}, "./...")
})

func root() string { return filepath.Join("..", "..") }

func loaded(t *testing.T) []*packages.Package {
	t.Helper()
	ps, err := load()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range ps {
		for _, e := range p.Errors {
			t.Fatalf("%s does not build: %v", p.PkgPath, e)
		}
	}
	return ps
}

// below returns a package's path below the module's, "" for the root.
func below(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, modulePath), "/")
}

func ours(path string) bool { return path == modulePath || strings.HasPrefix(path, modulePath+"/") }

// handwritten yields the files of a package that no generator wrote.
func handwritten(p *packages.Package) []*ast.File {
	return slices.DeleteFunc(slices.Clone(p.Syntax), ast.IsGenerated)
}

func where(p *packages.Package, n ast.Node) string {
	at := p.Fset.Position(n.Pos())
	return below(p.PkgPath) + "/" + filepath.Base(at.Filename) + ":" + itoa(at.Line)
}
