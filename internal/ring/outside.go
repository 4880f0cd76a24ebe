package ring

import (
	"fmt"
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/leiden"
)

// Refusal is the reason why two groups were not joined, as a stable code.
type Refusal string

// The refusals; community says what each means.
const (
	OneIdentifierOnly Refusal = "one-identifier-only"
	NoMoreThanChance  Refusal = "no-more-than-chance"
	TooSmallAShare    Refusal = "too-small-a-share"
	SetApart          Refusal = "set-apart"
	AfterTheLastRound Refusal = "after-the-last-round"
)

// Refused is the strongest tie with somebody outside the ring that did not
// join them: a possible link, which a person may follow. It makes nobody a
// member and counts in no score.
type Refused struct {
	Why Refusal `json:"why"`
	// With is the first storefront of the other side, and Ring the group of
	// this run that holds it, "" for none.
	With string `json:"with"`
	Ring string `json:"ring,omitempty"`
	// Size and WithSize are the storefronts of the two sides when the tie was
	// weighed, before either was cut to what is shown.
	Size        int          `json:"size"`
	WithSize    int          `json:"withSize"`
	Identifiers []entity.Key `json:"identifiers"` // what crosses, ordered
	Bits        float64      `json:"bits"`        // may be negative: less than chance gives
	Needed      float64      `json:"needed"`
	Own         int          `json:"own"` // identifiers that the poorer side shares inside itself
}

// Sentence says why the tie was refused.
func (r *Refused) Sentence() string {
	switch r.Why {
	case OneIdentifierOnly:
		return fmt.Sprintf("One identifier only: %.2f bits of evidence, %.2f needed.", r.Bits, r.Needed)
	case NoMoreThanChance:
		return fmt.Sprintf("No more than chance explains: %.2f bits of evidence, %.2f needed.", r.Bits, r.Needed)
	case TooSmallAShare:
		return fmt.Sprintf("%d of the %d identifiers that the poorer side has of its own: too small a share.", len(r.Identifiers), r.Own)
	case SetApart:
		return "A person judged that somebody of the one and somebody of the other are two parties."
	}
	return "It would do, but came about after the last round of merges."
}

// Verdict is how a second method agrees with the ring.
type Verdict string

// The verdicts; leiden says what each means.
const (
	Agrees   Verdict = "agrees"
	Splits   Verdict = "splits"
	Joins    Verdict = "joins"
	NotAsked Verdict = "none"
)

// Opinion is what a second method, which weighs links and does not ask what
// chance gives, makes of the ring. It never changes a ring, a score or a lead.
type Opinion struct {
	Verdict Verdict `json:"verdict"`
	// Parts are the sizes of the parts into which it would cut the core,
	// descending; none unless it splits.
	Parts []int `json:"parts,omitempty"`
	// Others is how many storefronts it would put beside the ring's that are
	// no members, and Rings the groups of this run that they are of, ordered.
	Others int      `json:"others,omitempty"`
	Rings  []string `json:"rings,omitempty"`
}

// Sentence says what the second method makes of the ring.
func (o *Opinion) Sentence() string {
	switch o.Verdict {
	case Agrees:
		return "A second method, which weighs links and does not ask what chance gives, finds the same group."
	case Splits:
		return fmt.Sprintf("A second method, which weighs links and does not ask what chance gives, would cut this group into %d parts; the largest has %d storefronts.", len(o.Parts), o.Parts[0])
	case Joins:
		return fmt.Sprintf("A second method, which weighs links and does not ask what chance gives, would put %d more storefronts into this group.", o.Others)
	}
	return "No second method was asked."
}

// refused names what a refused tie is about; the other group gets its name
// when it has one.
func (a *assembler) refused(t *community.Refused) *Refused {
	if t == nil {
		return nil
	}
	why := map[community.Refusal]Refusal{community.OneOnly: OneIdentifierOnly, community.TooLittle: NoMoreThanChance,
		community.Unbalanced: TooSmallAShare, community.SetApart: SetApart, community.TooLate: AfterTheLastRound}
	out := &Refused{Why: why[t.Why], With: a.snap.Shops[t.With], Size: t.Size, WithSize: t.WithSize,
		Bits: t.Bits.Float(), Needed: t.Needed.Float(), Own: t.Own}
	for _, v := range t.Identifiers {
		out.Identifiers = append(out.Identifiers, a.snap.IDs[a.graph.Identifier(v)])
	}
	slices.SortFunc(out.Identifiers, entity.Key.Compare)
	out.Identifiers = slices.Compact(out.Identifiers)
	return out
}

// shops names members.
func (a *assembler) shops(nodes []int32) []string {
	out := make([]string, len(nodes))
	for i, m := range nodes {
		out[i] = a.snap.Shops[m]
	}
	return out
}

// NameOthers fills in, once ids are known, the other groups that refused ties
// lead to and what a second method makes of each ring; opinions may be nil.
// Rings stand in the order of r's groups.
func NameOthers(rings []Ring, r *community.Result, opinions []leiden.Opinion) {
	for i := range r.Groups {
		if t := r.Groups[i].Refused; t != nil && r.Of[t.With] >= 0 {
			rings[i].Refused.Ring = rings[r.Of[t.With]].ID
		}
	}
	for i, o := range opinions {
		named := &Opinion{Verdict: Verdict(o.Verdict.String()), Parts: o.Parts, Others: o.Others}
		for _, k := range o.With {
			named.Rings = append(named.Rings, rings[k].ID)
		}
		slices.Sort(named.Rings)
		rings[i].SecondOpinion = named
		if named.Verdict == Splits {
			rings[i].Against = append(rings[i].Against, Note{Code: "SECOND_OPINION", Text: named.Sentence()})
		}
	}
}
