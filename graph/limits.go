package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The limits of one operation. Each is far above what an investigator's query
// needs, and far below what hurts.
const (
	maxBody       = 1 << 20 // bytes of a request
	maxTokens     = 5000    // words of a document
	maxComplexity = 20_000  // values of an answer, estimated beforehand: see cost.go
	maxDepth      = 12      // fields within fields
	maxAliases    = 30      // of a document
	maxFields     = 5000    // of an operation with every fragment written out
)

// shape holds an operation to depth, aliases and fields before its cost is
// reckoned. The library's reckoning writes out every fragment, which takes
// time without end for fragments that double; shape measures each once.
type shape struct{}

var _ interface {
	graphql.HandlerExtension
	graphql.OperationContextMutator
} = shape{}

// ExtensionName names the extension to the library.
func (shape) ExtensionName() string { return "Shape" }

// Validate accepts every schema.
func (shape) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses an operation that is too deep or too wide.
func (shape) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := measure{fragments: map[*ast.FragmentDefinition]extent{}}
	e := m.set(op.Operation.SelectionSet)
	for _, f := range op.Doc.Fragments {
		m.fragment(f)
	}
	for _, bound := range []struct {
		what      string
		got, most int
	}{
		{"nested fields", e.depth, maxDepth},
		{"aliases", m.aliases, maxAliases},
		{"fields", e.fields, maxFields},
	} {
		if bound.got > bound.most {
			err := gqlerror.Errorf("the operation has more than %d %s", bound.most, bound.what)
			errcode.Set(err, string(ErrorCodeLimitExceeded))
			return err
		}
	}
	return nil
}

// extent is how deep and how wide a selection is.
type extent struct {
	depth  int
	fields int // fragments written out, at most maxFields+1
}

// measure walks a document; each fragment is walked once.
type measure struct {
	fragments map[*ast.FragmentDefinition]extent
	aliases   int
}

func (m *measure) set(selections ast.SelectionSet) extent {
	var total extent
	for _, s := range selections {
		var e extent
		switch s := s.(type) {
		case *ast.Field:
			e = m.field(s)
		case *ast.InlineFragment:
			e = m.set(s.SelectionSet)
		case *ast.FragmentSpread:
			e = m.fragment(s.Definition)
		}
		total.depth = max(total.depth, e.depth)
		total.fields = min(total.fields+e.fields, maxFields+1)
	}
	return total
}

// field measures one field. Questions about the schema itself are deep by
// nature; the library bounds how its lists may nest.
func (m *measure) field(f *ast.Field) extent {
	if f.Alias != f.Name {
		m.aliases++
	}
	e := m.set(f.SelectionSet)
	e.fields = min(e.fields+1, maxFields+1)
	if e.depth++; f.Name == "__schema" || f.Name == "__type" {
		e.depth = 1
	}
	return e
}

func (m *measure) fragment(f *ast.FragmentDefinition) extent {
	if f == nil {
		return extent{}
	}
	e, ok := m.fragments[f]
	if !ok {
		e = m.set(f.SelectionSet)
		m.fragments[f] = e
	}
	return e
}
