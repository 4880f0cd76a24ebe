package ingest_test

import (
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store/memory"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// keyedDesk is a desk whose deployment has a secret.
func keyedDesk(t *testing.T, secret func() ([]byte, error)) *desk {
	t.Helper()
	d := newDesk(t)
	v, err := vault.Open(filepath.Join(t.TempDir(), "vault"), vault.Options{Random: rand.Reader, Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	d.vault = v
	return d
}

func someSecret() ([]byte, error) { return []byte(strings.Repeat("s", 32)), nil }

// The numbers are the example of GB 11643, one with a slip, and one with a cut
// end.
const (
	resident = "11010519491231002X"
	slipped  = "110105194912310021"
	cut      = "1101051949123100"
)

var residents = files{
	"sellers.csv": "source,source_record_id,name,resident_id,resident_id_hash,contact_phone,memo\n" +
		"reg,1,One," + resident + ",,abc,\n" +
		"reg,2,Two,," + strings.ToLower(resident) + ",,\n" +
		"reg,3,Three," + slipped + ",,,\n" +
		"reg,4,Four,,,abc,number " + resident + "\n" +
		"reg,5,Five,," + strings.Repeat("ab", 32) + ",,\n" +
		"reg,6,,\"" + cut + "\",,,\n" +
		"reg,7,Seven,," + cut + ",,\n" +
		"reg," + resident + ",Eight,,,,\n",
	"links.csv": "storefront,kind,value\ns1,OTHER," + resident + "\n",
}

// Of a resident identity number a keyed hash is stored, and nothing else of it
// anywhere: equal numbers give equal hashes, and a replay the same graph.
func TestResidentNumbersAreHashed(t *testing.T) {
	d := keyedDesk(t, someSecret)
	d.mustLoad(residents)
	got := about(t, d, "resident_")
	hash, _, _ := strings.Cut(strings.TrimPrefix(got[1], "seller:reg:1 resident_id_hash="), " ")
	want := []string{
		"seller:reg:1 resident_born=1949 DECLARED",
		"seller:reg:1 resident_id_hash=" + hash + " DECLARED",
		"seller:reg:1 resident_region=110105 DECLARED",
		"seller:reg:2 resident_born=1949 DECLARED",
		"seller:reg:2 resident_id_hash=" + hash + " DECLARED",
		"seller:reg:2 resident_region=110105 DECLARED",
		"seller:reg:5 resident_id_hash=" + strings.Repeat("ab", 32) + " DECLARED",
	}
	if diff := cmp.Diff(want, got, cmpSorted()); diff != "" || !strings.HasPrefix(hash, "hmac-sha256:") {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	for _, code := range []string{"sellers.csv:4 field resident_id ID_CHECK", "sellers.csv:8 field resident_id_hash ID_CHECK", "sellers.csv:9 row source_record_id ID_NO_KEY", "links.csv:2 row value ID_NO_KEY"} {
		if !strings.Contains(strings.Join(d.rejected(), "\n"), code) {
			t.Errorf("no %s in %q", code, d.rejected())
		}
	}
	fresh := memory.New()
	if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
		t.Errorf("after a replay (-want +got):\n%s", diff)
	}
	nowhere(t, d)
}

// Without a secret the number is turned away as a field.
func TestResidentNumbersWithoutASecret(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(residents)
	if diff := cmp.Diff([]string{"seller:reg:5 resident_id_hash=" + strings.Repeat("ab", 32) + " DECLARED"}, about(t, d, "resident_")); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	if !strings.Contains(strings.Join(d.rejected(), "\n"), "sellers.csv:2 field resident_id ID_NO_KEY") {
		t.Errorf("rejects: %q", d.rejected())
	}
	nowhere(t, d)
}

func TestSecretThatCannotBeRead(t *testing.T) {
	broken := errors.New("no secret today")
	d := keyedDesk(t, func() ([]byte, error) { return nil, broken })
	if _, err := d.load(residents); !errors.Is(err, broken) {
		t.Fatalf("load: %v", err)
	}
	d.mustLoad(files{"links.csv": "storefront,kind,value\ns1,OTHER,v\n"}) // needs none
}

// nowhere fails when a number is in the graph or in what a load writes beside.
func nowhere(t *testing.T, d *desk) {
	t.Helper()
	texts := []string{strings.Join(dump(t, d.graph, withRecord), "\n")}
	for _, name := range []string{ingest.RejectsFile, ingest.ReportFile} {
		b, err := os.ReadFile(filepath.Join(d.out, name))
		if err != nil {
			t.Fatal(err)
		}
		texts = append(texts, string(b))
	}
	for _, text := range texts {
		for _, number := range []string{resident, strings.ToLower(resident), slipped, cut} {
			if at := strings.Index(text, number); at >= 0 {
				t.Errorf("a number is in %q", text[max(0, at-80):at+20])
			}
		}
	}
}
