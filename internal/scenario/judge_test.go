package scenario_test

import (
	"context"
	"strings"
	"testing"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/scenario"
)

// told is a surface that answers what it was given, one finding after the
// other.
type told struct {
	findings []scenario.Finding
	at       int
	judged   []string
}

func (*told) Load(context.Context, string) (int, error)              { return 0, nil }
func (*told) Rule(context.Context, entity.Key, string, string) error { return nil }
func (o *told) Detect(context.Context) ([]scenario.Change, error) {
	return o.findings[o.at].Changes, nil
}
func (o *told) Judge(_ context.Context, left, right entity.Key, v, _ string) error {
	o.judged = append(o.judged, left.String()+" "+right.String()+" "+v)
	return nil
}

func (*told) Explain(_ context.Context, ring, storefront string) ([]string, error) {
	return []string{"of " + ring + " and " + storefront}, nil
}

func (o *told) Rings(context.Context) ([]scenario.Ring, error) {
	o.at++
	return o.findings[o.at-1].Rings, nil
}

// aRing is a ring of three and a storefront that is only shown.
func aRing(revision int) scenario.Ring {
	return scenario.Ring{ID: "R-1", Revision: revision, Status: "ring", Risk: 5000,
		Members: []scenario.Member{{Storefront: "default:a1", Tier: "core"}, {Storefront: "default:a2", Tier: "core"},
			{Storefront: "default:a3", Tier: "attached", Against: []string{"BY_ACCOUNT_ONLY"}}, {Storefront: "default:p1", Tier: "peripheral", Against: []string{"DECLARED_ONLY"}}},
		Hubs: []scenario.Hub{{Key: "phone:1", Verdict: "hub"}, {Key: "phone:2", Verdict: "suspected"}}, Weakest: []string{"device:d"}, Against: []string{"RESTS"},
		Possible: scenario.Possible{With: "default:q1", Keys: []string{"phone:3"}}}
}

func play(t *testing.T, text string, findings ...scenario.Finding) (*told, []string) {
	t.Helper()
	s, err := scenario.Parse([]byte("name: a\nabout: b\nlinks: [{shops: a1, kind: PHONE, value: x}]\n" + text))
	if err != nil {
		t.Fatal(err)
	}
	on := &told{findings: findings}
	_, faults, err := scenario.Play(t.Context(), s, on, scenario.Way{Folder: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return on, faults
}

// A judge that finds nothing wrong in anything would make every scenario
// hold, so it is shown a ring that meets each expectation and one that breaks
// it.
func TestJudgeFindsWhatIsWrong(t *testing.T) {
	f := scenario.Finding{Rings: []scenario.Ring{aRing(1)}}
	for name, c := range map[string]struct{ right, wrong string }{
		"rings":           {"rings: 1", "rings: 0"},
		"account groups":  {"accountGroups: 0", "accountGroups: 1"},
		"candidates":      {"candidates: 0", "candidates: 1"},
		"pairs":           {"pairs: 0", "pairs: 2"},
		"together":        {"together: [a1..a3]", "together: [a1 a2]"},
		"together at all": {"together: [a3 a2 a1]", "together: [x1 x2]"},
		"never":           {"never: [p1 x1]", "never: [x1 a3]"},
		"apart":           {"apart: [a1 p1 x1]", "apart: [a1 a3]"},
		"peripheral":      {"peripheral: [p1]", "peripheral: [a3]"},
		"attached":        {"attached: [a3]", "attached: [a2]"},
		"core":            {"core: [a1 a2]", "core: [a3]"},
		"hub":             {`hubs: ["phone:1"]`, `hubs: ["phone:2"]`},
		"remark":          {"remarks: [{of: p1, says: DECLARED_ONLY}]", "remarks: [{of: a3, says: DECLARED_ONLY}]"},
		"remark on all":   {"remarks: [{of: a1 p1, says: RESTS}]", "remarks: [{of: x1, says: RESTS}]"},
		"weakest":         {`weakest: [{of: a1, says: "device:d"}]`, `weakest: [{of: a1, says: "device:e"}]`},
		"weakest of none": {`weakest: [{of: a2, says: "device:d"}]`, `weakest: [{of: x1, says: "device:d"}]`},
		"possible":        {`possible: [{of: a1, to: q1, says: "phone:3"}]`, `possible: [{of: a1, to: q1, says: "phone:4"}]`},
		"possible to":     {`possible: [{of: a2, to: q1, says: "phone:3"}]`, `possible: [{of: a1, to: q2, says: "phone:3"}]`},
		"possible ring":   {`possible: [{of: a3, to: q1, says: "phone:3"}]`, `possible: [{of: a1, to: a3, says: "phone:3"}]`},
		"possible of":     {`possible: [{of: a1, to: q1, says: "phone:3"}]`, `possible: [{of: x1, to: q1, says: "phone:3"}]`},
		"answer":          {"answers: [{of: x1, ring: a1, says: R-1 and default:x1}]", "answers: [{of: x1, ring: a1, says: R-2}]"},
		"answer of none":  {"answers: [{of: a1, ring: a3, says: R-1}]", "answers: [{of: a1, ring: p1, says: R-1}]"},
		"risk above":      {"risk: [{of: a1, above: 49.99}]", "risk: [{of: a1, above: 50}]"},
		"risk below":      {"risk: [{of: a1, below: 50.01}]", "risk: [{of: a1, below: 50}]"},
		"risk of none":    {"risk: [{of: a3, below: 60}]", "risk: [{of: p1, below: 60}]"},
	} {
		if _, got := play(t, "expect: {"+c.right+"}", f); len(got) > 0 {
			t.Errorf("%s: a right answer is refused: %v", name, got)
		}
		if _, got := play(t, "expect: {"+c.wrong+"}", f); len(got) == 0 {
			t.Errorf("%s: nothing is found wrong", name)
		}
	}
}

func TestJudgeRemembersTheStepBefore(t *testing.T) {
	first := scenario.Finding{Rings: []scenario.Ring{aRing(1)}}
	second := scenario.Finding{Rings: []scenario.Ring{aRing(2)}, Changes: []scenario.Change{{Ring: "R-1", Kind: "changed"}}}
	riskier := scenario.Finding{Rings: []scenario.Ring{aRing(1)}}
	riskier.Rings[0].Risk++
	stranger := scenario.Finding{Rings: second.Rings, Changes: append([]scenario.Change{{Ring: "R-0", Kind: "retired"}}, second.Changes...)}
	for name, c := range map[string]struct {
		expect string
		second scenario.Finding
		faults int
	}{
		"kept":              {"kept: [a1]", first, 0},
		"kept, and was not": {"kept: [a1]", second, 1},
		"kept, and is not":  {"kept: [p1]", first, 1},
		"changed":           {"changed: [a1]", second, 0},
		"changed, unsaid":   {"changed: [a1]", first, 1},
		"none changed":      {"changed: []", first, 0},
		"some changed":      {"changed: []", second, 1},
		"kept, riskier":     {"kept: [a1]", riskier, 1},
		"others changed":    {"changed: [a1]", stranger, 1},
	} {
		_, got := play(t, "then: [{why: more, expect: {"+c.expect+"}}]", first, c.second)
		if len(got) != c.faults || (len(got) > 0 && !strings.HasPrefix(got[0], "step 2: ")) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestJudgementsNameGroupsByTheirMembers(t *testing.T) {
	f := scenario.Finding{Rings: []scenario.Ring{aRing(1)}}
	on, _ := play(t, `then: [{why: a word, judgements: [{left: a3, right: ring of a1, verdict: negative, reason: no}]}]`, f, f)
	if got := strings.Join(on.judged, "; "); got != "default:a3 ring:R-1 negative" {
		t.Errorf("judged: %s", got)
	}
}
