package scenario

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// judge compares what a run found with what a step expects, and returns a
// sentence for each thing that is wrong. before is what the step before found,
// nil for the first.
func judge(e *Expect, now, before *Finding) []string {
	j := &jury{now: now, before: before}
	j.numbers(e)
	j.together(e.Together)
	j.each("never", e.Never, func(shop string) bool { return now.of(shop) == nil })
	j.each("peripheral", e.Peripheral, j.inTier("peripheral"))
	j.each("attached", e.Attached, j.inTier("attached"))
	j.each("core", e.Core, j.inTier("core"))
	for _, list := range e.Apart {
		j.apart(list)
	}
	for _, h := range e.Hubs {
		j.hub(entity.ParseKey(h).String())
	}
	for _, r := range e.Remarks {
		j.each("remark "+r.Says, []string{r.Of}, func(shop string) bool { return j.saysAgainst(shop, r.Says) })
	}
	for _, r := range e.Weakest {
		j.each("weakest tie "+r.Says, []string{r.Of}, func(shop string) bool {
			in := now.of(shop)
			return in != nil && slices.Contains(in.Weakest, entity.ParseKey(r.Says).String())
		})
	}
	for _, l := range e.Possible {
		j.each("possible link to "+l.To+" over "+l.Says, []string{l.Of}, func(shop string) bool { return j.possible(shop, &l) })
	}
	for i, a := range e.Answers {
		if !slices.ContainsFunc(now.Answers[i], func(s string) bool { return strings.Contains(s, a.Says) }) {
			j.fault("of %s and the group of %s it is not said that %q, but %q", a.Of, a.Ring, a.Says, now.Answers[i])
		}
	}
	for _, r := range e.Risk {
		j.risk(&r)
	}
	j.each("kept", e.Kept, j.kept)
	j.changed(e.Changed)
	return j.faults
}

// jury gathers the faults of one finding.
type jury struct {
	now, before *Finding
	faults      []string
}

func (j *jury) fault(format string, args ...any) {
	j.faults = append(j.faults, fmt.Sprintf(format, args...))
}

func (j *jury) numbers(e *Expect) {
	have := map[string]int{}
	for i := range j.now.Rings {
		have[j.now.Rings[i].Status]++
	}
	for _, n := range []struct {
		status string
		want   *int
	}{{"ring", e.Rings}, {"account-group", e.AccountGroups}, {"candidate", e.Candidates}, {"pair", e.Pairs}} {
		if n.want != nil && have[n.status] != *n.want {
			j.fault("%d of status %s, want %d", have[n.status], n.status, *n.want)
		}
	}
}

// together wants each list to be exactly the core and attached members of one
// group.
func (j *jury) together(lists []string) {
	for _, list := range lists {
		want := j.shops(list)
		if len(want) == 0 {
			continue
		}
		r := j.now.of(want[0])
		if r == nil {
			j.fault("%s is in no group, want it in %s", want[0], list)
			continue
		}
		have := r.counted()
		slices.Sort(have)
		if slices.Sort(want); !slices.Equal(want, have) {
			j.fault("the group of %s is %s, want %s", want[0], strings.Join(have, " "), list)
		}
	}
}

// apart wants no two of the storefronts in one group.
func (j *jury) apart(list string) {
	first := map[*Ring]string{}
	for _, shop := range j.shops(list) {
		r := j.now.of(shop)
		if r == nil {
			continue
		}
		if other, ok := first[r]; ok {
			j.fault("%s and %s are in one group, want them apart", other, shop)
			continue
		}
		first[r] = shop
	}
}

func (j *jury) each(what string, lists []string, holds func(shop string) bool) {
	for _, list := range lists {
		for _, shop := range j.shops(list) {
			if !holds(shop) {
				j.fault("%s breaks %s: %s", shop, what, list)
			}
		}
	}
}

func (j *jury) inTier(tier string) func(shop string) bool {
	return func(shop string) bool {
		return slices.ContainsFunc(j.now.Rings, func(r Ring) bool {
			return slices.ContainsFunc(r.Members, func(m Member) bool { return m.Storefront == shop && m.Tier == tier })
		})
	}
}

func (j *jury) hub(key string) {
	for i := range j.now.Rings {
		if slices.Contains(j.now.Rings[i].Hubs, Hub{key, "hub"}) {
			return
		}
	}
	j.fault("%s is shown in no ring as a hub, seen and not used", key)
}

// saysAgainst looks for a code among the notes of a storefront and of the
// groups that show it.
func (j *jury) saysAgainst(shop, code string) bool {
	for _, r := range j.now.Rings {
		for _, m := range r.Members {
			if m.Storefront == shop && (slices.Contains(m.Against, code) || slices.Contains(r.Against, code)) {
				return true
			}
		}
	}
	return false
}

// possible reports whether the refused tie of the group of a storefront is the
// one that is asked for.
func (j *jury) possible(shop string, want *Link) bool {
	r, to := j.now.of(shop), full(want.To)
	if r == nil || !slices.Contains(r.Possible.Keys, entity.ParseKey(want.Says).String()) {
		return false
	}
	if other := j.now.of(to); other != nil {
		return r.Possible.Ring == other.ID
	}
	return r.Possible.Ring == "" && r.Possible.With == to
}

func (j *jury) risk(want *Risk) {
	for _, shop := range j.shops(want.Of) {
		r := j.now.of(shop)
		if r == nil || r.Risk < 0 {
			j.fault("%s is in no group that is scored", shop)
			continue
		}
		points := float64(r.Risk) / 100
		if want.Above != nil && points <= *want.Above {
			j.fault("the risk of the group of %s is %.2f, want more than %v", shop, points, *want.Above)
		}
		if want.Below != nil && points >= *want.Below {
			j.fault("the risk of the group of %s is %.2f, want less than %v", shop, points, *want.Below)
		}
	}
}

// kept reports whether the group of the storefront is what it was.
func (j *jury) kept(shop string) bool {
	now, was := j.now.of(shop), j.before.of(shop)
	return now != nil && was != nil && now.ID == was.ID && now.Revision == was.Revision && now.Risk == was.Risk && slices.Equal(now.counted(), was.counted())
}

// changed wants the run to name the groups of these storefronts, as they are
// or were, and no others; of an empty list, none at all.
func (j *jury) changed(lists []string) {
	if lists == nil {
		return
	}
	said, asked := map[string]bool{}, map[string]bool{}
	for _, c := range j.now.Changes {
		said[c.Ring] = true
	}
	for _, list := range lists {
		named := false
		for _, shop := range j.shops(list) {
			for _, f := range []*Finding{j.now, j.before} {
				if r := f.of(shop); r != nil {
					asked[r.ID] = true
					named = named || said[r.ID]
				}
			}
		}
		if !named {
			j.fault("the run does not say that the group of %s changed", list)
		}
	}
	for _, c := range j.now.Changes {
		if !asked[c.Ring] {
			j.fault("the run says that %s is %s, and nothing of it was delivered", c.Ring, c.Kind)
		}
	}
}

func (j *jury) shops(list string) []string {
	names, err := Shops(list)
	if err != nil {
		j.fault("%v", err)
	}
	for i := range names {
		names[i] = full(names[i])
	}
	return names
}
