package investigate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// bridged opens a folder with two rings of four that share one telephone, and
// strangers around them.
func bridged(t *testing.T) *investigate.Service { return bridgedIn(t, t.TempDir()) }

func bridgedIn(t *testing.T, dir string) *investigate.Service {
	t.Helper()
	var b strings.Builder
	b.WriteString("storefront,kind,value,evidence_class\n")
	for _, ringName := range []string{"a", "b"} {
		for n := range 4 {
			for _, kind := range []string{"PAYMENT_ACCOUNT", "DEVICE", "IMAGE_HASH"} {
				fmt.Fprintf(&b, "%s%d,%s,common %s,OBSERVED\n", ringName, n, kind, ringName)
			}
		}
	}
	b.WriteString("a3,PHONE,+86 137 0000 3333,OBSERVED\nb0,PHONE,+86 137 0000 3333,OBSERVED\n")
	for n := range 100 {
		fmt.Fprintf(&b, "x%d,DEVICE,own %d,OBSERVED\n", n, n)
	}
	links := filepath.Join(t.TempDir(), "links.csv")
	if err := os.WriteFile(links, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	s := open(t, dir)
	if _, err := s.Load(t.Context(), investigate.LoadRequest{Paths: []string{links}}); err != nil {
		t.Fatal(err)
	}
	return s
}

// found detects and lists each ring's core and attached members, with the run.
func found(t *testing.T, s *investigate.Service) (run investigate.RunView, rings []string) {
	t.Helper()
	report, err := s.Detect(t.Context(), investigate.DetectRequest{})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := s.Members(t.Context(), investigate.RingFilter{Status: []ring.Status{ring.StatusRing}})
	if err != nil {
		t.Fatal(err)
	}
	of := map[string][]string{}
	for _, m := range rows {
		if m.Tier != ring.Peripheral {
			of[m.Ring] = append(of[m.Ring], strings.TrimPrefix(m.Storefront, "default:"))
		}
	}
	for _, members := range of {
		slices.Sort(members)
		rings = append(rings, strings.Join(members, " "))
	}
	slices.Sort(rings)
	return report.Run, rings
}

func storefront(id string) entity.Key {
	return entity.Key{Kind: entity.KindStorefront, ID: "default:" + id}
}

func TestDetectionHeedsWhatPeopleSaid(t *testing.T) {
	s := bridged(t)
	const a, b = "a0 a1 a2 a3", "b0 b1 b2 b3"
	say := func(verdict string, left string, rights ...string) {
		t.Helper()
		for _, right := range rights {
			if _, err := s.Judge(t.Context(), investigate.JudgeRequest{Left: storefront(left), Right: storefront(right), Verdict: verdict, User: "li", Reason: "visited"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	expect := func(what string, want ...string) investigate.RunView {
		t.Helper()
		run, rings := found(t, s)
		if diff := cmp.Diff(want, rings); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
		return run
	}
	first := expect("nobody said anything", a, b)
	if first.People != "" {
		t.Errorf("the run heeded %s", first.People)
	}
	say("positive", "a3", "b0")
	if joined := expect("one party", a+" "+b); joined.ID == first.ID || len(joined.People) != 64 {
		t.Errorf("run %s after run %s, people %q", joined.ID, first.ID, joined.People)
	}
	say("undone", "a3", "b0")
	expect("taken back", a, b)
	say("negative", "a3", "a0", "a1", "a2")
	expect("set apart from its ring", "a0 a1 a2", b)
	_, rings := found(t, s)
	page, err := s.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	told := false
	for _, sum := range page.Rings {
		m, err := s.Explain(t.Context(), sum.ID, "storefront:default:a3")
		if err != nil {
			t.Fatal(err)
		}
		told = told || slices.ContainsFunc(m.Text, func(line string) bool {
			return strings.Contains(line, "judged on 2026-") && strings.Contains(line, "default:a0 are two parties")
		})
	}
	if !told {
		t.Errorf("nobody is told why a3 is in none of %v", rings)
	}
}

// A word on a storefront and a ring is on all of its members, and can be taken
// back.
func TestAWordOnARing(t *testing.T) {
	s := bridged(t)
	found(t, s)
	page, err := s.Rings(t.Context(), investigate.RingFilter{}, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	key := func(member string) entity.Key {
		for _, sum := range page.Rings {
			v, err := s.Ring(t.Context(), sum.ID)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(v.Ring.Members, func(m ring.Member) bool { return m.Storefront == "default:"+member && m.Tier == ring.Core }) {
				return entity.Key{Kind: entity.KindRing, ID: sum.ID}
			}
		}
		t.Fatalf("%s is in no ring", member)
		return entity.Key{}
	}
	of := key("a3")
	say := func(left, right entity.Key, verdict string) error {
		_, err := s.Judge(t.Context(), investigate.JudgeRequest{Left: left, Right: right, Verdict: verdict, User: "li", Reason: "visited"})
		return err
	}
	if err := say(of, storefront("a3"), "negative"); err != nil {
		t.Fatal(err)
	}
	if _, rings := found(t, s); !slices.Equal(rings, []string{"a0 a1 a2", "b0 b1 b2 b3"}) {
		t.Errorf("set apart from its ring: %v", rings)
	}
	if err := say(storefront("a3"), of, "undone"); err != nil {
		t.Fatal(err)
	}
	if _, rings := found(t, s); !slices.Equal(rings, []string{"a0 a1 a2 a3", "b0 b1 b2 b3"}) {
		t.Errorf("taken back: %v", rings)
	}
	if err := say(storefront("a3"), of, "undone"); errs.KindOf(err) != errs.NotFound {
		t.Errorf("taken back twice: %v", err)
	}
	if err := say(entity.ParseKey("device:common a"), of, "negative"); errs.KindOf(err) != errs.Invalid {
		t.Errorf("a device and a ring: %v", err)
	}
}

func TestDetectionHeedsVerdictsInForce(t *testing.T) {
	s := bridged(t)
	rule := func(verdict, key string) {
		t.Helper()
		if _, err := s.Rule(t.Context(), investigate.VerdictRequest{Key: entity.ParseKey(key), Verdict: verdict, User: "li", Reason: "known"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, v := range []string{"payment_account:OTHER:common a", "device:common a"} {
		rule("hub", v)
	}
	run, rings := found(t, s)
	if diff := cmp.Diff([]string{"b0 b1 b2 b3"}, rings); diff != "" {
		t.Errorf("a ring stands on values that a person judged to be hubs: %s", diff)
	}
	if !slices.ContainsFunc(run.Notes, func(n string) bool { return strings.Contains(n, "2 verdicts on values") }) {
		t.Errorf("notes %q", run.Notes)
	}
	rule("private", "phone:+8613700003333")
	if _, rings = found(t, s); len(rings) != 1 || !strings.HasPrefix(rings[0], "a3 b0") {
		t.Errorf("what a person says is one party's own does not tie: %v", rings)
	}
}
