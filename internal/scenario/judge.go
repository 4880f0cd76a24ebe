package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/investigate"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// Judge compares the rings of a run with what the scenario expects, and
// returns a sentence for each thing that is wrong.
func Judge(s *Scenario, rings []*investigate.RingView) []string {
	j := &judge{rings: rings, of: map[string]*investigate.RingView{}, tier: map[string]ring.Tier{}}
	for _, v := range rings {
		j.count[v.Ring.Status]++
		for _, m := range v.Ring.Members {
			if m.Tier == ring.Peripheral {
				j.peripheral = append(j.peripheral, m.Storefront)
				continue
			}
			j.of[m.Storefront], j.tier[m.Storefront] = v, m.Tier
		}
		for _, h := range v.Ring.SeenNotUsed {
			j.hubs = append(j.hubs, h.Identifier)
		}
	}
	e := &s.Expect
	j.number("rings", ring.StatusRing, e.Rings)
	j.number("account groups", ring.StatusAccountGroup, e.AccountGroups)
	j.number("candidates", ring.StatusCandidate, e.Candidates)
	j.number("pairs", ring.StatusPair, e.Pairs)
	j.together(e.Together)
	j.each("never", e.Never, func(shop string) bool { return j.of[shop] == nil })
	j.each("peripheral", e.Peripheral, func(shop string) bool { return slices.Contains(j.peripheral, shop) })
	j.each("attached", e.Attached, func(shop string) bool { return j.tier[shop] == ring.Attached })
	for _, h := range e.Hubs {
		if !slices.Contains(j.hubs, entity.ParseKey(h)) {
			j.fault("%s is not shown as seen and not used", h)
		}
	}
	return j.faults
}

type judge struct {
	rings      []*investigate.RingView
	of         map[string]*investigate.RingView // core and attached
	tier       map[string]ring.Tier
	count      [ring.StatusPair + 1]int
	peripheral []string
	hubs       []entity.Key
	faults     []string
}

func (j *judge) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func (j *judge) number(what string, s ring.Status, want *int) {
	if want != nil && j.count[s] != *want {
		j.fault("%d %s, want %d", j.count[s], what, *want)
	}
}

// together wants each list to be exactly the core and attached members of one
// group.
func (j *judge) together(lists []string) {
	for _, list := range lists {
		want, ok := j.shops(list)
		if !ok {
			continue
		}
		v := j.of[want[0]]
		if v == nil {
			j.fault("%s is in no group, want it in %s", want[0], list)
			continue
		}
		var have []string
		for _, m := range v.Ring.Members {
			if m.Tier != ring.Peripheral {
				have = append(have, m.Storefront)
			}
		}
		if slices.Sort(want); !slices.Equal(want, have) {
			j.fault("the group of %s is %s, want %s", want[0], strings.Join(have, " "), list)
		}
	}
}

func (j *judge) each(what string, lists []string, holds func(shop string) bool) {
	for _, list := range lists {
		shops, _ := j.shops(list)
		for _, shop := range shops {
			if !holds(shop) {
				j.fault("%s breaks %s: %s", shop, what, list)
			}
		}
	}
}

func (j *judge) shops(list string) ([]string, bool) {
	names, err := Shops(list)
	if err != nil {
		j.fault("%v", err)
		return nil, false
	}
	for i := range names {
		names[i] = entity.DefaultPlatform + ":" + names[i]
	}
	return names, true
}
