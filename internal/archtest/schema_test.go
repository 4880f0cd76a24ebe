package archtest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// Investigators read the schema in the IDE: every type, field, argument and
// value says what it is.
func TestSchemaIsDescribed(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root(), "schema.graphqls"))
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gqlparser.LoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(raw)})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range undescribed(schema) {
		t.Errorf("%s has no description", name)
	}
}

func undescribed(schema *ast.Schema) []string {
	var bare []string
	need := func(name, description string) {
		if strings.TrimSpace(description) == "" {
			bare = append(bare, name)
		}
	}
	for _, d := range schema.Types {
		if d.BuiltIn {
			continue
		}
		need(d.Name, d.Description)
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			need(d.Name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				need(d.Name+"."+f.Name+"("+a.Name+":)", a.Description)
			}
		}
		for _, v := range d.EnumValues {
			need(d.Name+"."+v.Name, v.Description)
		}
	}
	slices.Sort(bare)
	return bare
}
