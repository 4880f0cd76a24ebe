package main

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A star of three storefronts is the largest component; two others share a
// value, and one value is so popular that it ties nobody.
func TestChangesMeetWhatTheySay(t *testing.T) {
	var raw []byte
	link := func(shop, id uint32) {
		raw = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(raw, shop), id)
	}
	for s := range uint32(3) {
		link(s, 7)
		link(s, 8)
	}
	link(3, 9)
	link(4, 9)
	for s := range uint32(201) {
		link(s, 1000)
	}
	dir := t.TempDir()
	graph := filepath.Join(dir, "edges.u32")
	if err := os.WriteFile(graph, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := writeChanges(graph, dir); err != nil {
		t.Fatal(err)
	}
	small, err := os.ReadFile(filepath.Join(dir, "small.u32"))
	if err != nil {
		t.Fatal(err)
	}
	for p, k := pairs(small), 0; k < p.len(); k++ {
		if p.shop(k) != 201+uint32(k) || p.id(k) != 9 {
			t.Fatalf("link %d is of storefront %d and value %d", k, p.shop(k), p.id(k))
		}
	}
	if n := pairs(small).len(); n != further {
		t.Errorf("%d links", n)
	}
}

func TestUpdateReport(t *testing.T) {
	u := update{name: "small", planted: planted{Storefronts: 10, Links: 30}}
	answer := `{"stages":[{"stage":"community","seconds":4},{"stage":"verify","seconds":1},{"stage":"then read","seconds":0.5},{"stage":"then community","seconds":0.25,"cpuSeconds":0.125},
		{"stage":"then groups","seconds":1}],"total":{"peakBytes":2000000},"update":{"change":{"added":5,"components":2,"links":9,"largest":true}}}`
	if err := json.Unmarshal([]byte(answer), &u); err != nil {
		t.Fatal(err)
	}
	if got, want := updateReport([]update{u}), "| 30 | small | 5 | 2 | 9 | yes | 0.50 s | 1.25 s | 0.12 s | 5.00 s | 0.00 s | 2 MB |"; !strings.Contains(got, want) {
		t.Errorf("no %q in\n%s", want, got)
	}
}
