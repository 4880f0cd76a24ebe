package archtest_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

func TestPackageComments(t *testing.T) {
	for _, p := range loaded(t) {
		files := handwritten(p)
		if len(files) == 0 {
			continue
		}
		if !slices.ContainsFunc(files, func(f *ast.File) bool { return f.Doc.Text() != "" }) {
			t.Errorf("%s has no package comment: what it is, and what will bite", below(p.PkgPath))
		}
	}
}

func TestExportedNamesAreDocumented(t *testing.T) {
	for _, p := range loaded(t) {
		if p.Name == "main" {
			continue
		}
		for _, f := range handwritten(p) {
			if strings.HasSuffix(p.Fset.Position(f.Pos()).Filename, ".resolvers.go") {
				continue // the generator owns its declarations; the schema describes them
			}
			for _, d := range f.Decls {
				undocumented(p, d, func(n ast.Node, name string) {
					t.Errorf("%s: %s has no comment", where(p, n), name)
				})
			}
		}
	}
}

// undocumented reports the exported names of a declaration without a comment.
// A comment on a group speaks for the constants and variables in it.
func undocumented(p *packages.Package, d ast.Decl, report func(ast.Node, string)) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && d.Doc.Text() == "" && exportedReceiver(d) {
			report(d, d.Name.Name)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			switch s := s.(type) {
			case *ast.TypeSpec:
				if s.Name.IsExported() && s.Doc.Text() == "" && d.Doc.Text() == "" {
					report(s, s.Name.Name)
				}
			case *ast.ValueSpec:
				if s.Names[0].IsExported() && s.Doc.Text() == "" && s.Comment.Text() == "" && d.Doc.Text() == "" {
					report(s, s.Names[0].Name)
				}
			}
		}
	}
}

// selfEvident are methods whose meaning their interface fixes.
func selfEvident() []string { return []string{"String", "Error", "Unwrap", "Len", "Less", "Swap"} }

func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	if slices.Contains(selfEvident(), d.Name.Name) {
		return false
	}
	e := d.Recv.List[0].Type
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if generic, ok := e.(*ast.IndexExpr); ok {
		e = generic.X
	}
	id, ok := e.(*ast.Ident)
	return !ok || id.IsExported()
}

func TestNamesKeepTheHouseSpelling(t *testing.T) {
	for _, p := range loaded(t) {
		for _, f := range handwritten(p) {
			ast.Inspect(f, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if ok && p.TypesInfo.Defs[id] != nil && misspelt(id.Name) {
					t.Errorf("%s: %s: write ID, URL, HTTP, JSON, judgement", where(p, id), id.Name)
				}
				return true
			})
		}
		for _, word := range []string{"util", "utils", "common", "manager", "helper", "helpers"} {
			if strings.Contains(p.PkgPath, "/"+word) {
				t.Errorf("%s: name a package by what it is about", p.PkgPath)
			}
		}
	}
}

// misspelt finds initialisms in mixed case: nodeId, ParseUrl.
func misspelt(name string) bool {
	for _, bad := range []string{"Id", "Url", "Http", "Json", "Csv"} {
		for rest := name; ; {
			i := strings.Index(rest, bad)
			if i < 0 {
				break
			}
			rest = rest[i+len(bad):]
			if rest == "" || token.IsExported(rest) || rest == "s" {
				return true
			}
		}
	}
	return strings.Contains(strings.ToLower(name), "judgment")
}
