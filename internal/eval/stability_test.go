package eval_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/eval"
)

func TestStability(t *testing.T) {
	before := eval.Grouping{"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B", "b3": "B", "c1": "C", "c2": "C", "d1": "D", "d2": "D", "x": ""}
	// A is as it was; B lost b3 and got n; C went and its members are in E with
	// D's id given to strangers.
	after := eval.Grouping{"a1": "A", "a2": "A", "a3": "A", "b1": "B", "b2": "B", "n": "B", "c1": "E", "c2": "E", "d1": "E", "d2": "D", "x": "D", "y": "D", "z": "D"}
	got := eval.Stable(before, after, map[string]bool{"n": true, "y": true})
	got.Intervals = nil
	want := eval.Stability{Before: 4, After: 4, Kept: eval.Share{Hits: 3, Of: 4}, Same: eval.Share{Hits: 1, Of: 4}, Strayed: 1,
		Mean: eval.Ratio{Value: (1 + .5 + 2./3 + .25) / 4, Known: true}, Least: eval.Ratio{Value: .25, Known: true},
		Moved: eval.Share{Hits: 4, Of: 10}, Joined: 4, Untouched: &eval.Share{Hits: 1, Of: 2}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The same members under another id are a change.
func TestAnIDThatIsLostIsAChange(t *testing.T) {
	s := eval.Stable(eval.Grouping{"a": "A", "b": "A"}, eval.Grouping{"a": "B", "b": "B"}, map[string]bool{})
	if s.Untouched.Hits != 1 || s.Same.Hits != 0 || s.Least.Value != 1 || s.Moved.Hits != 2 {
		t.Errorf("%+v", s)
	}
}

// A run beside itself has changed nothing, and one beside nothing has no share.
func TestStabilityKeepsItsLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		g := grouping(rapid.SliceOfN(rapid.IntRange(0, 4), 1, 20).Draw(t, "groups")...)
		s := eval.Stable(g, g, map[string]bool{})
		if s.Kept != s.Same || s.Kept.Hits != s.Kept.Of || s.Moved.Hits+float64(s.Joined+s.Strayed) != 0 || s.Untouched.Hits != 0 || s.Least.Known && s.Least.Value != 1 {
			t.Fatalf("a run beside itself: %+v", s)
		}
		if s := eval.Stable(eval.Grouping{}, g, nil); s.Kept.Ratio().Known || s.Least.Known || s.Mean.Known || s.Untouched != nil {
			t.Fatalf("nothing before: %+v", s)
		}
	})
}

func TestStabilityMeasures(t *testing.T) {
	s := eval.Stable(grouping(1, 1, 2, 2, 3, 3), grouping(1, 1, 2, 2, 0, 0), nil)
	var got []string
	for _, m := range s.Measures() {
		got = append(got, fmt.Sprint(m.Name, " ", m.Value))
	}
	want := []string{"groups_before 3", "groups_after 2", "ids_kept 0.6667", "members_same 0.6667", "ids_strayed 0", "mean_jaccard 0.6667",
		"least_jaccard 0.0000", "moved 0.3333", "joined 0", "untouched_changed "}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
