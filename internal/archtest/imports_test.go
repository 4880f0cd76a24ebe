package archtest_test

import (
	"maps"
	"slices"
	"strconv"
	"testing"
)

func itoa(n int) string { return strconv.Itoa(n) }

func TestEveryPackageIsInTheTable(t *testing.T) {
	known := map[string]bool{}
	for _, r := range rules() {
		if known[r.path] {
			t.Errorf("%q stands in the table twice", r.path)
		}
		known[r.path] = true
	}
	for _, p := range loaded(t) {
		if !known[below(p.PkgPath)] {
			t.Errorf("%s is not in the table: add a line that says what it is and what it may import", below(p.PkgPath))
		}
	}
}

func TestTableHasNoArrowUpward(t *testing.T) {
	above := map[string]bool{}
	for _, r := range rules() {
		for _, i := range slices.Concat(r.groups, r.imports) {
			if !above[i] {
				t.Errorf("%s may import %s, which does not stand above it", r.path, i)
			}
		}
		above[r.path] = true
	}
}

func TestImportsKeepToTheTable(t *testing.T) {
	table := map[string]rule{}
	for _, r := range rules() {
		table[r.path] = r
	}
	for _, p := range loaded(t) {
		r := table[below(p.PkgPath)]
		allowed := slices.Concat(r.groups, r.imports)
		for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
			if ours(path) && !slices.Contains(allowed, below(path)) {
				t.Errorf("%s imports %s, which its line in the table does not name", below(p.PkgPath), below(path))
			}
		}
	}
}

func TestLeavesImportTheStandardLibraryOnly(t *testing.T) {
	for _, p := range loaded(t) {
		if !slices.Contains([]string{"internal/entity", "internal/errs", "internal/community"}, below(p.PkgPath)) {
			continue
		}
		for path, dep := range p.Imports {
			if dep.Module != nil {
				t.Errorf("%s imports %s", below(p.PkgPath), path)
			}
		}
	}
}

func TestTestingStaysInTests(t *testing.T) {
	for _, p := range loaded(t) {
		if below(p.PkgPath) == "internal/store/storetest" {
			continue // it is a test suite, called from tests only
		}
		for path := range p.Imports {
			if path == "testing" || below(path) == "internal/store/storetest" {
				t.Errorf("%s imports %s outside of its tests", below(p.PkgPath), path)
			}
		}
	}
}
