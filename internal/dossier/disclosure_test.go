package dossier_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/dossier"
)

// canaries lists each planted value with the highest level that may see it.
func canaries() map[string]dossier.Level {
	return map[string]dossier.Level{
		canaryComplainant: dossier.L0, canaryCollector: dossier.L0,
		canaryAccount: dossier.L1, canaryPhone: dossier.L1, canaryHome: dossier.L1, canaryExaminer: dossier.L1, canaryFreeText: dossier.L1,
		canaryDepot: dossier.L1, canaryFileName: dossier.L1,
		canarySite: dossier.L2, canarySeller: dossier.L2,
	}
}

// A value above the level stands in no byte of the package: not plainly, not
// in base64 of any alignment, not in hexadecimal, not in its names.
func TestCanariesOccurAtTheirLevelsOnly(t *testing.T) {
	w := build(t, lead())
	for l := dossier.L0; l <= dossier.L4; l++ {
		data := string(zipped(t, built(t, w, options(l))))
		open := readable(t, unzip(t, []byte(data)))
		for value, most := range canaries() {
			found := false
			for _, form := range forms(value) {
				found = found || strings.Contains(data, form) || strings.Contains(open, form)
			}
			if want := l <= most; found != want {
				t.Errorf("%s: %q found %v, want %v", l, value, found, want)
			}
		}
	}
}

// readable joins the files of a package, base64 of rows decoded.
func readable(t testing.TB, files map[string]string) string {
	var b strings.Builder
	for _, text := range files {
		b.WriteString(text)
	}
	for line := range strings.Lines(files["data/evidence/rows.ndjson"]) {
		var r struct{ Raw []byte }
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		b.Write(r.Raw)
	}
	return b.String()
}

func TestLevelsShowWhatTheTableSays(t *testing.T) {
	w := build(t, lead())
	find := func(d *dossier.Dossier, kind, use string) dossier.Identifier {
		for _, id := range d.Identifiers {
			if id.Kind == kind && id.Use == use {
				return id
			}
		}
		t.Fatalf("no %s that is %s", kind, use)
		return dossier.Identifier{}
	}
	got := map[string][]string{}
	for l := dossier.L0; l <= dossier.L4; l++ {
		d := built(t, w, options(l)).Dossier
		seller := "-"
		if len(d.Parties) > 0 {
			seller = d.Parties[0].Names[0].Name.Value
		}
		for what, v := range map[string]string{"account": find(d, "payment_account", "tie").Value.Value, "phone": find(d, "phone", "tie").Value.Value,
			"site": find(d, "address", "tie").Value.Value, "depot": find(d, "address", "hub").Value.Value, "home": find(d, "address", "declared").Value.Value,
			"shop": d.Storefronts[0].Key.Value, "seller": seller} {
			got[what] = append(got[what], v)
		}
	}
	want := map[string][]string{
		"account": {canaryAccount, canaryAccount, "…2047", "", ""}, "phone": {canaryPhone, canaryPhone, "…4711", "", ""},
		"site": {canarySite, canarySite, canarySite, "GB2260:440306", ""}, "depot": {canaryDepot, canaryDepot, "", "", ""}, "home": {canaryHome, canaryHome, "", "", ""},
		"shop": {"norvo:s000", "norvo:s000", "norvo:s000", "norvo:s000", ""}, "seller": {canarySeller, canarySeller, canarySeller, "Q.V.", "-"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnAssociationReportNamesNoSuspect(t *testing.T) {
	s := lead()
	s.counterfeit = 0
	d := built(t, build(t, s), options(dossier.L2)).Dossier
	if n := d.Parties[0].Names[0].Name; n.Value != "Q.V." || n.Withheld != "person" {
		t.Errorf("the seller is shown as %+v", n)
	}
}
