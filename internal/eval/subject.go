package eval

// subject is a finding numbered as the truth is; strangers come after all
// others.
type subject struct {
	*Gauge
	finding   *Finding
	strangers []string
	groups    *partition
}

func (g *Gauge) subject(f *Finding) *subject {
	s := &subject{Gauge: g, finding: f, strangers: g.shops.strangers(f.Groups)}
	s.groups = g.shops.partition(f.Groups, s.strangers)
	return s
}

// name is the storefront's own name.
func (s *subject) name(shop int32) string {
	if n := len(s.shops.names); int(shop) >= n {
		return s.strangers[int(shop)-n]
	}
	return s.shops.names[shop]
}

// group is the finding's name of a named group.
func (s *subject) group(at int32) string { return s.finding.Groups[s.name(s.groups.first[at])] }

// against compares with one of the truth's partitions, in units of operations.
func (s *subject) against(truth *partition) *Comparison {
	c := s.shops.compare(truth, s.groups, len(s.strangers))
	c.unit = func(t int32) int { return s.operationOf(c.truth.first[t]) }
	return c
}

// operationOf is the unit that a storefront is resampled with by who runs it;
// a stranger is alone.
func (s *subject) operationOf(shop int32) int {
	if int(shop) < len(s.unit) {
		return int(s.unit[shop])
	}
	return s.units + int(shop) - len(s.unit)
}

// harmedWith is the unit of an innocent: the found group that took it in, since
// one error takes in all of them, and else whoever runs it.
func (s *subject) harmedWith(shop int32) int {
	if group := s.groups.of[shop]; int(group) < s.groups.named {
		return s.units + len(s.strangers) + int(group)
	}
	return s.operationOf(shop)
}

// tier is the storefront's tier where the finding tells tiers, and else core
// for every member.
func (s *subject) tier(shop int32) Tier {
	if s.finding.Tiers != nil {
		return s.finding.Tiers[s.name(shop)]
	}
	if int(s.groups.of[shop]) < s.groups.named {
		return Core
	}
	return NoTier
}
