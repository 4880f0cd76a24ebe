package neo4j

import (
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Labels and types cannot be parameters of Cypher. They come from the closed
// sets of package entity and from nowhere else, so no data ever becomes part
// of a statement.

// Labels that are no kind of node.
const (
	labelEntity   = "Entity"   // every evidence node, beside its kind
	labelDerived  = "Derived"  // every ring and run
	labelNextRing = "NextRing" // a ring that a run is still writing
	labelPastRing = "PastRing" // a ring of the run before, about to go
	labelPastRun  = "PastRun"  // a run of a content that was replaced, about to go
)

// names translates between the closed sets and what stands in the graph.
type names struct {
	labels map[entity.Kind]string
	kinds  map[string]entity.Kind
	types  map[string]entity.LinkType
}

func newNames() names {
	n := names{map[entity.Kind]string{}, map[string]entity.Kind{labelNextRing: entity.KindRing, labelPastRing: entity.KindRing, labelPastRun: entity.KindRun}, map[string]entity.LinkType{}}
	for _, k := range entity.Kinds() {
		l := labelOf(k)
		n.labels[k], n.kinds[l] = l, k
	}
	for _, t := range entity.LinkTypes() {
		n.types[t.String()] = t
	}
	return n
}

// labelOf spells a kind's word as Cypher people write labels.
func labelOf(k entity.Kind) string {
	if k == entity.KindUSCC {
		return "USCC"
	}
	var b strings.Builder
	for part := range strings.SplitSeq(k.String(), "_") {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}

// keyOf reads the key of a node from its labels and its key property.
func (n names) keyOf(labels []any, text string) (entity.Key, bool) {
	for _, l := range labels {
		s, _ := l.(string)
		if k, found := n.kinds[s]; found {
			return n.key(k, text), true
		}
	}
	return entity.Key{}, false
}

// key reverses entity.Key.String for a kind that is known.
func (n names) key(k entity.Kind, text string) entity.Key {
	if k == entity.KindStorefront {
		return entity.Key{Kind: k, ID: text}
	}
	return entity.Key{Kind: k, ID: text[min(len(text), len(k.String())+1):]}
}

// union joins link types as a pattern spells them.
func union(types []entity.LinkType) string {
	words := make([]string, len(types))
	for i, t := range types {
		words[i] = t.String()
	}
	return strings.Join(words, "|")
}

// evidenceTypes are all types but MEMBER_OF.
func evidenceTypes() []entity.LinkType {
	return slices.DeleteFunc(entity.LinkTypes(), func(t entity.LinkType) bool { return t == entity.LinkMemberOf })
}
