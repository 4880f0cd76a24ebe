package eval

// grouped measures the groups of a finding.
func (s *subject) grouped(b *bounds) *Grouped {
	c := s.against(s.rings)
	r := &Grouped{Strangers: c.Strangers, ARI: c.AdjustedRand(), AMI: c.AdjustedMutual(), NMI: c.NormalizedMutual()}
	p, q := c.bCubed()
	r.BCubed = b.prf("b_cubed", p, q)
	p, q = c.pairs()
	r.Pairs = b.prf("pair", p, q)
	var tallies shares
	r.Rings, tallies = c.recovery()
	b.share("recovered_half", tallies.half)
	b.share("recovered_most", tallies.most)
	b.share("right_half", tallies.right)
	b.share("right_most", tallies.exact)
	b.perMille("taken_in_per_thousand", s.takenIn())
	r.Reasons = s.byReason(c)
	if s.findable != nil {
		f := s.against(s.findable)
		r.Findable, tallies = f.recovery()
		b.share("findable_recovered_half", tallies.half)
		b.share("findable_recovered_most", tallies.most)
		_, recall := f.pairs()
		r.Linking.Recall = b.share("linking_recall", recall)
		_, recall = s.against(s.whole).pairs()
		r.Linking.Whole = b.share("linking_recall_whole", recall)
	}
	if s.operations != nil {
		o := s.against(s.operations)
		r.Unrelated = new(o.Recovery().False)
		precision, _ := o.pairs()
		r.Linking.Precision = b.share("linking_precision", precision)
		r.Honest = s.honest()
	}
	if s.framed != nil {
		r.Framed = new(s.framedMembers())
	}
	if s.linked {
		r.Kinds = s.byKind(b)
		r.Hubs = s.throughHubs(b)
		r.Harm = s.harm(b)
	}
	r.Tiers = s.byTier()
	r.Leads = s.atLead(b)
	r.Queue = s.queue(c, b)
	r.Sizes = s.sizes()
	return r
}

// takenIn are the innocents of no true group who are in a found ring.
func (s *subject) takenIn() *tally {
	t := newTally()
	truth := s.rings.longer(len(s.groups.of))
	for i := range s.groups.of {
		if int(truth.of[i]) < truth.named {
			continue
		}
		_, ring := s.groups.within(int32(i))
		t.count(s.harmedWith(int32(i)), ring)
	}
	return t
}

func (s *subject) framedMembers() int {
	n := 0
	for _, shop := range s.framed {
		if _, ring := s.groups.within(shop); ring {
			n++
		}
	}
	return n
}
