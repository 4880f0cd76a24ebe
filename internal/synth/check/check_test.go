package check_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/synth/check"
	"github.com/ringtrace/ringtrace/internal/synth/world"
)

func write(t *testing.T, preset string, storefronts int, set map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := world.Write(t.Context(), world.Options{Preset: preset, Storefronts: storefronts, Seed: 1, Set: set}, dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func failed(results []check.Result) (names []string) {
	for _, r := range results {
		if r.Verdict() == "no" {
			names = append(names, r.Name)
		}
	}
	return names
}

func TestPresetsHold(t *testing.T) {
	presets, err := world.Presets()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range presets {
		if p.Graph {
			continue
		}
		if results, err := check.World(write(t, p.Name, 10_000, nil)); err != nil {
			t.Errorf("%s: %v %v", p.Name, err, failed(results))
		}
	}
}

// Small worlds are checked for agreement only.
func TestSmallWorlds(t *testing.T) {
	results, err := check.World(write(t, "standard", 1000, nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range results {
		if told := r.Verdict() != "too small"; told != (r.Name == "input, truth and manifest") {
			t.Errorf("%s: %s", r.Name, r.Verdict())
		}
	}
}

// A world that gives its rings away, or hides nothing, is refused, for the
// right reason.
func TestWorldsThatAreRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		set  map[string]string
		want string
	}{
		{"by price", map[string]string{"price.level_sigma": "0", "price.openly": "1", "stock.adulterators": "0", "price.outlets": "0"}, "AUC of price alone"},
		{"by complaints", map[string]string{"complaint.illicit": "5", "complaint.honest": "0.05"}, "AUC of complaints alone"},
		{"by region", map[string]string{"region.honest": "0.1", "region.apart": "0"}, "AUC of region alone"},
		{"no innocents around", map[string]string{"hub.clients": "0", "honest.clusters": "0.001"}, "innocents who share a hub with a ring"},
		{"nobody is framed", map[string]string{"ring.framing": "0"}, "framed innocents"},
		{"no crime", map[string]string{"illicit.share": "0"}, "average precision of a hundred purchases each"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.want != "AUC of price alone" { // most rows are listings
				tc.set["goods.listings"] = "1"
			}
			results, err := check.World(write(t, "standard", 10_000, tc.set))
			if errs.KindOf(err) != errs.Unverified || !strings.Contains(strings.Join(failed(results), "\n"), tc.want) {
				t.Errorf("%v: failed %q, want %s", err, failed(results), tc.want)
			}
		})
	}
}

// What does not fit together is found by whoever reads it.
func TestTamperedWorlds(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		change     func([]byte) []byte
		want       string
	}{
		{"a byte of the input", "input/links.csv", func(b []byte) []byte { b[len(b)-2] ^= 1; return b }, "input/links.csv is not what the manifest says"},
		{"a storefront that is not there", "truth/labels.csv", func(b []byte) []byte {
			return append(b, "taoyi:s99999999,no,2022-01-02,\n"...)
		}, "labels names an unknown storefront"},
		{"a guilty innocent", "truth/labels.csv", func(b []byte) []byte { return bytes.Replace(b, []byte(",no,"), []byte(",yes,"), 1) }, "labels and operations disagree"},
		{"a ring that nothing holds", "truth/rings.csv", func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(",pair\n"), []byte(",yes\n")) }, "called findable that nothing holds"},
		{"a complaint from nowhere", "truth/malicious_complaints.csv", func(b []byte) []byte { return append(b, "cm0-0\n"...) }, "a malicious complaint is not in the input"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := write(t, "standard", 1000, nil)
			path := filepath.Join(dir, filepath.FromSlash(tc.path))
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, tc.change(data), 0o644); err != nil {
				t.Fatal(err)
			}
			results, err := check.World(dir)
			if errs.KindOf(err) != errs.Unverified || !strings.Contains(results[len(results)-1].Value, tc.want) {
				t.Errorf("%v: %s, want %s", err, results[len(results)-1].Value, tc.want)
			}
		})
	}
}

func TestUnfinishedWorld(t *testing.T) {
	dir := write(t, "standard", 1000, nil)
	path := filepath.Join(dir, "truth", "manifest.json")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, bytes.Replace(data, []byte("{"), []byte(`{"unfinished": true,`), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := check.World(dir); errs.KindOf(err) != errs.Invalid {
		t.Error(err)
	}
	if _, err := check.World(t.TempDir()); err == nil {
		t.Error("an empty folder is a world")
	}
}
