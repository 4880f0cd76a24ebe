package store_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

func TestWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                           nil,
		" -:/%":                      nil,
		"Blue-Lantern Co., blue":     {"blue", "co", "lantern"},
		"taoyi:S0042":                {"s0042", "taoyi"},
		"+86-555-0100":               {"0100", "555", "86"},
		"深圳市 Nanshan":                {"nanshan", "圳市", "市", "深圳市"},
		"广东省汕头市琅笙路309号":              {"东省汕头市琅", "号", "头市琅笙路3", "市琅笙路30", "广东省汕头市", "汕头市琅笙路", "琅笙路309", "省汕头市琅笙", "笙路309号", "路309号"},
		"STRASSE Straße":             {"strasse"},
		"e\u0301tage \u00c9tage":     {"étage"},
		"ΣΊΣΥΦΟΣ σίσυφος":            {"σίσυφοσ"},
		"a\u0301\u0323 \u1ea1\u0301": {"ạ"},
	} {
		if d := cmp.Diff(want, store.Words(text), cmpopts.EquateEmpty()); d != "" {
			t.Errorf("words of %q (-want +got):\n%s", text, d)
		}
	}
}

func TestWordsProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		words := store.Words(text)
		for _, w := range words {
			if w == "" || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
				t.Fatalf("%q has the word %q", text, w)
			}
		}
		if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
			t.Fatalf("words of %q: %q", text, words)
		}
		if !store.HasPrefixes(words, words) {
			t.Fatalf("%q is not found by its own words", text)
		}
	})
}

func TestHasPrefixes(t *testing.T) {
	words := []string{"blue", "lantern", "moon"}
	for _, c := range []struct {
		prefixes []string
		want     bool
	}{
		{nil, true}, {[]string{"blue"}, true}, {[]string{"b", "mo"}, true}, {[]string{"moons"}, false},
		{[]string{"zebra"}, false}, {[]string{"a"}, false}, {[]string{"lan", "x"}, false},
	} {
		if got := store.HasPrefixes(words, c.prefixes); got != c.want {
			t.Errorf("%q begin words of %q: %v", c.prefixes, words, got)
		}
	}
}

func TestSearchKinds(t *testing.T) {
	all := store.SearchKinds(nil)
	for _, k := range []entity.Kind{entity.KindSource, entity.KindRing, entity.KindRun} {
		if slices.Contains(all, k) || store.Searchable(k) {
			t.Errorf("%s is searchable", k)
		}
	}
	got := store.SearchKinds([]entity.Kind{entity.KindPhone, entity.KindRing, entity.KindSeller, entity.KindPhone})
	if want := []entity.Kind{entity.KindSeller, entity.KindPhone}; !slices.Equal(got, want) {
		t.Errorf("kinds %v, want %v", got, want)
	}
}

func TestMergeProperties(t *testing.T) {
	claim := rapid.Custom(func(t *rapid.T) entity.Claim {
		return entity.Claim{Record: entity.Record(rapid.IntRange(0, 5).Draw(t, "record")), Class: entity.Class(rapid.IntRange(1, 4).Draw(t, "class"))}
	})
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOf(claim).Draw(t, "a")
		b := rapid.SliceOf(claim).Draw(t, "b")
		stored, keepA, keepB := entity.FoldClaims(slices.Clone(a)), slices.Clone(a), slices.Clone(b)
		keepStored := slices.Clone(stored)
		got, changed := store.MergeClaims(stored, b)
		want := entity.FoldClaims(slices.Concat(a, b))
		if !slices.Equal(got, want) || changed != (len(want) > len(stored)) {
			t.Fatalf("merged %v (changed %v), want %v", got, changed, want)
		}
		if !slices.Equal(a, keepA) || !slices.Equal(b, keepB) || !slices.Equal(stored, keepStored) {
			t.Fatal("an argument was altered")
		}
		if !store.FoldedClaims(got) {
			t.Fatalf("%v is not folded", got)
		}
	})
}
