package neo4j

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// linkRef is one link of the batch by the numbers of its ends.
type linkRef struct {
	from, to int64
	i        int32 // in the batch
	kind     entity.LinkType
	stood    bool // both ends did before the batch
}

// mergeLinks adds the links that are new and merges the claims of the others.
func (l *load) mergeLinks() error {
	links := l.numbered()
	var asked []linkGroup // between nodes that both stood there before
	for len(links) > 0 {
		n := l.sameLink(links)
		g := linkGroup(links[:n])
		links = links[n:]
		if g[0].stood {
			if asked = append(asked, g); len(asked) == keysAtOnce {
				if err := l.mergeAsked(asked); err != nil {
					return err
				}
				asked = asked[:0]
			}
			continue
		}
		if err := l.addLink(g); err != nil {
			return err
		}
	}
	return l.mergeAsked(asked)
}

// linkGroup is one link, once for each time it stands in the batch.
type linkGroup []linkRef

// numbered lists the links that stay by type and target: the server then
// touches each target once, and its pages in order.
func (l *load) numbered() []linkRef {
	links := make([]linkRef, 0, len(l.batch.Links))
	for i := range l.batch.Links {
		if k := &l.batch.Links[i]; !l.isDoomed(i) {
			from, to := l.ref(k.From), l.ref(k.To)
			links = append(links, linkRef{from.n, to.n, int32(i), k.Type, from.stood && to.stood})
		}
	}
	l.byKey = nil // names are known by now
	slices.SortFunc(links, func(a, b linkRef) int {
		if c := cmp.Compare(a.kind, b.kind); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(a.to, b.to), cmp.Compare(a.from, b.from), strings.Compare(l.role(a), l.role(b)), cmp.Compare(a.i, b.i))
	})
	return links
}

func (l *load) role(k linkRef) string { return l.batch.Links[k.i].Role }

func (l *load) sameLink(links []linkRef) int {
	n, a := 1, links[0]
	for n < len(links) && links[n].from == a.from && links[n].to == a.to && links[n].kind == a.kind && l.role(links[n]) == l.role(a) {
		n++
	}
	return n
}

func (l *load) claimsOf(g linkGroup) []entity.Claim {
	claims := l.batch.Links[g[0].i].Claims
	for _, k := range g[1:] {
		claims = slices.Concat(claims, l.batch.Links[k.i].Claims)
	}
	return folded(claims, store.FoldedClaims, entity.FoldClaims)
}

func (l *load) addLink(g linkGroup) error {
	l.changed = true
	l.state.links++
	k, claims := g[0], codec.AppendClaims(make([]byte, 0, 16), l.claimsOf(g))
	props, err := linkProps(claims)
	if err != nil {
		return err
	}
	row := append(make([]any, 0, 6), k.from, props[0], props[1], props[2], claims, roleText(l.role(k)))
	return l.addGrouped(l.s.cypher.types("create_links", k.kind.String()), k.to, row, len(claims)+64)
}

// roleText leaves a role out that is none.
func roleText(role string) any {
	if role == "" {
		return nil
	}
	return role
}

// storedLink is a link as it stood before the batch.
type storedLink struct {
	id     any // the server's name for it
	claims []byte
}

// mergeAsked adds or merges links between nodes that stood there before.
func (l *load) mergeAsked(groups []linkGroup) error {
	refs := make([]linkRef, len(groups))
	roles := make([]string, len(groups))
	for i, g := range groups {
		refs[i], roles[i] = g[0], l.role(g[0])
	}
	found, err := l.findLinks(refs, roles)
	if err != nil {
		return err
	}
	for i, g := range groups {
		if found[i].id == nil {
			err = l.addLink(g)
		} else {
			err = l.mergeLink(g, found[i])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *load) mergeLink(g linkGroup, old storedLink) error {
	claims := l.claimsOf(g)
	if bytes.Equal(old.claims, codec.AppendClaims(nil, claims)) {
		return nil
	}
	before, err := claimsAt(old.claims, newest)
	if err != nil {
		return err
	}
	merged, changed := store.MergeClaims(before, claims)
	if !changed {
		return nil
	}
	l.changed, l.stale = true, true
	next := replaced(l.version, codec.AppendClaims(nil, merged), old.claims)
	return l.add(l.s.cypher["update_links"], []any{old.id, next}, len(next)+64)
}

// findLinks looks links up that are sorted by type and target. Those not
// found have no id.
func (l *load) findLinks(links []linkRef, roles []string) ([]storedLink, error) {
	found := make([]storedLink, len(links))
	for first := 0; first < len(links); {
		kind, rows, i := links[first].kind, []any{}, first
		for ; i < len(links) && i-first < keysAtOnce && links[i].kind == kind; i++ {
			if i == first || links[i].to != links[i-1].to {
				rows = append(rows, []any{links[i].to, []any{}})
			}
			g := rows[len(rows)-1].([]any)
			g[1] = append(g[1].([]any), []any{links[i].from, roles[i], int64(i)})
		}
		err := l.reading(l.s.cypher.types("find_links", kind.String()), map[string]any{"rows": rows, "since": l.since}, func(row []any) error {
			claims, err := content(row[2])
			found[number(row[0])] = storedLink{row[1], claims}
			return err
		})
		if err != nil {
			return nil, err
		}
		first = i
	}
	return found, nil
}
