package neo4j

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/store/codec"
)

// own reports whether a property belongs to the store; an attribute of that
// name is kept with the others in attrs and not shown as a property.
func own(name string) bool {
	switch name {
	case "key", "n", "since", "until", "stale", "attrs", "words", "claims", "class", "first", "last", "role":
		return true
	}
	return false
}

// readable adds to props, for each attribute, the value that holds, as a
// property that a person reads.
func readable(props map[string]any, attrs []entity.Attr) {
	n := entity.Node{Attrs: attrs}
	for i := range attrs {
		name := attrs[i].Name
		if own(name) || (i > 0 && attrs[i-1].Name == name) {
			continue
		}
		v, _ := n.Get(name)
		props[name] = plain(v)
	}
}

// plain spells a value as Neo4j keeps it; times as RFC 3339 text, which sorts.
func plain(v entity.Value) any {
	switch v.Kind() {
	case entity.ValueInt:
		return v.AsInt()
	case entity.ValueFloat:
		return v.AsFloat()
	case entity.ValueBool:
		return v.AsBool()
	case entity.ValueList:
		return v.AsList()
	}
	return v.Text()
}

// nodeProps returns every property of a node.
func nodeProps(key entity.Key, n, since int64, attrs []entity.Attr) map[string]any {
	props := map[string]any{"key": key.String(), "n": n, "since": since}
	if len(attrs) > 0 {
		props["attrs"] = codec.AppendAttrs(nil, attrs)
		readable(props, attrs)
	}
	if store.Searchable(key.Kind) {
		props["words"] = wordsOf(key, attrs)
	}
	return props
}

// wordsOf returns the words by which a node is found, joined by blanks; no
// word holds one.
func wordsOf(key entity.Key, attrs []entity.Attr) string {
	return strings.Join(store.NodeWords(&entity.Node{Key: key, Attrs: attrs}), " ")
}

// text returns a property text, nothing for an unknown time.
func textOf(w entity.When) any {
	if !w.Known() {
		return nil
	}
	return w.String()
}
