package eval

import (
	"maps"
	"slices"
)

// Accusing is the risk from which a storefront, or a ring, is looked at as
// guilty.
const Accusing = 60

// Harm is what linking and scoring do to innocents who share infrastructure:
// who have a true link with anybody. Shares are written per thousand.
type Harm struct {
	Accused  *Share `json:"accused"`  // at a risk of 60 and more by themselves; nil without risks of storefronts
	InRisky  *Share `json:"inRisky"`  // members of a group at 60 and more; nil without risks of groups
	InLead   *Share `json:"inLead"`   // members of a group at lead grade; nil without grades
	TakenIn  Share  `json:"takenIn"`  // in a found group of three and more
	Innocent int    `json:"innocent"` // how many there are
}

// harm counts innocents who share infrastructure.
func (s *subject) harm(b *bounds) *Harm {
	f := s.finding
	accused, risky, lead, taken := newTally(), newTally(), newTally(), newTally()
	h := &Harm{}
	for shop, shares := range s.sharing {
		at := int32(shop)
		if !shares || s.label[shop] != innocent {
			continue
		}
		h.Innocent++
		unit, group := s.harmedWith(at), f.Groups[s.name(at)]
		_, ring := s.groups.within(at)
		taken.count(unit, ring)
		accused.count(unit, f.Scores[s.name(at)] >= Accusing)
		risky.count(unit, group != "" && f.Risks[group] >= Accusing)
		lead.count(unit, group != "" && f.Leads[group])
	}
	h.TakenIn = b.perMille("sharing_taken_in_per_thousand", taken)
	if f.Scores != nil && f.Scale {
		h.Accused = new(b.perMille("accused_per_thousand", accused))
	}
	if f.Risks != nil && f.Scale {
		h.InRisky = new(b.perMille("in_risky_group_per_thousand", risky))
	}
	if f.Leads != nil {
		h.InLead = new(b.perMille("in_lead_per_thousand", lead))
	}
	return h
}

// Honest counts found groups that hold two storefronts of one honest
// operation: right answers of linking that must stay low in risk.
type Honest struct {
	Groups int  `json:"groups"`
	Risky  *int `json:"risky"` // at a risk of 60 and more; nil without risks of groups
	Leads  *int `json:"leads"` // at lead grade; nil without grades
}

func (s *subject) honest() *Honest {
	h := &Honest{}
	if s.finding.Risks != nil && s.finding.Scale {
		h.Risky = new(0)
	}
	if s.finding.Leads != nil {
		h.Leads = new(0)
	}
	for _, group := range s.honestGroups() {
		h.Groups++
		name := s.group(group)
		if h.Risky != nil && s.finding.Risks[name] >= Accusing {
			*h.Risky++
		}
		if h.Leads != nil && s.finding.Leads[name] {
			*h.Leads++
		}
	}
	return h
}

// honestGroups lists the named groups with two innocents of one operation.
func (s *subject) honestGroups() []int32 {
	var pairs []uint64 // group and operation of each innocent member
	for shop, operation := range s.operations.of {
		if group := s.groups.of[shop]; int(group) < s.groups.named && s.label[shop] == innocent {
			pairs = append(pairs, uint64(group)<<32|uint64(operation))
		}
	}
	slices.Sort(pairs)
	found := map[int32]struct{}{}
	for i := 1; i < len(pairs); i++ {
		if pairs[i] == pairs[i-1] {
			found[int32(pairs[i]>>32)] = struct{}{}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// OfTier counts the storefronts of one tier.
type OfTier struct {
	Tier        Tier `json:"tier"`
	Storefronts int  `json:"storefronts"`
	Illicit     int  `json:"illicit"`
	Innocents   int  `json:"innocents"`
	Framed      int  `json:"framed"` // of the innocents: a ring declares their values
}

// MarshalText writes the tier's name.
func (t Tier) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// byTier counts by tier, firmest first. Whoever has no label is in neither
// class.
func (s *subject) byTier() []OfTier {
	out := []OfTier{{Tier: Core}, {Tier: Attached}, {Tier: Peripheral}}
	at := func(shop int32) *OfTier {
		if t := s.tier(shop); t != NoTier {
			return &out[Core-t]
		}
		return nil
	}
	for i := range s.groups.of {
		t := at(int32(i))
		if t == nil {
			continue
		}
		t.Storefronts++
		switch s.labelOf(int32(i)) {
		case illicit:
			t.Illicit++
		case innocent:
			t.Innocents++
		}
	}
	for _, shop := range s.framed {
		if t := at(shop); t != nil {
			t.Framed++
		}
	}
	return out
}
