package investigate_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

func packageOf(id string, l dossier.Level) investigate.PackageRequest {
	return investigate.PackageRequest{Ring: id, Level: l, Profile: "cn-psb", Languages: []string{"en", "zh"}, Who: "test"}
}

// guilty returns the seed world's guilty ring.
func guilty(t *testing.T, s *investigate.Service) string {
	t.Helper()
	ids, err := s.RingsOf(context.Background(), []string{named(t)["guilty"]}, false)
	if err != nil || ids[0] == "" {
		t.Fatalf("no ring: %v", err)
	}
	return ids[0]
}

func TestPackageOfTheGuiltyRingVerifies(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	id := guilty(t, s)
	p, err := s.Package(ctx, packageOf(id, dossier.L2))
	if err != nil {
		t.Fatal(err)
	}
	r, err := dossier.Verify(p.Content, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !r.Lead || r.Ring != id || r.Status != dossier.Draft || r.CoreDigest != p.CoreDigest || r.Rows == 0 {
		t.Errorf("%+v", r)
	}
	d := p.Dossier
	view, err := s.Ring(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	if d.Score.Risk != view.Assessment.Risk.String() || len(d.Storefronts) != len(view.Ring.Members) {
		t.Errorf("risk %s of %d storefronts", d.Score.Risk, len(d.Storefronts))
	}
	for _, tie := range d.Ties {
		if len(tie.Claims) == 0 {
			t.Errorf("%s %s rests on nothing", tie.Storefront, tie.Identifier)
		}
	}
	facts := 0
	for _, m := range view.Ring.Members {
		if m.Tier != ring.Peripheral {
			facts += len(m.Facts)
		}
	}
	counts := 0
	for _, tie := range d.Ties {
		if tie.Counts {
			counts++
		}
	}
	if counts != facts {
		t.Errorf("%d ties count, the ring has %d facts", counts, facts)
	}
}

// Every row that a package cites is about one of its members, or their seller:
// nobody else's data leave with it.
func TestPackagesCiteRowsAboutMembersOnly(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	page, err := s.Rings(ctx, investigate.RingFilter{Status: []ring.Status{ring.StatusRing}}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, sum := range page.Rings {
		req := packageOf(sum.ID, dossier.L0)
		req.Reason = "test"
		p, err := s.Package(ctx, req)
		if err != nil {
			t.Fatal(err)
		}
		about := []string{"source,", "scheme,"}
		for _, x := range p.Dossier.Storefronts {
			platform, shop, _ := strings.Cut(x.Key.Value, ":")
			about = append(about, x.Key.Value, platform+","+shop+",")
		}
		for _, x := range p.Dossier.Parties {
			about = append(about, x.Record.Value, strings.Replace(x.Record.Value, ":", ",", 1))
		}
		for _, row := range p.Dossier.Evidence.Rows {
			if strings.HasSuffix(row.Ref, "/0") {
				continue
			}
			if !slices.ContainsFunc(about, func(word string) bool { return strings.Contains(row.Text.Value, word) }) {
				t.Errorf("ring %s cites a row about somebody else: %s", sum.ID, row.Ref)
			}
		}
	}
}

// The same evidence gives the same package in another folder, loaded in
// another order, and on another store.
func TestPackageIsTheSameOnEveryStore(t *testing.T) {
	ctx := context.Background()
	files, err := filepath.Glob("../../seed/input/*.csv")
	if err != nil {
		t.Fatal(err)
	}
	want := ""
	for name, setup := range map[string]struct {
		graph investigate.Store
		paths []string
	}{
		"sqlite": {nil, []string{"../../seed/input"}}, "memory": {memory.New(), reversed(files)},
	} {
		s, err := investigate.Open(ctx, investigate.Options{Data: t.TempDir(), Create: true, Random: rand.Reader, Graph: setup.graph, Now: now, Log: zerolog.Nop()})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, investigate.LoadRequest{Paths: setup.paths}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
			t.Fatal(err)
		}
		p, err := s.Package(ctx, packageOf(guilty(t, s), dossier.L2))
		if err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = p.SHA256
		}
		if p.SHA256 != want {
			t.Errorf("%s: another package", name)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func reversed(list []string) []string {
	out := slices.Clone(list)
	slices.Reverse(out)
	return out
}

func TestPackagesThatAreRefused(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	id := guilty(t, s)
	page, err := s.Rings(ctx, investigate.RingFilter{Status: []ring.Status{ring.StatusPair}}, 0, 1)
	if err != nil || len(page.Rings) == 0 {
		t.Fatalf("no pair: %v", err)
	}
	for name, c := range map[string]struct {
		req  investigate.PackageRequest
		kind errs.Kind
	}{
		"never existed":     {packageOf("R-NEVER", dossier.L2), errs.NotFound},
		"pair":              {packageOf(page.Rings[0].ID, dossier.L2), errs.Conflict},
		"L1 without reason": {packageOf(id, dossier.L1), errs.Invalid},
		"no profile":        {investigate.PackageRequest{Ring: id, Level: dossier.L2, Languages: []string{"en"}}, errs.Invalid},
		"long reason":       {investigate.PackageRequest{Ring: id, Level: dossier.L2, Profile: "brand", Languages: []string{"en"}, Reason: strings.Repeat("x", 201)}, errs.Invalid},
	} {
		_, err := s.Package(ctx, c.req)
		if errs.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A ring that was issued once and that no group carries on says so.
func TestPackageOfARetiredRing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	b, err := casebook.Open(ctx, filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	events := []casebook.Event{{Run: "run1", Kind: casebook.Born, Ring: "R-MERGEDAWAY", Revision: 1, Core: []string{"p:a"}}, {Run: "run2", Kind: casebook.Retired, Ring: "R-MERGEDAWAY"}}
	if err := b.Append(ctx, "", events, now()); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = open(t, dir).Package(ctx, packageOf("R-MERGEDAWAY", dossier.L2))
	if errs.KindOf(err) != errs.NotFound || !strings.Contains(err.Error(), "retired by run run2") {
		t.Errorf("got %v", err)
	}
}

// A package is of the evidence that its run read: what was loaded since asks
// for another run, unless it says nothing new.
func TestPackageOfARunThatWasOvertaken(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	id := guilty(t, s)
	first, err := s.Package(ctx, packageOf(id, dossier.L2))
	if err != nil {
		t.Fatal(err)
	}
	load := func(name, text string) {
		t.Helper()
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{path}}); err != nil {
			t.Fatal(err)
		}
	}
	load("regions.csv", "source,source_record_id,scheme,code,name,parent\nelsewhere,1,CUSTOM,zz-1,Nowhere,\n")
	again, err := s.Package(ctx, packageOf(id, dossier.L2))
	if err != nil || again.SHA256 != first.SHA256 {
		t.Fatalf("after a load that says nothing about storefronts: %v", err)
	}
	load("complaints.csv", "source,source_record_id,complaint_id,target_ref,outcome,filed_at\ndesk,new1,new1,"+named(t)["guilty"]+",UPHELD,2024-01-05\n")
	_, err = s.Package(ctx, packageOf(id, dossier.L2))
	if errs.KindOf(err) != errs.Conflict || !strings.Contains(err.Error(), "STALE_RUN") {
		t.Fatalf("after a complaint was loaded: %v", err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	after, err := s.Package(ctx, packageOf(guilty(t, s), dossier.L2))
	if err != nil || after.SHA256 == first.SHA256 {
		t.Fatalf("after another run: %v", err)
	}
}

func TestPackageWithoutItsEvidenceIsRefused(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	originals, err := filepath.Glob(filepath.Join(dir, "vault", "??", "*"))
	if err != nil || len(originals) == 0 {
		t.Fatalf("%d originals, %v", len(originals), err)
	}
	for _, path := range originals {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	_, err = s.Package(ctx, packageOf(guilty(t, s), dossier.L2))
	if errs.KindOf(err) != errs.Unverified {
		t.Errorf("got %v", err)
	}
}

func TestEveryPackageIsInTheAuditTrail(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := open(t, dir)
	if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(ctx, investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	req := packageOf(guilty(t, s), dossier.L1)
	req.Reason = "request 17 of the unit"
	p, err := s.Package(ctx, req)
	if err != nil {
		t.Fatal(err)
	}
	entry := lastEntry(t, dir)
	if entry.What != "package" || entry.Who != "test" || !strings.Contains(entry.Subject, p.CoreDigest) || !strings.Contains(entry.Subject, "L1") || !strings.Contains(entry.Subject, req.Reason) {
		t.Errorf("%+v", entry)
	}
	if strings.Contains(string(p.Content), req.Reason) {
		t.Error("the reason is in the package; it belongs in the audit trail")
	}
}

func lastEntry(t *testing.T, dir string) casebook.Entry {
	t.Helper()
	b, err := casebook.Open(context.Background(), filepath.Join(dir, "case.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	entries, err := b.Entries(context.Background())
	if err != nil || len(entries) == 0 {
		t.Fatalf("%d entries, %v", len(entries), err)
	}
	return entries[len(entries)-1]
}
