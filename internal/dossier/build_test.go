package dossier_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// unzip reads a package with the standard library's reader, as a recipient's
// program would.
func unzip(t testing.TB, data []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range r.File {
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(c)
		if err != nil {
			t.Fatal(err)
		}
		_, path, _ := strings.Cut(f.Name, "/")
		out[path] = string(text)
	}
	return out
}

func TestCoreIsTheSameInEveryProcess(t *testing.T) {
	w := build(t, lead())
	want := fmt.Sprintf("%s %d", built(t, w, options(dossier.L1)).CoreDigest(), len(zipped(t, built(t, w, options(dossier.L1)))))
	if os.Getenv("DOSSIER_CHILD") != "" {
		fmt.Println("DIGEST " + want)
		return
	}
	for _, env := range [][]string{{"TZ=Asia/Shanghai", "LANG=zh_CN.UTF-8", "LC_ALL=zh_CN.UTF-8", "GOMAXPROCS=1"}, {"TZ=America/Los_Angeles", "LANG=C", "GOMAXPROCS=8"}} {
		cmd := exec.Command(os.Args[0], "-test.run=^TestCoreIsTheSameInEveryProcess$")
		cmd.Env = append(append(os.Environ(), "DOSSIER_CHILD=1"), env...)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		if !strings.Contains(string(out), "DIGEST "+want) {
			t.Errorf("%v: another package:\n%s\nwant %s", env, out, want)
		}
	}
}

// Numbers of files in the vault depend on what was loaded before; the package
// does not.
func TestCoreDoesNotDependOnOrder(t *testing.T) {
	one, other := lead(), lead()
	other.before, other.backwards = "storefront,kind,value\nx,PHONE,1\n", true
	a, b := build(t, one), build(t, other)
	slices.Reverse(b.Nodes)
	slices.Reverse(b.Links)
	if got, want := zipped(t, built(t, b, options(dossier.L1))), zipped(t, built(t, a, options(dossier.L1))); !bytes.Equal(got, want) {
		t.Error("the package depends on the order of loading")
	}
}

func TestEveryOptionIsPartOfTheCore(t *testing.T) {
	w := build(t, lead())
	seen := map[string]string{}
	for name, change := range map[string]func(*dossier.Options){
		"none": func(*dossier.Options) {}, "level": func(o *dossier.Options) { o.Level = dossier.L3 }, "profile": func(o *dossier.Options) { o.Profile = "us-le" },
		"languages": func(o *dossier.Options) { o.Languages = []string{"zh"} }, "recipient": func(o *dossier.Options) { o.Recipient = "Unit 8" }, "final": func(o *dossier.Options) { o.Final = true },
	} {
		opt := options(dossier.L2)
		change(&opt)
		digest := built(t, w, opt).CoreDigest()
		if seen[digest] != "" {
			t.Errorf("%s and %s give the same core", name, seen[digest])
		}
		seen[digest] = name
	}
}

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

// The sheets of a page repeat the head of its outer table when it is printed,
// so what stands there stands on every page.
func TestTitleStandsOnEveryPage(t *testing.T) {
	for name, c := range map[string]struct {
		shape func(*shape)
		final bool
		lead  bool
	}{
		"lead": {func(*shape) {}, false, true}, "final lead": {func(*shape) {}, true, true},
		"no product evidence": {func(s *shape) { s.counterfeit = 0 }, false, false},
		"account group":       {func(s *shape) { s.status = ring.StatusAccountGroup }, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := lead()
			c.shape(&s)
			opt := options(dossier.L2)
			opt.Final = c.final
			p := built(t, build(t, s), opt)
			if c.final {
				sign(t, p)
			}
			files := unzip(t, zipped(t, p))
			for lang, words := range map[string][3]string{"en": {"DRAFT", "Lead package", "Association report, not a lead"}, "zh": {"草稿", "案件线索卷宗", "关联报告，不构成案件线索"}} {
				page := files["data/dossier."+lang+".html"]
				head := regexp.MustCompile(`(?s)<table class="sheet".*?<thead>(.*?)</thead>`).FindStringSubmatch(page)
				if head == nil {
					t.Fatal("the page has no head that repeats")
				}
				if got := strings.Contains(head[1], words[0]); got != !c.final {
					t.Errorf("%s: marked as a draft: %v", lang, got)
				}
				if strings.Contains(head[1], words[1]) != c.lead || strings.Contains(head[1], words[2]) == c.lead {
					t.Errorf("%s: the head says %s", lang, head[1])
				}
			}
			if p.Dossier.Lead != c.lead {
				t.Errorf("lead %v, want %v", p.Dossier.Lead, c.lead)
			}
		})
	}
}

func TestSomeGroupsAreNeverHandedOver(t *testing.T) {
	for _, status := range []ring.Status{ring.StatusPair, ring.StatusCandidate} {
		s := lead()
		s.status = status
		w := build(t, s)
		_, err := dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
		wantError(t, err, errs.Conflict, "NEVER_A_LEAD")
	}
	s := lead()
	s.members = 4
	w := build(t, s)
	_, err := dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L4))
	wantError(t, err, errs.Conflict, "TOO_FEW")
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	w := build(t, lead())
	for name, change := range map[string]func(*dossier.Options){
		"level": func(o *dossier.Options) { o.Level = 9 }, "profile": func(o *dossier.Options) { o.Profile = "fbi" }, "no language": func(o *dossier.Options) { o.Languages = nil },
		"unknown language": func(o *dossier.Options) { o.Languages = []string{"fr"} }, "language twice": func(o *dossier.Options) { o.Languages = []string{"en", "en"} },
		"long recipient": func(o *dossier.Options) { o.Recipient = strings.Repeat("x", 201) },
	} {
		t.Run(name, func(t *testing.T) {
			opt := options(dossier.L2)
			change(&opt)
			_, err := dossier.Build(t.Context(), w.Material, w.vault, opt)
			wantError(t, err, errs.Invalid, "")
		})
	}
}

func TestEvidenceThatIsMissingIsRefused(t *testing.T) {
	w := build(t, lead())
	f, err := w.vault.Open(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(f.Name()); err != nil {
		t.Fatal(err)
	}
	f.Close()
	_, err = dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
	wantError(t, err, errs.Unverified, "")
}

func TestAScoreWithoutItsEvidenceIsRefused(t *testing.T) {
	w := build(t, lead())
	w.Assessment.Contributions = append(slices.Clone(w.Assessment.Contributions), score.Contribution{Family: "complaints", Feature: "ghost", Evidence: []score.Fact{{Reason: "gone"}}})
	_, err := dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
	wantError(t, err, errs.Conflict, "STALE_RUN")
}

// Names come from strangers.
func TestNamesOfAnyKindDoNoHarm(t *testing.T) {
	for name, shop := range map[string]string{
		"long": strings.Repeat("长", 10_000), "right to left": "متجر\u202eevil\u202c", "beyond the basic plane": "𬬭𠮷🏴‍☠️", "formula": "=HYPERLINK(\"x\")", "markup": `<script>alert(1)</script>"'&`,
		"line separators": "a\u2028b\u2029c\u0000d\x1be", "template": "{{.D}}",
	} {
		t.Run(name, func(t *testing.T) {
			s := lead()
			s.shopName = shop
			data := zipped(t, built(t, build(t, s), options(dossier.L2)))
			if _, err := dossier.Verify(data, nil); err != nil {
				t.Fatal(err)
			}
			files := unzip(t, data)
			page := files["data/dossier.en.html"]
			if strings.Contains(page, "<script>") || strings.ContainsAny(page, "\u202e\u202c\x00\x1b") {
				t.Error("the page holds what a name must not bring in")
			}
			var d dossier.Dossier
			if err := json.Unmarshal([]byte(files["data/dossier.json"]), &d); err != nil {
				t.Fatal(err)
			}
			if got := d.Storefronts[0].Names[0].Name.Value; got != shop {
				t.Errorf("the name became %.40q", got)
			}
			noFormulas(t, files)
		})
	}
}

func noFormulas(t *testing.T, files map[string]string) {
	t.Helper()
	number := regexp.MustCompile(`^-?[0-9.]+$`)
	for path, text := range files {
		if !strings.HasSuffix(path, ".csv") {
			continue
		}
		body, ok := strings.CutPrefix(text, "\ufeff")
		if !ok {
			t.Errorf("%s has no byte order mark", path)
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, c := range r {
				if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") && !number.MatchString(c) {
					t.Errorf("%s: a spreadsheet would compute %.20q", path, c)
				}
			}
		}
	}
}

// Both languages say the same: the same numbers, names and dates in the same
// order of sections.
func TestLanguagesSayTheSame(t *testing.T) {
	files := unzip(t, zipped(t, built(t, build(t, lead()), options(dossier.L1))))
	facts := func(page string) map[string][]string {
		page = html.UnescapeString(page[strings.Index(page, "</head>"):])
		cells := regexp.MustCompile(`(?s)<(?:td|dd|h2)[^>]*>(.*?)</(?:td|dd|h2)>`).FindAllStringSubmatch(page, -1)
		out := map[string][]string{}
		for _, c := range cells {
			out["numbers"] = append(out["numbers"], regexp.MustCompile(`[0-9](?:[0-9.:T/-]*[0-9])?`).FindAllString(c[1], -1)...)
			out["names"] = append(out["names"], regexp.MustCompile(`href="#[^"]+"`).FindAllString(c[1], -1)...)
		}
		out["sections"] = regexp.MustCompile(`<h2 id="[^"]+"`).FindAllString(page, -1)
		return out
	}
	if diff := cmp.Diff(facts(files["data/dossier.en.html"]), facts(files["data/dossier.zh.html"])); diff != "" {
		t.Errorf("(-en +zh):\n%s", diff)
	}
}

// What a reader is told of must be there, or must be said to be missing.
func TestAgainstAndUnknownAreAlwaysThere(t *testing.T) {
	d := built(t, build(t, lead()), options(dossier.L2)).Dossier
	var against, unknown []string
	for _, p := range d.Against {
		against = append(against, p.Code)
	}
	for _, g := range d.Unknown {
		unknown = append(unknown, g.Code)
		if g.Text == "" || g.Power == "" {
			t.Errorf("%s says nothing", g.Code)
		}
	}
	wantAgainst := []string{"GENUINE_PURCHASES", "COMPLAINTS_WITHDRAWN", "WEAKEST_TIE", "ATTACHED_MEMBERS", "VALUE_NOT_USED", "BY_ACCOUNT_ONLY", "CLAIMED_BY_OTHERS"}
	wantUnknown := []string{"RIGHTS", "AUTHENTICATION", "SALES", "IDENTITY", "CUSTODY", "MONEY_FLOW", "UNCALIBRATED", "CONFIDENCE", "NOT_BOUGHT", "NO_SELLER", "FAMILIES_WITHOUT_DATA"}
	if diff := cmp.Diff(wantAgainst, against); diff != "" {
		t.Errorf("against (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantUnknown, unknown); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
	for l := dossier.L0; l <= dossier.L4; l++ {
		d := built(t, build(t, lead()), options(l)).Dossier
		if len(d.Against) != len(wantAgainst) || len(d.Unknown) != len(wantUnknown) {
			t.Errorf("%s drops what speaks against, or what is not known", l)
		}
	}
}

// Golden: what the seed of this test makes, so that a change of bytes is seen.
func TestGoldenDossier(t *testing.T) {
	files := unzip(t, zipped(t, built(t, build(t, lead()), options(dossier.L2))))
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(files["data/dossier.json"]), "", " "); err != nil {
		t.Fatal(err)
	}
	for path, got := range map[string]string{"testdata/dossier.json": b.String(), "testdata/dossier.en.html": files["data/dossier.en.html"], "testdata/ties.csv": files["data/tables/ties.csv"]} {
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

func BenchmarkBuildAndZip(b *testing.B) {
	s := lead()
	s.members, s.claims = 50, 14
	w := build(b, s)
	b.ReportAllocs()
	for b.Loop() {
		p := built(b, w, options(dossier.L1))
		zipped(b, p)
		b.ReportMetric(float64(len(p.Dossier.Evidence.Rows)), "rows")
	}
}
