package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Leaving the input out and leaving everything in it out ask for the same.
func TestHotspotDefaultsAgree(t *testing.T) {
	const fields = `{ basis level within status measure topK smallBelow replicates seed }`
	without := serve(newFake(3)).ask(t, `{ hotspots `+fields+` }`, nil)
	empty := serve(newFake(3)).ask(t, `{ hotspots(input: {}) `+fields+` }`, nil)
	if len(without.Errors)+len(empty.Errors) > 0 || without.Data == nil {
		t.Fatal(without.Errors, empty.Errors)
	}
	if d := cmp.Diff(without.Data, empty.Data); d != "" {
		t.Error(d)
	}
}
