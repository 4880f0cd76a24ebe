//go:build acceptance

package acceptance_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// csvRows returns the rows of a file of the data behind its head.
func csvRows(t *testing.T, path ...string) [][]string {
	t.Helper()
	f, err := os.Open(data(t, path...))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func addressID(text string) string {
	v, _ := canon.Canonicalise(entity.KindAddress, "", text)
	return v.ID
}

// No two addresses that differ in the house number, and no two real ones that
// are known to be different, have one id. How many writings of one address do
// is printed: what is not certain is for resolution to argue.
func TestAddressPairs(t *testing.T) {
	type count struct{ pairs, one, site int }
	by := map[string]*count{}
	for _, row := range csvRows(t, "address", "cn_address_pairs_derived.csv") {
		a, b, same, how := row[1], row[2], row[3] == "1", row[4]
		kind := how
		if same {
			kind = "one place, distorted"
		}
		c := by[kind]
		if c == nil {
			c = &count{}
			by[kind] = c
		}
		c.pairs++
		x, y := addressID(a), addressID(b)
		if x == y {
			c.one++
			if !same {
				t.Errorf("pair %s (%s): two places, one id", row[0], how)
			}
		}
		if site := canon.KeysOfAddress(x).Site; site != "" && site == canon.KeysOfAddress(y).Site {
			c.site++
			if how == "house_number_changed" {
				t.Errorf("pair %s: two houses, one site", row[0])
			}
		}
	}
	if len(by) != 4 || by["house_number_changed"].pairs != 7997 {
		t.Errorf("pairs: %v", by)
	}
	for kind, c := range by {
		t.Logf("%s: %d pairs, %d with one id, %d with one site key", kind, c.pairs, c.one, c.site)
	}
	if c := by["one place, distorted"]; c.one < 3000 || c.site < 4800 {
		t.Errorf("only %d of %d distorted pairs have one id, %d one site key", c.one, c.pairs, c.site)
	}
}

// The regions that hand-written cases expect are found, or nothing is: none is
// found wrong.
func TestLabelledAddresses(t *testing.T) {
	found, missed := 0, 0
	for _, row := range csvRows(t, "address", "cn_address_labelled.csv") {
		text, want := row[1], strings.TrimSpace(row[8])
		p := canon.ParseAddress(text, "")
		switch {
		case want == "" || p.Admin6 == want:
		case p.Admin6 == "":
			missed++
		case want[:2] != p.Admin6[:2] || (!strings.HasSuffix(p.Admin6, "00") && want[:4] != p.Admin6[:4]):
			t.Errorf("%s: region %s, want %s", text, p.Admin6, want)
		}
		if p.Admin6 != "" {
			found++
		}
		if id := addressID(text); canon.KeysOfAddress(id).Region != "" && !strings.HasPrefix(id, row[2]) {
			t.Errorf("%s: %s, want a place in %s", text, id, row[2])
		}
	}
	t.Logf("a region in %d of 43 texts, none in %d that have one", found, missed)
	if found < 37 {
		t.Errorf("a region in only %d texts", found)
	}
}

// Real addresses as people typed them: each has a form that is its own form,
// and reading one takes microseconds.
func TestRawAddresses(t *testing.T) {
	rows := csvRows(t, "address", "cn_addresses_raw.csv")
	addressID("广州市") // reads the regions
	codes := map[canon.Code]int{}
	each := time.Hour // in the quickest thousand: other work may run beside
	for thousand := range slices.Chunk(rows, 1000) {
		begin := time.Now()
		for _, row := range thousand {
			_, issue := canon.Canonicalise(entity.KindAddress, "", row[1])
			codes[issue.Code]++
		}
		each = min(each, time.Since(begin)/time.Duration(len(thousand)))
	}
	t.Logf("%d addresses, %s each: %d link, %d say no city and only support, %d name no door", len(rows), each,
		codes[""], codes[canon.AddressNoRegion], codes[canon.AddressNoLocality])
	if each > 50*time.Microsecond { // twice the aim
		t.Errorf("%s an address; the aim is 25 µs", each)
	}
	for _, row := range rows {
		v, issue := canon.Canonicalise(entity.KindAddress, "", row[1])
		if again, second := canon.Canonicalise(entity.KindAddress, "", v.ID); again.ID != v.ID || second.Code != issue.Code {
			t.Errorf("row %s: its form has another form", row[0])
		}
	}
	if with := codes[""] + codes[canon.AddressNoRegion]; codes[""] < len(rows)*7/10 || with < len(rows)*8/10 {
		t.Errorf("only %d of %d link, and %d with those that support", codes[""], len(rows), with)
	}
}
