package ingest

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// references knows what rows may point at: rows and nodes of this load, and
// what is stored.
type references struct {
	facts     *facts
	platforms map[string]bool       // besides the built-in ones
	wanted    map[string]bool       // names of rows, "kind:source:id", that rows of the load point at
	records   map[string]entity.Key // of those, by name, the node; zero when it cannot link
	sellers   map[string]bool       // ids of sellers that stand further down in their files
	stored    map[entity.Key]bool
	offers    map[entity.Key]entity.Key // of listings that the load points at, the storefront
	strangers map[string]int            // what looked like a platform and was none → rows
}

func newReferences(f *facts) *references {
	return &references{facts: f, platforms: map[string]bool{}, wanted: map[string]bool{}, records: map[string]entity.Key{}, sellers: map[string]bool{},
		stored: map[entity.Key]bool{}, offers: map[entity.Key]entity.Key{}, strangers: map[string]int{}}
}

func (x *references) platform(name string) bool {
	return x.platforms[name] || canon.BuiltinPlatform(name)
}

// want notes what a reference of the load may mean.
func (x *references) want(text string) {
	record, keys := x.candidates(text)
	if record != "" {
		x.wanted[record] = true
	}
	for _, key := range keys {
		if _, ok := x.facts.wanted[key]; !ok {
			x.facts.wanted[key] = false
		}
	}
}

// remember notes the node of a row that the load points at. A name that means
// two nodes means none.
func (x *references) remember(record string, key entity.Key) {
	if !x.wanted[record] {
		return
	}
	if before, ok := x.records[record]; ok && before != key {
		key = entity.Key{}
	}
	x.records[record] = key
}

// bring is remember for a row of this load, which brings its node in.
func (x *references) bring(record string, key entity.Key) {
	x.remember(record, key)
	if x.wanted[record] && !key.IsZero() {
		x.facts.wanted[key] = true
	}
}

// storefront reads a storefront as a row writes it.
func (x *references) storefront(raw string) (entity.Key, canon.Issue) {
	return canon.StorefrontReference(raw, x.platform)
}

// strangersNamed bounds how many of them are told apart.
const strangersNamed = 1000

// stranger returns the platform that a bare id seems to name, and that nobody
// named; "" for other keys.
func stranger(key entity.Key) string {
	rest, bare := strings.CutPrefix(key.ID, entity.DefaultPlatform+":")
	if head, tail, ok := strings.Cut(rest, ":"); bare && ok && tail != "" && !strings.HasPrefix(tail, "/") {
		if name, fits := canon.Platform(head); fits && name == head {
			return head
		}
	}
	return ""
}

// note counts a row whose storefront looks like one of a platform that nobody
// named.
func (x *references) note(head string) {
	if _, ok := x.strangers[head]; ok || len(x.strangers) < strangersNamed {
		x.strangers[head]++
	}
}

// candidates returns the keys that a reference may mean, in order of
// preference, and the name of the record when it names one.
func (x *references) candidates(text string) (record string, keys []entity.Key) {
	head, tail, ok := strings.Cut(text, ":")
	if kind, known := entity.ParseKind(head); ok && known && tail != "" {
		if kind.Identifier() || kind == entity.KindRegion {
			if v, issue := canon.Canonicalise(kind, "", tail); issue.Links() {
				keys = append(keys, entity.Key{Kind: kind, ID: v.ID})
			}
			return text, keys
		}
		return text, append(keys, entity.Key{Kind: kind, ID: tail})
	}
	if key, issue := canon.StorefrontReference(text, x.platform); issue.Code == "" {
		keys = append(keys, key)
	}
	if ok && head == entity.DefaultPlatform { // as answers print a bare id
		keys = append(keys, entity.Key{Kind: entity.KindStorefront, ID: text})
	}
	return "", keys
}

// pointer returns a reference as if it were written in full: owner_kind says
// what an owner_ref without a kind is.
func (r *row) pointer(column string) string {
	text := r.text(column)
	if column != "owner_ref" || text == "" || !strings.EqualFold(r.text("owner_kind"), entity.KindSeller.String()) {
		return text
	}
	head, _, _ := strings.Cut(text, ":")
	if _, ok := entity.ParseKind(head); ok {
		return text
	}
	return entity.KindSeller.String() + ":" + text
}

// resolve returns the node that a reference points at. Kinds are those that
// are allowed there.
func (x *references) resolve(r *row, column string, kinds ...entity.Kind) (entity.Key, bool) {
	text := r.pointer(column)
	if text == "" {
		return entity.Key{}, false
	}
	record, keys := x.candidates(text)
	if record != "" {
		if key, ok := x.records[record]; ok {
			if key.IsZero() {
				r.fail(column, danglingRef, "points at a row whose value links nothing, or at more than one row")
				return key, false
			}
			keys = append([]entity.Key{key}, keys...)
		}
	}
	for _, key := range keys {
		if allowed(key.Kind, kinds) && (x.facts.wanted[key] || x.stored[key] || (key.Kind == entity.KindSeller && x.sellers[key.ID])) {
			return key, true
		}
	}
	r.t.src.whole = false
	r.fail(column, danglingRef, "points at nothing in this load or the store; expected %s", expected(kinds))
	return entity.Key{}, false
}

func allowed(k entity.Kind, kinds []entity.Kind) bool {
	for _, want := range kinds {
		if k == want {
			return true
		}
	}
	return false
}

// expected says how a reference to one of the kinds is written.
func expected(kinds []entity.Kind) string {
	var ways []string
	for _, k := range kinds {
		if k == entity.KindStorefront {
			ways = append(ways, "platform:shop_id")
		}
		ways = append(ways, k.String()+":source:source_record_id")
	}
	return strings.Join(ways, " or ")
}
