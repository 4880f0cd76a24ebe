package world_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth/world"
)

var update = flag.Bool("update", false, "write the golden files again")

func write(t *testing.T, o world.Options) (dir string, m *world.Manifest) {
	t.Helper()
	dir = t.TempDir()
	m, err := world.Write(t.Context(), o, dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

func read(t *testing.T, dir, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The bytes of every preset, whatever the number of workers. A difference
// wants a new world.Generator.
func TestGoldenWorlds(t *testing.T) {
	presets, err := world.Presets()
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, p := range presets {
		var first *world.Manifest
		for _, workers := range []int{1, 2, 8} {
			if workers > 1 && p.Set["ring.evasive"]+p.Set["hub.markets"] > 0 {
				continue // three presets are enough
			}
			runtime.GOMAXPROCS(workers)
			dir, m := write(t, world.Options{Preset: p.Name, Storefronts: 2200, Seed: 7, Workers: workers})
			if first == nil {
				first = m
				for _, path := range m.Paths() {
					sum := sha256.Sum256(read(t, dir, path))
					if text := hex.EncodeToString(sum[:]); text != m.SHA256[path] {
						t.Errorf("%s %s: the manifest says another hash", p.Name, path)
					}
					fmt.Fprintf(&got, "%s %s %d %s\n", p.Name, path, m.Rows[path], m.SHA256[path])
				}
			}
			if diff := cmp.Diff(first, m); diff != "" {
				t.Errorf("%s with %d workers: %s", p.Name, workers, diff)
			}
		}
	}
	golden := filepath.Join("testdata", "golden.txt")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("other bytes: raise world.Generator and run with -update (-golden +now):\n%s", diff)
	}
}

// A smaller world is the beginning of a larger one, but for the block in which
// it ends.
func TestSmallerWorldIsABeginning(t *testing.T) {
	small, m := write(t, world.Options{Preset: "standard", Storefronts: 3000, Seed: 3})
	large, _ := write(t, world.Options{Preset: "standard", Storefronts: 4000, Seed: 3})
	for _, path := range m.Paths() {
		a, b := read(t, small, path), read(t, large, path)
		same := 0
		for same < len(a) && same < len(b) && a[same] == b[same] {
			same++
		}
		if len(a) > 20_000 && same < len(a)*6/10 {
			t.Errorf("%s: only %d of %d bytes are the same", path, same, len(a))
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	_, a := write(t, world.Options{Preset: "standard", Storefronts: 1000, Seed: 1})
	_, b := write(t, world.Options{Preset: "standard", Storefronts: 1000, Seed: 2})
	if a.SHA256["input/storefronts.csv"] == b.SHA256["input/storefronts.csv"] {
		t.Error("two seeds give one world")
	}
	if a.Rows["input/storefronts.csv"] != 1000 || a.Rows["truth/operations.csv"] != 1000 {
		t.Errorf("rows %v", a.Rows)
	}
}

// No operation's name occurs in the input, nor any word of the truth.
func TestInputHoldsNoTruth(t *testing.T) {
	dir, m := write(t, world.Options{Preset: "framing", Storefronts: 3000, Seed: 5})
	forbidden := strings.Fields("illicit single- family- franchise- company- star rotating two_cells factory mule_pool own_warehouse evasive reentry findable " +
		"maker reseller returner keeper rotator cell_a cell_b mule_shop courier_depot virtual_office forwarder agency_phone market_building stock_photo " +
		"shop_template payment_aggregator")
	for _, path := range m.Paths() {
		if !strings.HasPrefix(path, "input/") {
			continue
		}
		data := read(t, dir, path)
		for _, word := range forbidden {
			if bytes.Contains(data, []byte(word)) && regexp.MustCompile(`\b`+regexp.QuoteMeta(word)).Match(data) {
				t.Errorf("%s holds %q", path, word)
			}
		}
	}
}

// Invented values come from ranges that nobody can hold.
func TestValuesPointAtNobody(t *testing.T) {
	dir, _ := write(t, world.Options{Preset: "standard", Storefronts: 1000, Seed: 1})
	phone := regexp.MustCompile(`^\+878 10 \d{5} \d{5}$`)
	for i, line := range bytes.Split(bytes.TrimSpace(read(t, dir, "input/contacts.csv")), []byte("\n")) {
		f := strings.Split(string(line), ",")
		switch {
		case i == 0:
		case f[2] == "PHONE" && !phone.MatchString(f[3]), f[2] == "EMAIL" && !strings.HasSuffix(f[3], "@mail.example"):
			t.Errorf("row %d: a value that somebody may hold", i)
		}
	}
	for i, line := range bytes.Split(bytes.TrimSpace(read(t, dir, "input/payment_accounts.csv")), []byte("\n")) {
		f := strings.Split(string(line), ",")
		switch {
		case i == 0:
		case f[2] == "ALIPAY" && !strings.HasSuffix(f[3], "@pay.example"), f[2] == "BANK_CN" && !strings.HasPrefix(f[3], "999999"):
			t.Errorf("row %d: an account that somebody may hold", i)
		}
	}
}

func TestBadOptions(t *testing.T) {
	for _, tc := range []struct {
		name string
		o    world.Options
		want string
	}{
		{"unknown preset", world.Options{Preset: "large", Storefronts: 1000}, "preset large: there is no such preset"},
		{"too few", world.Options{Preset: "standard", Storefronts: 999}, "is out of range"},
		{"too many", world.Options{Preset: "standard", Storefronts: 10_000_001}, "is out of range"},
		{"unknown knob", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{"ring.colour": "1"}}, "knob ring.colour: there is no such knob"},
		{"no number", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{"illicit.share": "few"}}, `knob illicit.share: cannot be "few"`},
		{"not a number", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{"illicit.share": "NaN"}}, "cannot be"},
		{"out of bounds", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{"illicit.share": "0.9"}}, "cannot be"},
		{"more than all", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{"account.two": "0.9", "account.three": "0.2"}}, "more than all there is"},
		{"no template", world.Options{Preset: "standard", Storefronts: 1000, Set: map[string]string{
			"template.star": "0", "template.rotating": "0", "template.cells": "0", "template.factory": "0", "template.mules": "0"}}, "no ring could be drawn"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := world.Write(t.Context(), tc.o, t.TempDir())
			if errs.KindOf(err) != errs.Invalid || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%v, want %s", err, tc.want)
			}
		})
	}
}

func TestKnobsHaveSources(t *testing.T) {
	for _, p := range []string{"standard", "low-illicit", "framing", "evasive", "market-building"} {
		knobs, err := world.Knobs(p, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range knobs {
			if k.About == "" || k.Source == "" || k.Value < k.Min || k.Max > 0 && k.Value > k.Max {
				t.Errorf("%s: knob %s has no word, no source or a value out of its bounds", p, k.Name)
			}
		}
	}
}

// A world that was stopped says so, and the loader's sign that a folder is a
// truth is there from the start.
func TestStoppedWorldSaysSo(t *testing.T) {
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := world.Write(ctx, world.Options{Preset: "standard", Storefronts: 10_000, Seed: 1}, dir); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if m := read(t, dir, "truth/manifest.json"); !bytes.Contains(m, []byte(`"unfinished": true`)) || !bytes.Contains(m, []byte(`"generator"`)) {
		t.Error("the manifest calls a stopped world finished")
	}
}
