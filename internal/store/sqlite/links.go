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
func (l *load) mergeLinks() error {
	l.numberLinks()
	add := l.newBulk("link (src, type, dst, role, claims)", 5, "")
	update := l.newBulk("link (src, type, dst, role, claims)", 5, " ON CONFLICT DO UPDATE SET claims = excluded.claims")
	fresh := l.links[:0] // grows over what has been read
	for rest := l.links; len(rest) > 0; {
		var groups [][]linkRef
		groups, rest = l.nextGroups(rest)
		stored, err := l.storedClaims(groups)
		if err != nil {
			return err
		}
		for i, g := range groups {
			isNew, err := l.mergeLink(add, update, g, stored[i])
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
	return l.addBack(fresh)
}

// numberLinks puts the links that stay in the order of the link table.
func (l *load) numberLinks() {
	l.links = slices.DeleteFunc(l.links, func(k linkRef) bool { return l.isDoomed(k.i) })
	for i := range l.links {
		k := &l.links[i]
		k.src, k.dst = l.refs[k.src].n, l.refs[k.dst].n
	}
	slices.SortFunc(l.links, func(a, b linkRef) int {
		if c := compareNumbers(a.src, b.src, a.kind, b.kind, a.dst, b.dst); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(l.role(a), l.role(b)), cmp.Compare(a.i, b.i))
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

func (l *load) role(k linkRef) string { return l.batch.Links[k.i].Role }

// nextGroups cuts off the next chunk of groups; the members of a group are the
// same link.
func (l *load) nextGroups(links []linkRef) (groups [][]linkRef, rest []linkRef) {
	for len(links) > 0 && len(groups) < chunk {
		n, first := 1, links[0]
		for n < len(links) && links[n].src == first.src && links[n].dst == first.dst && links[n].kind == first.kind && l.role(links[n]) == l.role(first) {
			n++
		}
		groups, links = append(groups, links[:n]), links[n:]
	}
	return groups, links
}

// storedClaims returns the blobs of the groups' links, nil for one that is not
// stored. Links to a node that is new with this batch cannot be.
func (l *load) storedClaims(groups [][]linkRef) ([][]byte, error) {
	blobs := make([][]byte, len(groups))
	var asked []int
	for i, g := range groups {
		if g[0].src < l.oldest && g[0].dst < l.oldest {
			asked = append(asked, i)
		}
	}
	if len(asked) == 0 {
		return blobs, nil
	}
	q := lookup{columns: 4, query: `SELECT v.column1, link.claims FROM v CROSS JOIN link
		ON link.src = v.column2 AND link.type = v.column3 AND link.dst = v.column4 AND link.role = v.column5`}
	return blobs, l.lookup(l.ctx, q, len(asked), func(i int, tuple []driver.Value) {
		k := groups[asked[i]][0]
		tuple[0], tuple[1], tuple[2], tuple[3] = k.src, int64(k.kind), k.dst, l.role(k)
	}, func(i int, row []driver.Value) error {
		blobs[asked[i]] = row[0].([]byte)
		return nil
	})
}

func (l *load) mergeLink(add, update *bulk, group []linkRef, stored []byte) (isNew bool, err error) {
	claims := l.batch.Links[group[0].i].Claims
	for _, k := range group[1:] {
		claims = slices.Concat(claims, l.batch.Links[k.i].Claims)
	}
	claims = folded(claims, entity.Claim.Compare, entity.FoldClaims)
	blob := codec.AppendClaims(make([]byte, 0, 16), claims)
	k := group[0]
	switch {
	case stored == nil:
		l.changed = true
		l.meta.links++
		return true, add.add(l.ctx, k.src, int64(k.kind), k.dst, l.role(k), blob)
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
	l.changed = true
	return false, update.add(l.ctx, k.src, int64(k.kind), k.dst, l.role(k), codec.AppendClaims(nil, merged))
}

// addBack writes the other direction of new links.
func (l *load) addBack(fresh []linkRef) error {
	slices.SortFunc(fresh, func(a, b linkRef) int {
		if c := compareNumbers(a.dst, b.dst, a.kind, b.kind, a.src, b.src); c != 0 {
			return c
		}
		return strings.Compare(l.role(a), l.role(b))
	})
	add := l.newBulk("back (dst, type, src, role)", 4, "")
	for _, k := range fresh {
		if err := add.add(l.ctx, k.dst, int64(k.kind), k.src, l.role(k)); err != nil {
			return err
		}
	}
	return add.flush()
}
