package graph

import (
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Decoding never fails otherwise than by saying no, and what it accepts has
// one spelling only.
func FuzzDecodeCursor(f *testing.F) {
	f.Add(cursor{Run: "run a", Scope: "0123456789ab", Offset: 7}.encode())
	f.Add("")
	f.Add("YWZ0ZXIgcyAxIHI")
	f.Fuzz(func(t *testing.T, s string) {
		if c, ok := decodeCursor(s); ok && (c.encode() != s || c.Offset < 1 || c.Run == "") {
			t.Errorf("%q decodes to %+v, which encodes to %q", s, c, c.encode())
		}
	})
}

func FuzzDecodeID(f *testing.F) {
	f.Add(encodeID(entity.Key{Kind: entity.KindStorefront, ID: "mall:shop-1"}))
	f.Add(encodeID(entity.Key{Kind: entity.KindPhone, ID: "+1"}))
	f.Add("cmluZzo")
	f.Fuzz(func(t *testing.T, s string) {
		k, ok := decodeID(s)
		if ok && (encodeID(k) != s || !k.Kind.Valid() || k.ID == "") {
			t.Errorf("%q decodes to %v, which encodes to %q", s, k, encodeID(k))
		}
	})
}

func TestCursorKeepsItsPlace(t *testing.T) {
	want := cursor{Run: "run with spaces", Scope: scopeOf("rings", "x"), Offset: 12}
	if got, ok := decodeCursor(want.encode()); !ok || got != want {
		t.Errorf("got %+v %t, want %+v", got, ok, want)
	}
	if scopeOf("rings", "a", "b") == scopeOf("rings", "ab", "") {
		t.Error("two lists have one scope")
	}
}
