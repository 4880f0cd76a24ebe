package graph_test

import (
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/graph"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// Investigators read the schema in the IDE: no element is without a sentence.
func TestEveryElementIsDescribed(t *testing.T) {
	s := schema(t)
	sentence := func(what, description string) {
		if d := strings.TrimSpace(description); len(d) < 4 || !strings.HasSuffix(d, ".") {
			t.Errorf("%s: %q is no sentence", what, description)
		}
	}
	for _, name := range ownTypes(s) {
		def := s.Types[name]
		sentence(name, def.Description)
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			sentence(name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				sentence(name+"."+f.Name+"("+a.Name+":)", a.Description)
			}
		}
		for _, v := range def.EnumValues {
			sentence(name+"."+v.Name, v.Description)
		}
	}
}

// Entities and items are never null; what a store can withhold may be, so that
// one failure does not blank an answer. Lists that can grow are bounded.
func TestNullabilityAndBounds(t *testing.T) {
	s := schema(t)
	for _, name := range ownTypes(s) {
		for _, f := range s.Types[name].Fields {
			if f.Type.Elem != nil && !f.Type.Elem.NonNull {
				t.Errorf("%s.%s: items may be null", name, f.Name)
			}
			if name == "Query" && !strings.HasPrefix(f.Name, "__") && f.Type.NonNull {
				t.Errorf("Query.%s: a root field must be nullable", f.Name)
			}
			if a := f.Arguments.ForName("first"); a != nil && !a.Type.NonNull {
				t.Errorf("%s.%s(first:) may be null", name, f.Name)
			}
			if strings.HasSuffix(f.Type.Name(), "Connection") && f.Arguments.ForName("first") == nil {
				t.Errorf("%s.%s: a connection without `first`", name, f.Name)
			}
		}
	}
}

// Every code that an error can carry stands in the schema.
func TestCodesAreInTheSchema(t *testing.T) {
	for kind := range 256 {
		k := errs.Kind(kind)
		if !known(k) {
			break
		}
		if code := graph.ErrorCode(k.Code()); !code.IsValid() {
			t.Errorf("%s has the code %s, which is not in the schema", k, code)
		}
	}
}

// known reports whether the table of kinds goes so far.
func known(k errs.Kind) (ok bool) {
	defer func() { ok = recover() == nil }()
	return k.Code() != ""
}
