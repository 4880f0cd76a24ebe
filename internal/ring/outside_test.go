package ring_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/leiden"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// Two tight groups and one telephone between them: a possible link of each,
// with the other's name once there are names.
func TestRefusedTieNamesTheOther(t *testing.T) {
	var w world
	w.tight("one", 0, 4)
	w.tight("two", 10, 14)
	w.link(entity.ClassObserved, key(entity.KindHandle, "between"), 3, 4)
	w.link(entity.ClassObserved, key(entity.KindHandle, "between"), 10, 11)
	rings := w.assembled(t)
	if len(rings) != 2 || rings[0].Refused == nil {
		t.Fatalf("%d rings: %+v", len(rings), rings)
	}
	r := &community.Result{Of: make([]int32, 8), Groups: []community.Group{{Refused: &community.Refused{With: 4}}, {Refused: &community.Refused{With: 0}}}}
	for m := range r.Of {
		r.Of[m] = int32(m / 4)
	}
	rings[0].ID, rings[1].ID = "R-A", "R-B"
	ring.NameOthers(rings, r, nil)
	got := *rings[0].Refused
	if got.Bits >= got.Needed {
		t.Errorf("%v bits of %v were refused", got.Bits, got.Needed)
	}
	got.Bits, got.Needed = 0, 0
	want := ring.Refused{Why: ring.OneIdentifierOnly, With: rings[1].Members[0].Storefront, Ring: "R-B", Size: 4, WithSize: 4,
		Identifiers: []entity.Key{key(entity.KindHandle, "between")}, Own: 3}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if rings[1].Refused.Ring != "R-A" || rings[0].SecondOpinion != nil {
		t.Errorf("%+v", rings[1].Refused)
	}
	if c := rings[0].Weakest; c == nil || len(c.A)+len(c.B) == 0 {
		t.Errorf("no cells: %+v", c)
	}
}

// Where a second method would cut, it is said against the ring, and nowhere
// else; what was there before stays.
func TestOnlyASplitSpeaksAgainst(t *testing.T) {
	for _, c := range []struct {
		opinion leiden.Opinion
		want    ring.Opinion
		says    string
		against bool
	}{
		{leiden.Opinion{Verdict: leiden.Agrees}, ring.Opinion{Verdict: ring.Agrees}, "finds the same group", false},
		{leiden.Opinion{Verdict: leiden.Joins, Others: 3, With: []int32{1}}, ring.Opinion{Verdict: ring.Joins, Others: 3, Rings: []string{"R-B"}}, "would put 3 more storefronts", false},
		{leiden.Opinion{Verdict: leiden.Splits, Parts: []int{5, 2}}, ring.Opinion{Verdict: ring.Splits, Parts: []int{5, 2}}, "2 parts; the largest has 5 storefronts", true},
		{leiden.Opinion{}, ring.Opinion{Verdict: ring.NotAsked}, "No second method", false},
	} {
		rings := []ring.Ring{{ID: "R-A", Against: []ring.Note{{Code: "BEFORE"}}}, {ID: "R-B"}}
		ring.NameOthers(rings, &community.Result{Groups: make([]community.Group, 2)}, []leiden.Opinion{c.opinion, {}})
		if d := cmp.Diff(&c.want, rings[0].SecondOpinion); d != "" {
			t.Error(d)
		}
		if !strings.Contains(rings[0].SecondOpinion.Sentence(), c.says) {
			t.Errorf("%q does not say %q", rings[0].SecondOpinion.Sentence(), c.says)
		}
		if n := len(rings[0].Against); rings[0].Against[0].Code != "BEFORE" || (n == 2) != c.against {
			t.Errorf("against: %+v", rings[0].Against)
		}
	}
}

func TestRefusalsHaveSentences(t *testing.T) {
	for why, says := range map[ring.Refusal]string{
		ring.OneIdentifierOnly: "One identifier only: 3.32 bits of evidence, 6.64 needed.",
		ring.NoMoreThanChance:  "No more than chance explains: 3.32 bits of evidence, 6.64 needed.",
		ring.TooSmallAShare:    "2 of the 14 identifiers that the poorer side has of its own: too small a share.",
		ring.SetApart:          "A person judged that somebody of the one and somebody of the other are two parties.",
		ring.AfterTheLastRound: "It would do, but came about after the last round of merges.",
	} {
		r := ring.Refused{Why: why, Bits: 3.32, Needed: 6.64, Own: 14, Identifiers: make([]entity.Key, 2)}
		if got := r.Sentence(); got != says {
			t.Errorf("%q, want %q", got, says)
		}
	}
}
