package archtest_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestNoInit(t *testing.T) {
	for _, p := range loaded(t) {
		for _, f := range handwritten(p) {
			for _, d := range f.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && fn.Name.Name == "init" {
					t.Errorf("%s: no init functions", where(p, fn))
				}
			}
		}
	}
}

// A package-level variable is a table, a sentinel error, an embedded file or a
// regular expression, and nothing ever writes to it.
func TestPackageVariablesAreImmutable(t *testing.T) {
	for _, p := range loaded(t) {
		for _, f := range handwritten(p) {
			for _, d := range f.Decls {
				g, ok := d.(*ast.GenDecl)
				if !ok || g.Tok != token.VAR {
					continue
				}
				for _, s := range g.Specs {
					if v := s.(*ast.ValueSpec); !constantLike(g, v) {
						t.Errorf("%s: variable %s is neither a table, a sentinel error, an embedded file nor a regular expression", where(p, v), v.Names[0].Name)
					}
				}
			}
			for _, n := range writesToGlobals(p, f) {
				t.Errorf("%s: writes to a variable of the package", where(p, n))
			}
		}
	}
}

func constantLike(g *ast.GenDecl, v *ast.ValueSpec) bool {
	if v.Names[0].Name == "_" || embedded(g.Doc) || embedded(v.Doc) {
		return true
	}
	if len(v.Values) == 0 {
		return false
	}
	for _, e := range v.Values {
		if !constantLikeValue(e) {
			return false
		}
	}
	return true
}

func constantLikeValue(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CompositeLit, *ast.BasicLit:
		return true
	case *ast.UnaryExpr:
		_, ok := e.X.(*ast.CompositeLit)
		return e.Op == token.AND && ok
	case *ast.CallExpr:
		return slices.Contains(pureMakers(), callName(e))
	}
	return false
}

// pureMakers build a value from their arguments and touch nothing else.
func pureMakers() []string {
	return []string{"errors.New", "fmt.Errorf", "regexp.MustCompile", "strings.NewReplacer", "crc32.MakeTable", "template.Must",
		"sync.OnceValue"} // a table of the program's own, read when it is first asked for
}

func callName(c *ast.CallExpr) string {
	sel, ok := c.Fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	pkg, ok := sel.X.(*ast.Ident)
	if !ok {
		return ""
	}
	return pkg.Name + "." + sel.Sel.Name
}

func embedded(doc *ast.CommentGroup) bool {
	return doc != nil && slices.ContainsFunc(doc.List, func(c *ast.Comment) bool { return strings.HasPrefix(c.Text, "//go:embed") })
}

// writesToGlobals returns the assignments, in functions, whose target is (a
// part of) a package-level variable.
func writesToGlobals(p *packages.Package, f *ast.File) []ast.Node {
	var found []ast.Node
	check := func(target ast.Expr, n ast.Node) {
		if v, ok := p.TypesInfo.Uses[base(target)].(*types.Var); ok && v.Parent() == p.Types.Scope() {
			found = append(found, n)
		}
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, target := range n.Lhs {
				check(target, n)
			}
		case *ast.IncDecStmt:
			check(n.X, n)
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && len(n.Args) > 0 && (id.Name == "delete" || id.Name == "clear") {
				check(n.Args[0], n)
			}
		}
		return true
	})
	return found
}

// base returns the identifier that an assignable expression starts with.
func base(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}
