package eval

// Queue is what a finding's order of rings comes to: groups of three and more,
// by risk.
type Queue struct {
	Groups int `json:"groups"` // with a risk
	// Right is the share of the first k that a true ring matches with a Jaccard
	// index of .5 and more; Illicit, the share of which more than half of the
	// members are illicit.
	Right   []AtK `json:"rightAt"`
	Illicit []AtK `json:"illicitAt"`
	Ties    Share `json:"tiesInTop100"`
}

// queue measures the order of groups; nil where the finding tells no risks.
func (s *subject) queue(c *Comparison, b *bounds) *Queue {
	if s.finding.Risks == nil {
		return nil
	}
	best := c.matches().found
	members := make([]int, s.groups.named)
	for i := range s.groups.of {
		if group := s.groups.of[i]; int(group) < s.groups.named && s.labelOf(int32(i)) == illicit {
			members[group]++
		}
	}
	right, bad := &order{}, &order{}
	for group := range s.groups.named {
		risk, scored := s.finding.Risks[s.group(int32(group))]
		if !scored || s.groups.sizes[group] < smallest {
			continue
		}
		right.add(group, risk, true, best[group] >= .5)
		bad.add(group, risk, true, 2*members[group] > s.groups.sizes[group])
	}
	right.sort()
	bad.sort()
	q := &Queue{Groups: right.all, Ties: right.ties()}
	for _, k := range s.capacities {
		for _, m := range []struct {
			name string
			o    *order
			to   *[]AtK
		}{{"ring_right", right, &q.Right}, {"ring_illicit", bad, &q.Illicit}} {
			at := func(w []uint8) Ratio { return m.o.precisionAt(k, w) }
			*m.to = append(*m.to, AtK{k, at(nil)})
			b.of[atName(m.name, k)] = b.ofOrder(m.o, min(k, m.o.all), at)
		}
	}
	return q
}
