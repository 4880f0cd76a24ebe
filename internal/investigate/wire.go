package investigate

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ring"
	"github.com/ringtrace/ringtrace/internal/score"
)

// The form in which a run keeps a ring, in the store and in runs/ID: what can
// be derived is left out, since a million links make tens of thousands of
// rings. A member's ties are numbers of bonds; who holds a bond, what a tie's
// points rest on, and all sentences follow. encodeRing and decodeRing are each
// other's inverse.
type wireRing struct {
	Summary  RingSummary  `json:"summary"`
	Bonds    []wireBond   `json:"bonds"`
	Members  []wireMember `json:"members"`
	Cycle    int          `json:"cycleRank"`
	Weakest  *ring.Cut    `json:"weakest,omitempty"`
	Unused   []ring.Hub   `json:"seenNotUsed,omitempty"`
	Against  []ring.Note  `json:"against,omitempty"`
	Outside  wireOutside  `json:"outside,omitzero"`
	Chance   *ring.Chance `json:"chance,omitempty"`
	Card     string       `json:"card"`
	Label    string       `json:"label"`
	Product  bool         `json:"product,omitempty"`
	Coverage [2]int       `json:"coverage"`
	Rows     []wireRow    `json:"rows"`
}

type wireBond struct {
	Identifier entity.Key `json:"id"`
	Users      int        `json:"users"`
	Exclusive  bool       `json:"exclusive,omitempty"`
}

type wireMember struct {
	Storefront string         `json:"shop"`
	Tier       ring.Tier      `json:"tier"`
	Account    bool           `json:"byAccountOnly,omitempty"`
	Confidence *float64       `json:"confidence,omitempty"`
	Ties       []int          `json:"ties,omitempty"`    // bonds that it carries, ascending
	Classes    []entity.Class `json:"classes,omitempty"` // its own link's class for each tie; left out when all are OBSERVED
	Facts      []ring.Fact    `json:"facts,omitempty"`   // of a peripheral member, whose values need be no bonds
	Against    []ring.Note    `json:"against,omitempty"` // of a peripheral member
	Rival      string         `json:"rival,omitempty"`
	Risk       score.Points   `json:"risk"`
}

// wireRow is a contribution. Rows of zero points without facts are left out.
type wireRow struct {
	Feature    string       `json:"feature"`
	Points     score.Points `json:"points"`
	Counts     []int        `json:"counts,omitempty"`
	Bonds      []int        `json:"bonds,omitempty"`    // evidence: all links of these bonds
	Evidence   []score.Fact `json:"evidence,omitempty"` // evidence that is no bond
	NotCounted []score.Fact `json:"notCounted,omitempty"`
}

// encodeRing returns the kept form.
func encodeRing(v *RingView) ([]byte, error) {
	w := wireRing{Summary: v.Summary, Cycle: v.Ring.CycleRank, Weakest: v.Ring.Weakest, Unused: v.Ring.SeenNotUsed, Against: v.Ring.Against, Chance: v.Ring.Chance,
		Card: v.Assessment.Card, Label: v.Assessment.Label, Product: v.Assessment.Product,
		Coverage: [2]int{v.Assessment.CoverageHave, v.Assessment.CoverageOf}}
	number := make(map[entity.Key]int, len(v.Ring.Bonds))
	for i, b := range v.Ring.Bonds {
		number[b.Identifier] = i
		w.Bonds = append(w.Bonds, wireBond{b.Identifier, b.Users, b.Exclusive})
	}
	for i := range v.Ring.Members {
		w.Members = append(w.Members, encodeMember(&v.Ring.Members[i], number, v.MemberRisk))
	}
	for i := range v.Assessment.Contributions {
		if r, ok := encodeRow(&v.Assessment.Contributions[i], number); ok {
			w.Rows = append(w.Rows, r)
		}
	}
	w.Outside, w.Weakest = encodeOutside(&v.Ring)
	return json.Marshal(&w)
}

func encodeMember(m *ring.Member, number map[entity.Key]int, risk map[string]score.Points) wireMember {
	w := wireMember{Storefront: m.Storefront, Tier: m.Tier, Account: m.ByAccountOnly, Confidence: m.Confidence, Rival: m.Rival, Risk: risk[m.Storefront]}
	if m.Tier == ring.Peripheral {
		w.Facts, w.Against = m.Facts, m.Against
		return w
	}
	class := make(map[int]entity.Class, len(m.Facts))
	observed := true
	for _, f := range m.Facts {
		class[number[f.Identifier]] = f.Class
		observed = observed && f.Class == entity.ClassObserved
	}
	w.Ties = slices.Sorted(maps.Keys(class))
	if !observed {
		for _, i := range w.Ties {
			w.Classes = append(w.Classes, class[i])
		}
	}
	return w
}

func encodeRow(c *score.Contribution, number map[entity.Key]int) (wireRow, bool) {
	w := wireRow{Feature: c.Feature, Points: c.Points, Counts: c.Counts, NotCounted: c.NotCounted}
	seen := map[int]bool{}
	for _, f := range c.Evidence {
		i, isBond := number[f.Identifier]
		switch {
		case !isBond:
			w.Evidence = append(w.Evidence, f)
		case !seen[i]:
			seen[i] = true
			w.Bonds = append(w.Bonds, i)
		}
	}
	return w, c.Points != 0 || len(c.Evidence)+len(c.NotCounted) > 0 || c.Family == "base"
}

// decodeRing restores what encodeRing was given.
func decodeRing(text string) (*RingView, error) {
	var w wireRing
	if err := json.Unmarshal([]byte(text), &w); err != nil {
		return nil, err
	}
	v := &RingView{Summary: w.Summary, MemberRisk: make(map[string]score.Points, len(w.Members))}
	v.Ring = ring.Ring{ID: w.Summary.ID, Revision: w.Summary.Revision, Status: w.Summary.Status, Founded: w.Summary.Founded,
		CycleRank: w.Cycle, Weakest: w.Weakest, RestsOnOne: w.Summary.RestsOnOne, SeenNotUsed: w.Unused, Against: w.Against, Cohesion: w.Summary.Cohesion, Chance: w.Chance}
	for _, b := range w.Bonds {
		v.Ring.Bonds = append(v.Ring.Bonds, ring.Bond{Identifier: b.Identifier, Users: b.Users, Exclusive: b.Exclusive})
	}
	for i := range w.Members {
		for _, t := range w.Members[i].Ties {
			if t < 0 || t >= len(w.Bonds) {
				return nil, fmt.Errorf("tie %d of %d bonds", t, len(w.Bonds))
			}
			v.Ring.Bonds[t].Holders = append(v.Ring.Bonds[t].Holders, w.Members[i].Storefront)
		}
	}
	for i := range w.Members {
		v.Ring.Members = append(v.Ring.Members, decodeMember(&w.Members[i], v.Ring.Bonds))
		v.MemberRisk[w.Members[i].Storefront] = w.Members[i].Risk
	}
	if err := w.Outside.restore(&v.Ring); err != nil {
		return nil, err
	}
	var err error
	v.Assessment, err = decodeAssessment(&w, v.Ring.Bonds)
	return v, err
}

func decodeMember(w *wireMember, bonds []ring.Bond) ring.Member {
	m := ring.Member{Storefront: w.Storefront, Tier: w.Tier, ByAccountOnly: w.Account, Confidence: w.Confidence, Rival: w.Rival, Facts: w.Facts, Against: w.Against}
	if w.Tier == ring.Peripheral {
		return m
	}
	for i, t := range w.Ties {
		f := ring.Fact{Identifier: bonds[t].Identifier, Class: entity.ClassObserved, Inside: len(bonds[t].Holders), Users: bonds[t].Users, Exclusive: bonds[t].Exclusive}
		if i < len(w.Classes) {
			f.Class = w.Classes[i]
		}
		m.Facts = append(m.Facts, f)
	}
	ring.SortFacts(m.Facts)
	m.Against = ring.AgainstMember(&m)
	return m
}

// decodeAssessment puts back the rows that were left out, in the card's order.
func decodeAssessment(w *wireRing, bonds []ring.Bond) (*score.Assessment, error) {
	a := &score.Assessment{Card: w.Card, Label: w.Label, Product: w.Product, CoverageHave: w.Coverage[0], CoverageOf: w.Coverage[1]}
	if w.Summary.Risk == nil || w.Summary.Points == nil {
		return nil, fmt.Errorf("a scored ring without a score")
	}
	a.Risk, a.Points = *w.Summary.Risk, *w.Summary.Points
	rows := w.Rows
	take := func(family, feature string) bool {
		if len(rows) == 0 || rows[0].Feature != feature {
			return false
		}
		a.Contributions = append(a.Contributions, decodeRow(family, &rows[0], bonds))
		rows = rows[1:]
		return true
	}
	features := score.Features()
	for i, f := range features {
		if !take(f.Family, f.Name) {
			a.Contributions = append(a.Contributions, decodeRow(f.Family, &wireRow{Feature: f.Name, Counts: f.Zero()}, bonds))
		}
		if i+1 == len(features) || features[i+1].Family != f.Family {
			take(score.ArithmeticFamily, f.Family+"_cap")
		}
	}
	for _, last := range []string{"association_ceiling", "compression"} {
		take(score.ArithmeticFamily, last)
	}
	if len(rows) > 0 {
		return nil, fmt.Errorf("unknown feature %q", rows[0].Feature)
	}
	return a, nil
}

func decodeRow(family string, w *wireRow, bonds []ring.Bond) score.Contribution {
	c := score.Contribution{Family: family, Feature: w.Feature, Points: w.Points, Counts: w.Counts, Detail: score.Detail(w.Feature, w.Counts),
		Evidence: w.Evidence, NotCounted: w.NotCounted}
	for _, i := range w.Bonds {
		for _, h := range bonds[i].Holders {
			c.Evidence = append(c.Evidence, score.Fact{Storefront: h, Identifier: bonds[i].Identifier})
		}
	}
	return c
}
