package standing

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/community"
)

// groups are those found last, each in a slot. Nodes are the numbers of the
// standing, and a rival is a slot. A slot without members is free.
type groups struct {
	slots []community.Group
	free  []int32
	of    []int32 // of each member: its slot, -1 for none
}

// adopt keeps the groups of a result whose nodes are named by two functions.
// It returns their slots.
func (k *groups) adopt(r *community.Result, member, id func(node int32) int32) []int32 {
	slot := make([]int32, len(r.Groups))
	for n := range slot {
		if len(k.free) > 0 {
			slot[n], k.free = k.free[len(k.free)-1], k.free[:len(k.free)-1]
			continue
		}
		slot[n] = int32(len(k.slots))
		k.slots = append(k.slots, community.Group{})
	}
	for n := range r.Groups {
		g := renamed(&r.Groups[n], member, id, func(rival int32) int32 { return slot[rival] })
		k.slots[slot[n]] = g
		for _, m := range g.Members {
			k.of[m.Node] = slot[n]
		}
	}
	return slot
}

// release takes the groups of these members out and returns them.
func (k *groups) release(members []int32) []community.Group {
	var out []community.Group
	for _, m := range members {
		if slot := k.of[m]; slot >= 0 {
			g := k.slots[slot]
			for _, x := range g.Members {
				k.of[x.Node] = -1
			}
			k.slots[slot] = community.Group{}
			k.free = append(k.free, slot)
			out = append(out, g)
		}
	}
	return out
}

// listed returns the groups in the order of their first members, with rivals
// by place in the list.
func (k *groups) listed(compare func(a, b int32) int) []community.Group {
	var order []int32
	for slot := range k.slots {
		if len(k.slots[slot].Members) > 0 {
			order = append(order, int32(slot))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		return compare(k.slots[a].Members[0].Node, k.slots[b].Members[0].Node)
	})
	place := make([]int32, len(k.slots))
	for n, slot := range order {
		place[slot] = int32(n)
	}
	same := func(node int32) int32 { return node }
	out := make([]community.Group, len(order))
	for n, slot := range order {
		out[n] = renamed(&k.slots[slot], same, same, func(rival int32) int32 { return place[rival] })
	}
	return out
}

// renamed copies a group with its nodes and rivals named anew.
func renamed(g *community.Group, member, id, rival func(int32) int32) community.Group {
	out := *g
	out.Members = slices.Clone(g.Members)
	for n := range out.Members {
		m := &out.Members[n]
		m.Node, m.Shared = member(m.Node), mapped(m.Shared, id)
		if m.Rival >= 0 {
			m.Rival = rival(m.Rival)
		}
	}
	out.Bonds = slices.Clone(g.Bonds)
	for n := range out.Bonds {
		b := &out.Bonds[n]
		b.Identifier, b.Holders = id(b.Identifier), mapped(b.Holders, member)
	}
	if g.Weakest != nil {
		cut := *g.Weakest
		cut.A, cut.B, cut.Identifiers = mapped(cut.A, member), mapped(cut.B, member), mapped(cut.Identifiers, id)
		out.Weakest = &cut
	}
	if g.Refused != nil {
		refused := *g.Refused
		refused.With, refused.Identifiers = member(refused.With), mapped(refused.Identifiers, id)
		out.Refused = &refused
	}
	return out
}

func mapped(nodes []int32, name func(int32) int32) []int32 {
	if nodes == nil {
		return nil
	}
	out := make([]int32, len(nodes))
	for n, v := range nodes {
		out[n] = name(v)
	}
	return out
}
