package synth_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth"
	"pgregory.net/rapid"
)

func linkRows(t rapid.TB, n int, seed uint64) [][]string {
	var buf bytes.Buffer
	if err := synth.Links(n, seed, &buf); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&buf).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestLinksHasExactlyTheRowsAskedFor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 6_000).Draw(t, "n")
		rows := linkRows(t, n, rapid.Uint64().Draw(t, "seed"))
		if len(rows) != n {
			t.Fatalf("%d rows for %d", len(rows), n)
		}
		seen := map[string]bool{}
		for _, r := range rows {
			key := strings.Join(r[:3], "|")
			if seen[key] {
				t.Fatalf("a link stands twice")
			}
			seen[key] = true
			if _, ok := entity.ParseClass(r[3]); !ok {
				t.Fatalf("class %q", r[3])
			}
			if _, ok := entity.ParseKind(strings.ToLower(r[1])); !ok {
				t.Fatalf("kind %q", r[1])
			}
		}
	})
}

func TestLinksShape(t *testing.T) {
	const n = 100_000
	rows := linkRows(t, n, 1)
	shops, holders := map[string]int{}, map[string]int{}
	for _, r := range rows {
		shops[r[0]]++
		holders[r[1]+r[2]]++
	}
	if perShop := float64(n) / float64(len(shops)); perShop < 2.4 || perShop > 3.4 {
		t.Errorf("%.2f links a shop", perShop)
	}
	largest, shared := 0, 0
	for _, k := range holders {
		largest = max(largest, k)
		if k > 1 && k < 100 {
			shared++
		}
	}
	if largest < len(shops)/12 {
		t.Errorf("the largest hub has %d of %d shops", largest, len(shops))
	}
	if shared < len(holders)/2 {
		t.Errorf("%d of %d values are shared", shared, len(holders))
	}
}

func TestLinksIsDeterministic(t *testing.T) {
	var a, b, c bytes.Buffer
	for _, run := range []struct {
		w    io.Writer
		seed uint64
	}{{&a, 7}, {&b, 7}, {&c, 8}} {
		if err := synth.Links(10_000, run.seed, run.w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) || bytes.Equal(a.Bytes(), c.Bytes()) {
		t.Error("the seed alone must decide the bytes")
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space") }

func TestLinksReportsAFullDisk(t *testing.T) {
	if err := synth.Links(10_000, 1, fullDisk{}); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("error = %v, want Unavailable", err)
	}
}

func BenchmarkLinks(b *testing.B) {
	for b.Loop() {
		if err := synth.Links(1_000_000, 1, io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
