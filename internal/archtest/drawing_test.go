package archtest_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

const (
	drawingBegin = "<!-- packages: begin -->"
	drawingEnd   = "<!-- packages: end -->"
)

var update = flag.Bool("update", false, "write the drawing of the packages into ARCHITECTURE.md")

// ARCHITECTURE.md holds, between its two marks, one line a package in the
// order of the flow, with what it is and which of ours it really imports.
func TestArchitectureDrawsThePackages(t *testing.T) {
	path := filepath.Join(root(), "ARCHITECTURE.md")
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	head, rest, ok := strings.Cut(text, drawingBegin)
	have, tail, ok2 := strings.Cut(rest, drawingEnd)
	if !ok || !ok2 {
		t.Fatalf("ARCHITECTURE.md has no %s ... %s", drawingBegin, drawingEnd)
	}
	want := "\n" + drawing(t) + "\n"
	if *update {
		if err := os.WriteFile(path, []byte(head+drawingBegin+want+drawingEnd+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("the drawing is not current: go test ./internal/archtest -run Draws -update\n%s", diff)
	}
}

// drawing lists the packages that exist; an arrow goes to each package of
// ours that one imports, and every arrow points to a line further up. The
// nouns are imported everywhere and are left out.
func drawing(t *testing.T) string {
	imports := map[string][]string{}
	for _, p := range loaded(t) {
		var of []string
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			if b := below(path); ours(path) && b != "internal/entity" && b != "internal/errs" {
				of = append(of, shortName(b))
			}
		}
		imports[below(p.PkgPath)] = of
	}
	var names, abouts []string
	widest := 0
	for _, r := range rules() {
		if _, exists := imports[r.path]; !exists {
			continue
		}
		name := shortName(r.path)
		if len(imports[r.path]) > 0 {
			name += " -> " + strings.Join(imports[r.path], " ")
		}
		names, abouts = append(names, name), append(abouts, r.about)
		widest = max(widest, utf8.RuneCountInString(shortName(r.path)))
	}
	var b strings.Builder
	b.WriteString("```\n")
	for i, name := range names {
		pkg, arrows, _ := strings.Cut(name, " -> ")
		fmt.Fprintf(&b, "%-*s  %s\n", widest, pkg, abouts[i])
		if arrows != "" {
			fmt.Fprintf(&b, "%-*s    -> %s\n", widest, "", arrows)
		}
	}
	return b.String() + "```"
}

func shortName(path string) string {
	if path == "" {
		return "ringtrace"
	}
	return strings.TrimPrefix(path, "internal/")
}
