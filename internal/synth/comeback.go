package synth

import (
	"slices"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// comeback says that a banned shop's operator opened another one.
type comeback struct{ banned, next int }

// comeBack makes banned operators return with shops that opened after the ban.
// The first keeps two values that others vouch for; the next one the telephone
// alone, which proves nothing.
func (b *builder) comeBack() {
	free := b.singles(true)[10:] // the first ones are sanctioned themselves
	for _, e := range b.enforcements {
		kept := b.keepable(e.shop)
		if e.step == "LIMIT_LISTINGS" || e.reversed > 0 || b.shops[e.shop].op.Kind != "illicit_single" || len(kept) < 2 {
			continue
		}
		for i := range b.Returns {
			at := slices.IndexFunc(free, func(n int) bool { return b.shops[n].opened > e.at+6 })
			if at < 0 {
				return
			}
			next := free[at]
			free = slices.Delete(free, at, at+1)
			if i > 0 {
				kept = []fact{{value: b.ownOf(e.shop, entity.KindPhone), class: entity.ClassDeclared}}
			}
			b.reopen(e.shop, next, kept[:min(2, len(kept))])
		}
	}
}

// reopen makes a shop the successor of a banned one, with what it kept.
func (b *builder) reopen(banned, next int, kept []fact) {
	s := &b.shops[next]
	for i, f := range kept {
		f.day = min(days-1, s.opened+10+17*i)
		b.later = append(b.later, laterFact{next, f, f.text})
	}
	b.returns = append(b.returns, comeback{banned, next})
	b.join(next, b.shops[banned].op)
}

// keepable are the values of a shop that are its own and that others vouch for.
func (b *builder) keepable(n int) (out []fact) {
	for _, f := range b.shops[n].facts {
		if f.class.Hard() && f.kind != entity.KindAddress && !b.isHub(f.value) {
			out = append(out, f)
		}
	}
	return out
}

// join puts the only shop of an operation into another one.
func (b *builder) join(n int, to *operation) {
	old := b.shops[n].op
	b.ops = slices.DeleteFunc(b.ops, func(op *operation) bool { return op == old })
	b.shops[n].op = to
	to.shops = append(slices.Clone(to.shops), n)
}
