package neo4j_test

import (
	"bytes"
	"testing"

	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/store/neo4j"
)

// What stands at each version is what was last put there, until it is settled.
func TestContentKeepsItsVersions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.Custom(func(t *rapid.T) []byte {
			b := rapid.SliceOfN(rapid.Byte(), 1, 300).Draw(t, "bytes")
			b[0] = 1 // the codec's mark
			return b
		})
		content := piece.Draw(t, "first")
		history := map[int64][]byte{0: content}
		var v, before int64
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			before, v = v, v+rapid.Int64Range(1, 1<<40).Draw(t, "step")
			next := piece.Draw(t, "next")
			content = neo4j.Replaced(v, next, content)
			history[v] = next
		}
		for at, want := range history {
			if got, err := neo4j.ContentAt(content, at); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("at %d: %x, %v, want %x", at, got, err, want)
			}
		}
		if v == 0 {
			return
		}
		if got, err := neo4j.Undone(content, v); err != nil {
			t.Fatal(err)
		} else if now, err := neo4j.ContentAt(got, v); err != nil || !bytes.Equal(now, history[before]) {
			t.Fatalf("undone: %x, %v", now, err)
		}
		settled, err := neo4j.Settled(content)
		if err != nil {
			t.Fatal(err)
		}
		if now, err := neo4j.ContentAt(settled, v); err != nil || !bytes.Equal(now, history[v]) {
			t.Fatalf("settled: %x, %v", now, err)
		}
		if old, err := neo4j.ContentAt(settled, v-1); err == nil {
			t.Fatalf("what was cleared away is read as %x", old)
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add([]byte{1, 0}, int64(1))
	f.Add(neo4j.Replaced(7, []byte{1, 0}, []byte{1, 0}), int64(6))
	f.Fuzz(func(t *testing.T, b []byte, v int64) {
		neo4j.ContentAt(b, v)
		neo4j.Undone(b, v)
		if s, err := neo4j.Settled(b); err == nil {
			now, _ := neo4j.ContentAt(b, 1<<62)
			then, err := neo4j.ContentAt(s, 1<<62)
			if err != nil || !bytes.Equal(now, then) {
				t.Fatalf("settling %x changed what stands from %x to %x (%v)", b, now, then, err)
			}
		}
	})
}
