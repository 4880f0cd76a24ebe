package sqlite

import (
	"bytes"
	"cmp"
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// mergeLinks adds the links that are new and merges the claims of the others.
func (p *piece) mergeLinks() error {
	p.numberLinks()
	add := p.newBulk("link (src, type, dst, role, claims)", 5, "")
	update := p.newBulk("link (src, type, dst, role, claims)", 5, " ON CONFLICT DO UPDATE SET claims = excluded.claims")
	fresh := p.links[:0] // grows over what has been read
	for rest := p.links; len(rest) > 0; {
		var groups [][]linkRef
		groups, rest = p.nextGroups(rest)
		stored, err := p.storedClaims(groups)
		if err != nil {
			return err
		}
		for i, g := range groups {
			isNew, err := p.mergeLink(add, update, g, stored[i])
			if err != nil {
				return err
			}
			if isNew {
				fresh = append(fresh, g[0])
			}
		}
	}
	if err := add.flush(); err != nil {
		return err
	}
	if err := update.flush(); err != nil {
		return err
	}
	return p.addBack(fresh)
}

// numberLinks puts the links that stay in the order of the link table.
func (p *piece) numberLinks() {
	p.links = slices.DeleteFunc(p.links, func(k linkRef) bool { return p.isDoomed(k.i) })
	for i := range p.links {
		k := &p.links[i]
		k.src, k.dst = p.refs[k.src].n, p.refs[k.dst].n
	}
	slices.SortFunc(p.links, func(a, b linkRef) int {
		if c := compareNumbers(a.src, b.src, a.kind, b.kind, a.dst, b.dst); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(p.role(a), p.role(b)), cmp.Compare(a.i, b.i))
	})
}

// compareNumbers orders by near end, type, far end. The role, for which the
// batch has to be looked into, is compared by the caller where these tie.
func compareNumbers(near1, near2 int64, type1, type2 entity.LinkType, far1, far2 int64) int {
	switch {
	case near1 != near2:
		return cmp.Compare(near1, near2)
	case type1 != type2:
		return cmp.Compare(type1, type2)
	}
	return cmp.Compare(far1, far2)
}

func (p *piece) role(k linkRef) string { return p.batch.Links[k.i].Role }

// nextGroups cuts off the next chunk of groups; the members of a group are the
// same link.
func (p *piece) nextGroups(links []linkRef) (groups [][]linkRef, rest []linkRef) {
	for len(links) > 0 && len(groups) < chunk {
		n, first := 1, links[0]
		for n < len(links) && links[n].src == first.src && links[n].dst == first.dst && links[n].kind == first.kind && p.role(links[n]) == p.role(first) {
			n++
		}
		groups, links = append(groups, links[:n]), links[n:]
	}
	return groups, links
}

// storedClaims returns the blobs of the groups' links, nil for one that is not
// stored. Links to a node that is new with this batch cannot be.
func (p *piece) storedClaims(groups [][]linkRef) ([][]byte, error) {
	blobs := make([][]byte, len(groups))
	var asked []int
	for i, g := range groups {
		if g[0].src < p.oldest && g[0].dst < p.oldest {
			asked = append(asked, i)
		}
	}
	if len(asked) == 0 {
		return blobs, nil
	}
	q := lookup{columns: 4, query: `SELECT v.column1, link.claims FROM v CROSS JOIN link
		ON link.src = v.column2 AND link.type = v.column3 AND link.dst = v.column4 AND link.role = v.column5`}
	return blobs, p.lookup(p.ctx, q, len(asked), func(i int, tuple []driver.Value) {
		k := groups[asked[i]][0]
		tuple[0], tuple[1], tuple[2], tuple[3] = k.src, int64(k.kind), k.dst, p.role(k)
	}, func(i int, row []driver.Value) error {
		blobs[asked[i]] = row[0].([]byte)
		return nil
	})
}

func (p *piece) mergeLink(add, update *bulk, group []linkRef, stored []byte) (isNew bool, err error) {
	claims := p.batch.Links[group[0].i].Claims
	for _, k := range group[1:] {
		claims = slices.Concat(claims, p.batch.Links[k.i].Claims)
	}
	claims = folded(claims, store.FoldedClaims, entity.FoldClaims)
	blob := codec.AppendClaims(make([]byte, 0, 16), claims)
	k := group[0]
	switch {
	case stored == nil:
		p.changed = true
		p.meta.links++
		return true, add.add(p.ctx, k.src, int64(k.kind), k.dst, p.role(k), blob)
	case bytes.Equal(stored, blob):
		return false, nil
	}
	before, err := codec.Claims(stored)
	if err != nil {
		return false, err
	}
	merged, changed := store.MergeClaims(before, claims)
	if !changed {
		return false, nil
	}
	p.changed = true
	return false, update.add(p.ctx, k.src, int64(k.kind), k.dst, p.role(k), codec.AppendClaims(nil, merged))
}

// addBack writes the other direction of new links.
func (p *piece) addBack(fresh []linkRef) error {
	slices.SortFunc(fresh, func(a, b linkRef) int {
		if c := compareNumbers(a.dst, b.dst, a.kind, b.kind, a.src, b.src); c != 0 {
			return c
		}
		return strings.Compare(p.role(a), p.role(b))
	})
	add := p.newBulk("back (dst, type, src, role)", 4, "")
	for _, k := range fresh {
		if err := add.add(p.ctx, k.dst, int64(k.kind), k.src, p.role(k)); err != nil {
			return err
		}
	}
	return add.flush()
}
