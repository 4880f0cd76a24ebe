package dossier_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
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

// A lead needs two keys and a risk that stands without what ties the
// storefronts: one finding among much that speaks for them is no accusation.
func TestWhatIsALead(t *testing.T) {
	for _, tc := range []struct {
		fewer   score.Points
		product bool
		lead    bool
		basis   string
	}{
		{0, true, true, "TWO_KEYS"}, {60_00, true, false, "WEAK_PRODUCT_EVIDENCE"}, {0, false, false, "NO_PRODUCT_EVIDENCE"},
	} {
		w := build(t, lead())
		w.Assessment.Points -= tc.fewer
		w.Assessment.Product = tc.product
		p, err := dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
		if err != nil {
			t.Fatal(err)
		}
		if d := p.Dossier; d.Lead != tc.lead || d.Summary.Basis != tc.basis {
			t.Errorf("%s fewer, product %v: lead %v on %s", tc.fewer, tc.product, d.Lead, d.Summary.Basis)
		}
	}
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
	f, err := w.vault.File(3)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(w.dir, f.SHA256[:2], f.SHA256+".text")); err != nil {
		t.Fatal(err)
	}
	_, err = dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
	wantError(t, err, errs.Unverified, "")
}

func TestAScoreWithoutItsEvidenceIsRefused(t *testing.T) {
	w := build(t, lead())
	w.Assessment.Contributions = append(slices.Clone(w.Assessment.Contributions), score.Contribution{Family: "complaints", Feature: "ghost", Evidence: []score.Fact{{Reason: "gone"}}})
	_, err := dossier.Build(t.Context(), w.Material, w.vault, options(dossier.L2))
	wantError(t, err, errs.Conflict, "STALE_RUN")
}

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
