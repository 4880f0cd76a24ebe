package graph_test

import (
	"slices"
	"testing"
)

// What is left out is filled in by the schema; what is given goes along.
func TestPackageInputReachesTheService(t *testing.T) {
	for document, want := range map[string]string{
		`mutation { buildPackage(input: {ring: "R-0001"}) { id } }`: `deposit R-0001 L2 cn-psb [en zh] "" "" GraphQL`,
		`mutation { buildPackage(input: {ring: "ring:R-0001", level: L1, addressee: UK_PIPCU, languages: [EN], recipient: "Unit 7", reason: "asked"}) { id } }`: `deposit R-0001 L1 uk-pipcu [en] "Unit 7" "asked" GraphQL`,
	} {
		f := newFake(3)
		if a := serve(f).ask(t, document, nil); len(a.Errors) > 0 {
			t.Fatal(a.Errors)
		}
		if !slices.Contains(f.asked(), want) {
			t.Errorf("asked %q, want %q", f.asked(), want)
		}
	}
}
