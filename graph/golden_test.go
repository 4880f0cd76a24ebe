package graph_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator/rules"
	"golang.org/x/tools/txtar"

	"github.com/ringtrace/ringtrace/graph"
)

var update = flag.Bool("update", false, "write the answers of this run as the expected ones")

// golden is a query with its variables and the answer that is expected of the
// fake of three shops.
type golden struct {
	path    string
	archive *txtar.Archive
}

func (g golden) file(name string) []byte {
	for _, f := range g.archive.Files {
		if f.Name == name {
			return f.Data
		}
	}
	return nil
}

func goldens(t *testing.T) []golden {
	t.Helper()
	paths, err := filepath.Glob("testdata/queries/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no golden queries", err)
	}
	var out []golden
	for _, p := range paths {
		a, err := txtar.ParseFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, golden{p, a})
	}
	return out
}

// Every golden file is one conversation through the handler. The comment at
// its head says what it shows.
func TestGoldenQueries(t *testing.T) {
	for _, g := range goldens(t) {
		t.Run(strings.TrimSuffix(filepath.Base(g.path), ".txtar"), func(t *testing.T) {
			variables := map[string]any{}
			if v := g.file("variables.json"); v != nil {
				if err := json.Unmarshal(v, &variables); err != nil {
					t.Fatal(err)
				}
			}
			_, raw := serve(newFake(3)).post(t, string(g.file("query.graphql")), variables)
			var got bytes.Buffer
			if err := json.Indent(&got, raw, "", "  "); err != nil {
				t.Fatal(err)
			}
			got.WriteByte('\n')
			if *update {
				g.write(t, got.Bytes())
				return
			}
			if diff := cmp.Diff(string(g.file("answer.json")), got.String()); diff != "" {
				t.Errorf("(-want +got; -update writes it):\n%s", diff)
			}
		})
	}
}

func (g golden) write(t *testing.T, answer []byte) {
	t.Helper()
	g.archive.Files = slices.DeleteFunc(g.archive.Files, func(f txtar.File) bool { return f.Name == "answer.json" })
	g.archive.Files = append(g.archive.Files, txtar.File{Name: "answer.json", Data: answer})
	if err := os.WriteFile(g.path, txtar.Format(g.archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

func schema(t *testing.T) *ast.Schema {
	t.Helper()
	text, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	return gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
}

// A field that no ready and no golden query asks for is tested by nobody.
func TestEveryFieldIsAskedFor(t *testing.T) {
	s := schema(t)
	asked := map[string]bool{}
	texts := []string{}
	documents, err := graph.Documents()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range documents {
		texts = append(texts, d.Query)
	}
	for _, g := range goldens(t) {
		texts = append(texts, string(g.file("query.graphql")))
	}
	for _, text := range texts {
		doc, errs := gqlparser.LoadQueryWithRules(s, text, rules.NewDefaultRules())
		if errs != nil {
			t.Fatal(errs)
		}
		for _, op := range doc.Operations {
			collect(s, op.SelectionSet, asked)
		}
	}
	for _, name := range ownTypes(s) {
		for _, f := range s.Types[name].Fields {
			if s.Types[name].Kind == ast.Object && !strings.HasPrefix(f.Name, "__") && !asked[name+"."+f.Name] {
				t.Errorf("%s.%s is asked for in no query", name, f.Name)
			}
		}
	}
}

// collect notes each asked field under every type that it may be asked of.
func collect(s *ast.Schema, set ast.SelectionSet, asked map[string]bool) {
	for _, selection := range set {
		switch sel := selection.(type) {
		case *ast.Field:
			for _, t := range append(s.GetPossibleTypes(sel.ObjectDefinition), sel.ObjectDefinition) {
				asked[t.Name+"."+sel.Name] = true
			}
			collect(s, sel.SelectionSet, asked)
		case *ast.InlineFragment:
			collect(s, sel.SelectionSet, asked)
		case *ast.FragmentSpread:
			collect(s, sel.Definition.SelectionSet, asked)
		}
	}
}

// ownTypes returns the names of the schema's own types, ordered.
func ownTypes(s *ast.Schema) []string {
	var names []string
	for name, t := range s.Types {
		if !t.BuiltIn {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
