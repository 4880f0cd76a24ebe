package ingest

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// linkKind returns the kind of identifier that a links row names, in any
// letter case; "account" and "wallet" are taken for payment accounts.
func linkKind(word string) (entity.Kind, bool) {
	word = strings.ToLower(word)
	switch word {
	case "account", "wallet":
		return entity.KindPaymentAccount, true
	case "image":
		return entity.KindImageHash, true
	}
	k, ok := entity.ParseKind(word)
	return k, ok && k.Identifier()
}

// linkClass returns the class of a link to an identifier whose row names none:
// what a buyer or a crawler sees for itself is observed, the rest is said.
func linkClass(k entity.Kind) entity.Class {
	switch k {
	case entity.KindPaymentAccount, entity.KindDevice, entity.KindImageHash, entity.KindTemplate, entity.KindDomain:
		return entity.ClassObserved
	}
	return entity.ClassDeclared
}

// linkMemory remembers what the fields of a links file meant: values repeat,
// and reading one costs more than looking it up.
type linkMemory struct {
	shops  memory[*shopMeant]
	values [entity.KindOther + 1]memory[*valueMeant]
	kinds  memory[kindMeant]
	times  memory[timeMeant]
}

// shopMeant is a storefront as written.
type shopMeant struct {
	key      entity.Key
	stated   stated
	issue    *canon.Issue // nil when there is none
	stranger string       // what looks like its platform and is none
}

// valueMeant is a value as written; a field that holds several is a chain.
type valueMeant struct {
	canon.Value
	stated stated
	issue  *canon.Issue
	next   *valueMeant
}

// links reports whether the value has a node.
func (v *valueMeant) links() bool { return v.issue == nil || v.issue.Links() }

func (v *valueMeant) refused() bool { return v.issue != nil && v.issue.Level == canon.Refuses }

func readValue(kind entity.Kind, s string) (first *valueMeant) {
	at := &first
	for _, part := range canon.Split(kind, s) {
		v, issue := canon.Canonicalise(kind, "", part)
		*at = &valueMeant{Value: v, issue: meant(issue)}
		at = &(*at).next
	}
	return first
}

func meant(i canon.Issue) *canon.Issue {
	if i.Code == "" {
		return nil
	}
	return &i
}

type kindMeant struct {
	kind  entity.Kind
	label string
	class entity.Class
	ok    bool
}

type timeMeant struct {
	w    entity.When
	code canon.Code
	text string
}

// linkSaid is what a row says of the link it names.
type linkSaid struct {
	stamp        stamp
	name, region string
	row          uint32
}

// memory keeps what texts meant, the ones used lately at least: when one half
// is full, the other is forgotten.
type memory[V any] struct{ young, old map[string]V }

// memoryHalf bounds each half.
const memoryHalf = 1 << 14

func newLinkMemory() *linkMemory { return &linkMemory{} }

func recall[V any](m *memory[V], raw []byte, read func(string) V) V {
	if v, ok := m.young[string(raw)]; ok {
		return v
	}
	v, ok := m.old[string(raw)]
	text := string(raw)
	if !ok {
		v = read(text)
	}
	if len(m.young) >= memoryHalf || m.young == nil {
		m.young, m.old = map[string]V{}, m.young
	}
	m.young[text] = v
	return v
}

func (l *loader) link(r *row) {
	m := l.links
	shop := recall(&m.shops, r.raw("storefront"), l.readShop)
	kind := l.linkRowKind(r)
	if shop.stranger != "" {
		l.refs.note(shop.stranger)
	}
	if shop.issue != nil {
		r.reject("storefront", required(shop.issue.Code), "%s", shop.issue.Message)
	}
	if r.rejected {
		return
	}
	value := recall(&m.values[kind.kind], r.raw("value"), func(s string) *valueMeant { return readValue(kind.kind, s) })
	if value.refused() && value.next == nil {
		r.reject("value", required(value.issue.Code), "%s", value.issue.Message)
		return
	}
	at := stamp{class: l.linkRowClass(r, kind), observed: l.linkTime(r, "observed_at", past), until: l.linkTime(r, "until", anytime)}
	if at.until.Known() && at.until.Compare(at.observed) < 0 {
		r.fail("until", badDate, "lies before observed_at")
		at.until = entity.When{}
	}
	l.stateLink(r, shop, kind.kind, value, at)
}

// required is the code of a required field: empty means missing there.
func required(code canon.Code) canon.Code {
	if code == canon.Empty {
		return missingRequired
	}
	return code
}

func (l *loader) readShop(s string) *shopMeant {
	key, issue := l.refs.storefront(s)
	m := &shopMeant{key: key, issue: meant(issue)}
	if m.issue == nil {
		m.stranger = stranger(key)
	}
	return m
}

func (l *loader) linkRowKind(r *row) kindMeant {
	raw := r.raw("kind")
	if len(raw) == 0 {
		if implied := r.t.impliedKind(); implied != "" && !r.t.has("kind") {
			raw = []byte(implied)
		}
	}
	k := recall(&l.links.kinds, raw, func(s string) kindMeant {
		kind, ok := linkKind(canon.Line(s))
		return kindMeant{kind, strings.ToUpper(kind.String()), linkClass(kind), ok}
	})
	switch {
	case k.ok:
	case len(bytes.TrimSpace(raw)) == 0:
		r.reject("kind", missingRequired, "is empty")
	default:
		r.reject("kind", badEnum, "is none of ADDRESS, PAYMENT_ACCOUNT, PHONE, EMAIL, HANDLE, DOMAIN, DEVICE, IMAGE_HASH, TEMPLATE, USCC, OTHER")
	}
	return k
}

func (l *loader) linkRowClass(r *row, k kindMeant) entity.Class {
	switch string(r.raw("evidence_class")) { // the usual spellings, without a copy
	case "OBSERVED":
		return entity.ClassObserved
	case "VERIFIED":
		return entity.ClassVerified
	case "DECLARED":
		return entity.ClassDeclared
	case "INFERRED":
		return entity.ClassInferred
	}
	return r.class(k.label, k.class)
}

func (l *loader) linkTime(r *row, column string, t tense) entity.When {
	raw := r.raw(column)
	if len(raw) == 0 {
		return entity.When{}
	}
	m := recall(&l.links.times, raw, func(string) timeMeant {
		before := len(r.problems)
		w, _ := r.when(l, column, anytime).AsWhen()
		if len(r.problems) == before {
			return timeMeant{w: w}
		}
		p := r.problems[before]
		r.problems = r.problems[:before]
		return timeMeant{code: p.code, text: p.message}
	})
	if m.code != "" {
		r.fail(column, m.code, "%s", m.text)
	}
	if t == past && future(m.w, l.now) {
		r.fail(column, futureDate, "lies in the future")
		return entity.When{}
	}
	return m.w
}

// stateLink states one links row.
func (l *loader) stateLink(r *row, shop *shopMeant, kind entity.Kind, value *valueMeant, at stamp) {
	f, c := l.facts, l.cite(r, at)
	region, hasRegion := l.linkRegion(r)
	name := entity.String(canon.Text(string(r.raw("name"))))
	from := f.stated(&shop.stated, shop.key)
	for v := value; v != nil; v = v.next {
		if !v.links() {
			continue
		}
		key := entity.Key{Kind: kind, ID: v.ID}
		f.stated(&v.stated, key)
		if l.contradicts(r, shop.key, key, linkSaid{at, name.Text(), region.ID, r.Number}) {
			return // an earlier row brought both nodes in, so nothing is left behind
		}
	}
	for v := value; v != nil; v = v.next {
		l.stateValue(r, from, kind, v, at)
	}
	f.attr(from, "name", name, c)
	if hasRegion {
		f.link(from, entity.LinkShipsFrom, "", f.node(region), c)
	}
}

// stateValue states one value of a links row, or beside the shop what may not
// join anything.
func (l *loader) stateValue(r *row, from node, kind entity.Kind, v *valueMeant, at stamp) {
	if v.issue != nil {
		r.problems = append(r.problems, problem{"value", v.issue.Code, v.issue.Message})
		at.class = v.issue.Class(at.class)
	}
	c := l.cite(r, at)
	switch {
	case v.links():
		l.facts.link(from, entity.LinkTo(kind), "", v.stated.node, c)
		l.describe(v.stated.node, kind, v.Value, c)
	case !v.refused():
		l.facts.attr(from, "unlinked."+kind.String(), entity.String(v.Display), c)
	}
}

// contradicts rejects a row whose record already said something else of the
// same link: one record may fill several rows.
func (l *loader) contradicts(r *row, shop, value entity.Key, said linkSaid) bool {
	if len(l.doubted) == 0 || !l.doubted[l.linkRecord(r)] {
		return false
	}
	id := short(fmt.Appendf(nil, "%q %q %q %q", r.raw("source"), bytes.TrimSpace(r.raw("source_record_id")), shop.String(), value.String()))
	before, ok := l.said[id]
	if !ok {
		l.said[id] = said
		return false
	}
	row := before.row
	before.row = said.row
	if before == said {
		return false
	}
	r.reject("source_record_id", duplicateID, "row %d says something else of the same record and link", row)
	return true
}

func (l *loader) linkRegion(r *row) (entity.Key, bool) {
	code := r.text("region")
	if code == "" {
		return entity.Key{}, false
	}
	v, issue := canon.Canonicalise(entity.KindRegion, "", code)
	if !issue.Links() {
		r.fail("region", issue.Code, "%s", issue.Message)
		return entity.Key{}, false
	}
	return entity.Key{Kind: entity.KindRegion, ID: v.ID}, true
}
