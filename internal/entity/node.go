package entity

import (
	"cmp"
	"slices"
	"strings"
)

// Node is an entity with every value that was ever claimed of it. Nothing is
// overwritten: two sources that name a shop differently leave two attributes.
type Node struct {
	Key   Key
	Attrs []Attr
}

// Attr is one claimed value of a node: which property, what value, and the
// claim it rests on. A derived node's attributes rest on no record.
type Attr struct {
	Name  string
	Value Value
	Claim Claim
}

// Compare orders attributes by name, value, claim.
func (a Attr) Compare(b Attr) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), a.Value.Compare(b.Value), a.Claim.Compare(b.Claim))
}

// FoldAttrs sorts attributes, in place, and drops repeats: of those by which
// the rows of one file claim the same value in the same way, the one of the
// first row stands for all.
func FoldAttrs(as []Attr) []Attr {
	if len(as) < 2 {
		return as
	}
	slices.SortFunc(as, func(a, b Attr) int { return cmp.Or(a.compareClaimed(b), cmp.Compare(a.Claim.Record, b.Claim.Record)) })
	as = slices.CompactFunc(as, func(a, b Attr) bool { return a.compareClaimed(b) == 0 })
	slices.SortFunc(as, Attr.Compare)
	return as
}

// compareClaimed orders attributes by what they claim, how, and in which file.
func (a Attr) compareClaimed(b Attr) int {
	return cmp.Or(strings.Compare(a.Name, b.Name), a.Value.Compare(b.Value), cmp.Compare(a.Claim.Record.File(), b.Claim.Record.File()),
		cmp.Compare(a.Claim.Class, b.Claim.Class), a.Claim.Observed.Compare(b.Claim.Observed), a.Claim.Until.Compare(b.Claim.Until))
}

// Get returns the value that holds for name: the latest observed, then the
// strongest class, then the smallest value, so that load order never decides.
// The second result is false when there is none.
func (n *Node) Get(name string) (Value, bool) {
	var best *Attr
	for i := range n.Attrs {
		a := &n.Attrs[i]
		if a.Name == name && (best == nil || holdsOver(a, best)) {
			best = a
		}
	}
	if best == nil {
		return Value{}, false
	}
	return best.Value, true
}

func holdsOver(a, b *Attr) bool {
	if c := cmp.Or(a.Claim.Observed.Compare(b.Claim.Observed), cmp.Compare(a.Claim.Class, b.Claim.Class)); c != 0 {
		return c > 0
	}
	return a.Value.Compare(b.Value) < 0
}

// Text returns the text of the value that holds for name, or "".
func (n *Node) Text(name string) string {
	v, _ := n.Get(name)
	return v.Text()
}

// Link is all claims of one (from, type, role, to) folded.
type Link struct {
	From   Key
	Type   LinkType
	Role   string // keeps parallel links of one type apart: an address's role; "" otherwise
	To     Key
	Claims []Claim
	Attrs  []Attr // derived links only (tier, confidence, facts)
}

// LinkKey names a link for good.
type LinkKey struct {
	From Key
	Type LinkType
	Role string
	To   Key
}

// Key returns the link's name.
func (l *Link) Key() LinkKey { return LinkKey{l.From, l.Type, l.Role, l.To} }

// Compare orders link keys by from, type, role, to.
func (k LinkKey) Compare(o LinkKey) int {
	return cmp.Or(k.From.Compare(o.From), cmp.Compare(k.Type, o.Type), strings.Compare(k.Role, o.Role), k.To.Compare(o.To))
}

// Class returns the strongest class of the link's claims.
func (l *Link) Class() Class {
	var best Class
	for _, c := range l.Claims {
		best = max(best, c.Class)
	}
	return best
}

// Span returns when the link was first and last seen; unknown where no claim
// has a time. A claim with an end counts as seen until then.
func (l *Link) Span() (first, last When) {
	for _, c := range l.Claims {
		first = Earliest(first, c.Observed)
		last = Latest(last, Latest(c.Observed, c.Until))
	}
	return first, last
}
