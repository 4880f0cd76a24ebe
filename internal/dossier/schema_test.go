package dossier_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/dossier"
)

var update = flag.Bool("update", false, "write golden files again")

// formats narrow strings by the name of their field.
var formats = map[string]any{
	"format": map[string]any{"const": dossier.Format}, "status": map[string]any{"type": "string", "maxLength": 40},
	"level": map[string]any{"enum": []string{"L0", "L1", "L2", "L3", "L4"}}, "profile": map[string]any{"enum": dossier.Profiles()},
	"title":  map[string]any{"enum": []string{"Lead package", "Association report, not a lead"}},
	"sha256": pattern(`^[0-9a-f]{64}$`), "rowRoot": pattern(`^[0-9a-f]{64}$`), "leaf": pattern(`^[0-9a-f]{64}$`),
	"risk": pattern(`^(-?\d+\.\d\d)?$`), "points": pattern(`^-?\d+\.\d\d$`), "sum": pattern(`^-?\d+\.\d\d$`), "amount": pattern(`^(\d+(\.\d+)?)?$`),
	"id": pattern(`^([SPITCEF]\d+|R-[0-9A-Za-z]+)$`), "ref": pattern(`^F\d+/\d+$`), "row": pattern(`^(F\d+/\d+)?$`),
	"tier": map[string]any{"enum": []string{"core", "attached", "peripheral"}}, "state": map[string]any{"enum": []string{"pass", "weak", "missing"}},
	"class": map[string]any{"enum": []string{"OBSERVED", "VERIFIED", "DECLARED", "INFERRED", "UNKNOWN"}},
	"asOf":  pattern(`^(\d{4}-\d\d-\d\d)?$`), "bits": pattern(`^-?\d+\.\d\d$`), "needed": pattern(`^-?\d+\.\d\d$`),
}

// comments reads what the model's comments say of types and fields: they are
// the schema's descriptions too.
func comments(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, path := range []string{"model.go", "level.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if g, ok := n.(*ast.GenDecl); ok && len(g.Specs) == 1 {
				if ts, ok := g.Specs[0].(*ast.TypeSpec); ok {
					out[ts.Name.Name] = oneLine(g.Doc.Text())
					fieldComments(out, ts)
				}
			}
			return true
		})
	}
	return out
}

func fieldComments(out map[string]string, ts *ast.TypeSpec) {
	st, ok := ts.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range st.Fields.List {
		for _, name := range f.Names {
			out[ts.Name.Name+"."+name.Name] = oneLine(f.Comment.Text())
		}
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func pattern(p string) any { return map[string]any{"type": "string", "pattern": p} }

// schemaOf describes a Go type as JSON Schema; the model is the source.
func schemaOf(t reflect.Type, defs map[string]any, says map[string]string) any {
	switch t.Kind() {
	case reflect.Pointer:
		return schemaOf(t.Elem(), defs, says)
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Uint32:
		return map[string]any{"type": "integer"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": schemaOf(t.Elem(), defs, says)}
	case reflect.Struct:
		if _, done := defs[t.Name()]; !done {
			defs[t.Name()] = nil
			defs[t.Name()] = object(t, defs, says)
		}
		return map[string]any{"$ref": "#/$defs/" + t.Name()}
	}
	return map[string]any{"type": "string"}
}

func object(t reflect.Type, defs map[string]any, says map[string]string) any {
	properties := map[string]any{}
	required := []string{}
	for i := range t.NumField() {
		name, options, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		property := maps.Clone(schemaOf(t.Field(i).Type, defs, says).(map[string]any))
		if f, ok := formats[name]; ok && t.Field(i).Type.Kind() != reflect.Struct {
			property = maps.Clone(f.(map[string]any))
		}
		if about := says[t.Name()+"."+t.Field(i).Name]; about != "" {
			property["description"] = about
		}
		properties[name] = property
		if options == "" {
			required = append(required, name)
		}
	}
	return map[string]any{"description": says[t.Name()], "type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func TestSchemaDescribesTheModel(t *testing.T) {
	defs := map[string]any{}
	root := schemaOf(reflect.TypeFor[dossier.Dossier](), defs, comments(t)).(map[string]any)
	root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	root["$id"] = "urn:ringtrace:dossier:1"
	root["title"] = "ringtrace dossier"
	root["$defs"] = defs
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(root); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("dossier.schema.json", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(b.Bytes(), dossier.Schema()) {
		t.Error("dossier.schema.json does not describe the model: go test -run TestSchema -update")
	}
}
