package graph_test

import (
	"testing"

	"github.com/ringtrace/ringtrace/graph"
)

// exampleVariables fills what the ready queries ask for.
func exampleVariables() map[string]any {
	return map[string]any{"ring": "R-0001", "storefront": "mall:shop-000", "text": "shop"}
}

func TestReadyQueriesAnswer(t *testing.T) {
	documents, err := graph.Documents()
	if err != nil {
		t.Fatal(err)
	}
	if len(documents) != 9 {
		t.Errorf("%d documents", len(documents))
	}
	for _, d := range documents {
		t.Run(d.Name, func(t *testing.T) {
			a := serve(newFake(5)).ask(t, d.Query, exampleVariables())
			if len(a.Errors) > 0 {
				t.Fatal(a.Errors)
			}
			t.Log(d.Title, a.Extensions["cost"])
		})
	}
}
