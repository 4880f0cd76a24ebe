package investigate_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// beside asks for a run that is set beside chance.
func beside(trials, workers int) investigate.DetectRequest {
	params, chance := investigate.DefaultRunParams(), investigate.DefaultChanceParams()
	chance.Trials = trials
	params.Chance = &chance
	return investigate.DetectRequest{Params: &params, Workers: workers}
}

// Beside chance nothing else changes: the same groups of the same members in
// the same tiers, with the same ids and scores, found with the same statistics.
// Every ring of the seed world is planted, and no accident comes near one.
func TestChanceChangesNothingElse(t *testing.T) {
	s := seedWorld(t)
	before := all(t, s)
	report, err := s.Detect(t.Context(), beside(200, 0))
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Changes) > 0 || report.Renewed != nil || report.Same {
		t.Errorf("the run says %d changes, renewed %v, same %v", len(report.Changes), report.Renewed, report.Same)
	}
	after := all(t, s)
	if diff := cmp.Diff(before, after, cmpopts.IgnoreFields(ring.Ring{}, "Cohesion", "Chance"), cmpopts.IgnoreFields(ring.Member{}, "Confidence"),
		cmpopts.IgnoreFields(investigate.RingSummary{}, "Run", "Cohesion", "Q")); diff != "" {
		t.Error(diff)
	}
	attached := map[float64]int{}
	for _, v := range after {
		if (v.Ring.Chance != nil) != (v.Ring.Status == ring.StatusRing) {
			t.Errorf("%s, a %s, is compared: %v", v.Ring.ID, v.Ring.Status, v.Ring.Chance != nil)
		}
		if c := v.Ring.Chance; c != nil && (c.Q > .05 || *v.Summary.Q != c.Q) {
			t.Errorf("%s, planted, has q %v", v.Ring.ID, c.Q)
		}
		if v.Ring.Cohesion == nil || *v.Ring.Cohesion <= .5 || *v.Ring.Cohesion > 1 {
			t.Errorf("%s has cohesion %v", v.Ring.ID, v.Ring.Cohesion)
		}
		for _, m := range v.Ring.Members {
			if (m.Confidence != nil) != (m.Tier != ring.Peripheral) {
				t.Errorf("%s: a %s member has confidence %v", v.Ring.ID, m.Tier, m.Confidence)
			}
			if m.Tier == ring.Attached {
				attached[*m.Confidence]++
			}
		}
	}
	sum, most := 0, 0
	for _, n := range attached {
		sum, most = sum+n, max(most, n)
	}
	if 2*most > sum {
		t.Errorf("%d of %d attached members share one confidence", most, sum)
	}
}

// The rows of rings --members say what the ring says.
func TestConfidenceOfMembers(t *testing.T) {
	s := seedWorld(t)
	if _, err := s.Detect(t.Context(), beside(20, 0)); err != nil {
		t.Fatal(err)
	}
	want := map[[2]string]*float64{}
	for _, v := range all(t, s) {
		for _, m := range v.Ring.Members {
			want[[2]string{v.Ring.ID, m.Storefront}] = m.Confidence
		}
	}
	rows, err := s.Members(t.Context(), investigate.RingFilter{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[[2]string]*float64{}
	for _, r := range rows {
		got[[2]string{r.Ring, r.Storefront}] = r.Confidence
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The same run, to the byte, for any number of workers; a plain run is another
// one, and has no figure left from it.
func TestChanceIsTheSameForAnyWorkers(t *testing.T) {
	var id string
	var want []byte
	for _, workers := range []int{1, 2, 8} {
		dir := filepath.Join(t.TempDir(), "data")
		s := open(t, dir)
		if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
			t.Fatal(err)
		}
		report, err := s.Detect(t.Context(), beside(20, workers))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "runs", report.Run.ID, "rings.ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		if id == "" {
			id, want = report.Run.ID, text
		}
		if report.Run.ID != id || string(text) != string(want) {
			t.Errorf("with %d workers the run is another", workers)
		}
		plain, err := s.Detect(t.Context(), investigate.DetectRequest{Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		if plain.Run.ID == id {
			t.Error("a plain run has the id of one beside chance")
		}
		for _, v := range all(t, s) {
			if v.Ring.Chance != nil || v.Ring.Cohesion != nil || v.Summary.Q != nil {
				t.Errorf("%s keeps figures of the run before", v.Ring.ID)
			}
		}
	}
}

// A run that is there already is not weighed again; one whose folder was taken
// away is, and the folder comes back the same.
func TestChanceIsWeighedOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	told := 0
	req := beside(10, 0)
	req.Expect = func(time.Duration) { told++ }
	detect := func(same bool, times int) (kept string) {
		t.Helper()
		report, err := s.Detect(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		if report.Same != same || told != times {
			t.Errorf("same: %v; weighed %d times, not %d", report.Same, told, times)
		}
		kept = filepath.Join(dir, "runs", report.Run.ID)
		text, err := os.ReadFile(filepath.Join(kept, "rings.ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range all(t, s) {
			if v.Ring.Cohesion == nil {
				t.Errorf("%s lost its cohesion", v.Ring.ID)
			}
		}
		return string(text) + kept
	}
	want := detect(false, 1)
	if got := detect(true, 1); got != want {
		t.Error("the same again is another run")
	}
	if err := os.RemoveAll(filepath.Join(dir, "runs")); err != nil {
		t.Fatal(err)
	}
	if got := detect(true, 2); got != want {
		t.Error("the folder came back otherwise")
	}
}

// What did not change is not tried again: the run after takes it from the run
// before. Were that file forged, check would find it out, since it goes by the
// evidence alone.
func TestConfidenceIsKnown(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s := open(t, dir)
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	detect := func(worlds int) string {
		t.Helper()
		req := beside(20, 0)
		req.Params.Chance.Worlds = worlds
		report, err := s.Detect(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return filepath.Join(dir, "runs", report.Run.ID, "confidence.json")
	}
	shares := func() map[string]float64 {
		out := map[string]float64{}
		for _, v := range all(t, s) {
			for _, m := range v.Ring.Members {
				if m.Confidence != nil {
					out[m.Storefront] = *m.Confidence
				}
			}
		}
		return out
	}
	file := detect(1)
	first := shares()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	forged := regexp.MustCompile(`\b20\b`).ReplaceAll(text, []byte("3"))
	if err := os.WriteFile(file, forged, 0o600); err != nil {
		t.Fatal(err)
	}
	file = detect(2)
	if cmp.Diff(first, shares()) == "" {
		t.Error("the forged counts were not read: nothing is known")
	}
	if report, err := s.Check(t.Context(), false); errs.KindOf(err) != errs.Unverified {
		t.Errorf("check was fooled: %+v", report)
	}

	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	detect(3)
	if diff := cmp.Diff(first, shares()); diff != "" {
		t.Error("after a damaged file", diff)
	}
	more(t, s, "few", 8)
	detect(3)
	if diff := cmp.Diff(first, shares()); diff != "" {
		t.Error("lone storefronts changed the confidence of others", diff)
	}
}

// Cancelled while it is weighed, a run leaves the current one in place.
func TestChanceCancelled(t *testing.T) {
	s := seedWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	req := beside(20, 0)
	told := false
	req.Expect = func(time.Duration) { told = true; cancel() }
	_, err := s.Detect(ctx, req)
	if !errors.Is(err, context.Canceled) || !told {
		t.Fatalf("cancelled, it gave %v; told before: %v", err, told)
	}
	for _, v := range all(t, s) {
		if v.Ring.Chance != nil {
			t.Errorf("%s was set beside chance by a run that was cancelled", v.Ring.ID)
		}
	}
}

func TestChanceParametersAreChecked(t *testing.T) {
	s := seedWorld(t)
	for name, spoil := range map[string]func(*investigate.ChanceParams){
		"too many worlds":   func(p *investigate.ChanceParams) { p.Worlds = 10_001 },
		"negative trials":   func(p *investigate.ChanceParams) { p.Trials = -1 },
		"nothing hidden":    func(p *investigate.ChanceParams) { p.HidePM = 0 },
		"everything hidden": func(p *investigate.ChanceParams) { p.HidePM = 1000 },
	} {
		req := beside(20, 0)
		spoil(req.Params.Chance)
		if _, err := s.Detect(t.Context(), req); errs.KindOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}
