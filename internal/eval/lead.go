package eval

// falseLead is how much worse an innocent in a lead is than an illicit
// storefront that is in none (worlds-and-evaluation, section 7; chosen).
const falseLead = 20

// AtLead is what the groups at lead grade come to: what would be handed to the
// police.
type AtLead struct {
	Groups int `json:"groups"`
	// Illicit is the share of their core and attached members who are.
	Illicit Share `json:"illicit"`
	// Loss is 20 for each innocent among them and 1 for each illicit storefront
	// that is not, over what naming nobody would cost. Above 1 it were better to
	// name nobody.
	Loss Ratio `json:"loss"`
}

// atLead counts who is in a lead; nil without grades or labels.
func (s *subject) atLead(b *bounds) *AtLead {
	if s.finding.Leads == nil || !s.labelled {
		return nil
	}
	out := &AtLead{}
	named := make([]bool, s.groups.named)
	for group := range named {
		if named[group] = s.finding.Leads[s.group(int32(group))]; named[group] {
			out.Groups++
		}
	}
	t, innocents, missed, all := newTally(), 0., 0., 0.
	for i := range s.groups.of {
		group, class := s.groups.of[i], s.labelOf(int32(i))
		in := int(group) < s.groups.named && named[group]
		if class == illicit {
			all++
			if !in {
				missed++
			}
		}
		if in && class != unlabelled {
			t.count(int(group), class == illicit)
		}
		if in && class == innocent {
			innocents++
		}
	}
	out.Illicit = b.share("lead_illicit", t)
	out.Loss = ratio(falseLead*innocents+missed, all)
	return out
}
