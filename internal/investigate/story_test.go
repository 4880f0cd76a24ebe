package investigate_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

func now() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }

func open(t *testing.T, dir string) *investigate.Service {
	t.Helper()
	s, err := investigate.Open(context.Background(), investigate.Options{Data: dir, Create: true, Random: rand.Reader, Now: now, Log: zerolog.Nop()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// seedWorld loads and detects the seed world.
func seedWorld(t *testing.T) *investigate.Service {
	t.Helper()
	s := open(t, t.TempDir())
	if _, err := s.Load(context.Background(), investigate.LoadRequest{Paths: []string{"../../seed/input"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Detect(context.Background(), investigate.DetectRequest{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// named reads the README's four cases from the seed world's truth.
func named(t *testing.T) map[string]string {
	t.Helper()
	f, err := os.Open("../../seed/truth/named.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, r := range rows[1:] {
		out[r[0]] = r[2]
	}
	return out
}

// The path that everything hangs on, as the README tells it:
//
//  1. the seed world is loaded and a run is made;
//  2. the guilty ring stands first: core members, product evidence, above 70;
//  3. the honest family is found as one operation and stays below 40;
//  4. the courier hub ties nobody, and says why;
//  5. the framed shop stands beside the ring that declares its address, as
//     peripheral, and counts for nothing;
//  6. every score is the sum of its parts, and every tie leads to source rows.
func TestStory(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	cases := named(t)
	ringOf := func(shop string) *investigate.RingView {
		t.Helper()
		ids, err := s.RingsOf(ctx, []string{shop}, true)
		if err != nil || ids[0] == "" {
			t.Fatalf("no ring for a named case: %v", err)
		}
		v, err := s.Ring(ctx, ids[0])
		if err != nil {
			t.Fatal(err)
		}
		return v
	}

	page, err := s.Rings(ctx, investigate.RingFilter{}, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	guilty := ringOf(cases["guilty"])
	if page.Rings[0].ID != guilty.Ring.ID {
		t.Errorf("%s stands first, want the guilty ring %s", page.Rings[0].ID, guilty.Ring.ID)
	}
	if guilty.Ring.Status != ring.StatusRing || guilty.Assessment.Risk <= 7000 || !guilty.Assessment.Product {
		t.Errorf("guilty: %s at %s, product evidence %v", guilty.Ring.Status, guilty.Assessment.Risk, guilty.Assessment.Product)
	}
	if m := member(guilty, cases["guilty"]); m.Tier != ring.Core {
		t.Errorf("the guilty shop is %s", m.Tier)
	}

	family := ringOf(cases["honest_family"])
	if family.Assessment.Risk >= 4000 || family.Assessment.Product {
		t.Errorf("honest family at %s", family.Assessment.Risk)
	}

	hub := entity.ParseKey(cases["courier_hub"])
	seen := slices.IndexFunc(guilty.Ring.SeenNotUsed, func(h ring.Hub) bool { return h.Identifier == hub })
	if seen < 0 || guilty.Ring.SeenNotUsed[seen].Verdict != "hub" || guilty.Ring.SeenNotUsed[seen].Reason == "" {
		t.Errorf("the courier hub is not shown as seen and not used, with its reason")
	}
	for _, sum := range all(t, s) {
		for _, b := range sum.Ring.Bonds {
			if b.Identifier == hub {
				t.Errorf("%s is held by the courier hub", sum.Ring.ID)
			}
		}
	}

	framed := ringOf(cases["framed_shop"])
	m := member(framed, cases["framed_shop"])
	if framed.Ring.ID != guilty.Ring.ID || m.Tier != ring.Peripheral || m.Against[0].Code != "CLAIMED_BY_OTHERS" {
		t.Errorf("the framed shop is %s of %s", m.Tier, framed.Ring.ID)
	}
	if risk := framed.MemberRisk[cases["framed_shop"]]; risk >= 4000 {
		t.Errorf("the framed shop is at %s", risk)
	}
}

func member(v *investigate.RingView, shop string) ring.Member {
	for _, m := range v.Ring.Members {
		if m.Storefront == shop {
			return m
		}
	}
	return ring.Member{}
}

func all(t *testing.T, s *investigate.Service) []*investigate.RingView {
	t.Helper()
	page, err := s.Rings(context.Background(), investigate.RingFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []*investigate.RingView
	for _, sum := range page.Rings {
		v, err := s.Ring(context.Background(), sum.ID)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// Every score of the seed world is the sum of its parts, and every fact that
// ties a member in leads to a row of a file that the vault still has.
func TestEveryNumberLeadsToRows(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	for _, v := range all(t, s) {
		sum := v.Assessment.Risk
		for _, c := range v.Assessment.Contributions {
			sum -= c.Points
		}
		if sum != 0 {
			t.Errorf("%s: the parts miss the score by %s", v.Ring.ID, sum)
		}
		for _, m := range v.Ring.Members {
			x, err := s.Explain(ctx, v.Ring.ID, m.Storefront)
			if err != nil {
				t.Fatal(err)
			}
			if len(x.Facts) == 0 {
				t.Errorf("%s: a member without a fact", v.Ring.ID)
			}
			for _, f := range x.Facts {
				if len(f.Claims) == 0 {
					t.Fatalf("%s: a fact without a claim", v.Ring.ID)
				}
				row, err := s.Original(ctx, f.Claims[0].SHA256, f.Claims[0].Row)
				if err != nil || len(row.Raw) == 0 {
					t.Fatalf("%s: no source row: %v", v.Ring.ID, err)
				}
			}
		}
	}
}

func TestSameAgainChangesNothing(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	s := open(t, dir)
	for i := range 2 {
		report, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}})
		if err != nil {
			t.Fatal(err)
		}
		if i == 1 && report.Unchanged != report.RowsIn {
			t.Errorf("%d of %d rows unchanged", report.Unchanged, report.RowsIn)
		}
	}
	first, err := s.Detect(ctx, investigate.DetectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Detect(ctx, investigate.DetectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if again.Run.ID != first.Run.ID || !again.Same {
		t.Errorf("the second run is %s, same %v; the first was %s", again.Run.ID, again.Same, first.Run.ID)
	}
	if r, err := s.Check(ctx, false); err != nil {
		t.Errorf("check: %v, %+v", err, r)
	}
}

// The bytes of a run depend on the evidence alone: not on the order of rows,
// on the number of workers, on the batches, or on the folder.
func TestRunBytesDependOnEvidenceAlone(t *testing.T) {
	ctx := context.Background()
	input := t.TempDir()
	var want []byte
	var wantID string
	for i := range 10 {
		for _, name := range []string{"links", "payment_accounts", "addresses", "contacts", "complaints"} {
			shuffle(t, filepath.Join("../../seed/input", name+".csv"), filepath.Join(input, name+".csv"), int64(i))
		}
		for _, name := range []string{"storefronts", "sellers", "test_purchases", "enforcements", "regions"} {
			shuffle(t, filepath.Join("../../seed/input", name+".csv"), filepath.Join(input, name+".csv"), int64(-i))
		}
		dir := t.TempDir()
		s := open(t, dir)
		if _, err := s.Load(ctx, investigate.LoadRequest{Paths: []string{input}}); err != nil {
			t.Fatal(err)
		}
		report, err := s.Detect(ctx, investigate.DetectRequest{Workers: []int{1, 2, 8}[i%3]})
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, "runs", report.Run.ID, "rings.ndjson"))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want, wantID = got, report.Run.ID
		}
		if report.Run.ID != wantID || !bytes.Equal(got, want) {
			t.Fatalf("shuffle %d: run %s, bytes equal %v; the first was %s", i, report.Run.ID, bytes.Equal(got, want), wantID)
		}
	}
}

// shuffle writes the rows of a file without line breaks in fields in another
// order, the header first.
func shuffle(t *testing.T, from, to string, seed int64) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	rows := lines[1 : len(lines)-1]
	x := uint64(seed)
	for i := len(rows) - 1; i > 0; i-- {
		x = x*6364136223846793005 + 1442695040888963407
		j := int(x>>33) % (i + 1)
		rows[i], rows[j] = rows[j], rows[i]
	}
	if err := os.WriteFile(to, bytes.Join(lines, nil), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestUnknownThingsAreNamed(t *testing.T) {
	ctx := context.Background()
	s := seedWorld(t)
	for name, err := range map[string]error{
		"ring":       second(s.Ring(ctx, "R-NONE")),
		"storefront": second(s.Show(ctx, entity.Key{Kind: entity.KindStorefront, ID: "p:none"}, 1)),
		"file":       second(s.Original(ctx, "00000000000000000000000000000000000000000000000000000000000000ff", 1)),
	} {
		if !errors.Is(err, &errs.Error{Kind: errs.NotFound}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestTwoWritersDoNotMeet(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	a, b := open(t, dir), open(t, dir)
	release, err := a.LockForTest("load")
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	if _, err := b.Load(ctx, investigate.LoadRequest{Paths: []string{"../../seed/input"}}); !errors.Is(err, &errs.Error{Kind: errs.Conflict}) {
		t.Errorf("a second writer: %v", err)
	}
}
