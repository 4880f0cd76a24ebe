package synth

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// truth lays out what only the evaluation may read, in the files and columns
// of the larger worlds.
func (b *builder) truth() []*table {
	out := append(b.whoTables(), b.hubTable(), b.victimTable(), b.namedTable(), b.trueLinkTable(), b.clusterTable(), b.returnTable())
	return append(out, b.goodsTruth()...)
}

// whoTables say who runs what, and what is illicit.
func (b *builder) whoTables() []*table {
	rings := newTable("truth/rings.csv", "storefront", "ring", "role", "from", "to", "template", "findable")
	operations := newTable("truth/operations.csv", "storefront", "operation", "kind")
	labels := newTable("truth/labels.csv", "storefront", "illicit", "from", "to")
	stock := newTable("truth/stock.csv", "storefront", "q")
	for _, op := range b.ops {
		for i, n := range op.shops {
			s := &b.shops[n]
			from, to := day(max(1, s.opened)), day(s.closed)
			operations.add(s.key(), op.id, op.Kind)
			labels.add(s.key(), yes(op.illicit()), from, to)
			if op.illicit() {
				stock.add(s.key(), fmt.Sprintf("%d.%02d", s.fakes/100, s.fakes%100))
			}
			if op.Template != "" {
				rings.add(s.key(), op.id, op.roles[i], from, to, op.Template, op.Findable)
			}
		}
	}
	tables := []*table{rings, operations, labels, stock}
	for _, t := range tables {
		slices.SortFunc(t.rows[1:], slices.Compare[[]string])
	}
	return tables
}

func yes(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}

func (b *builder) hubTable() *table {
	t := newTable("truth/hubs.csv", "value", "kind", "type", "regional")
	for i, h := range b.hubs {
		t.add(h.text, strings.ToUpper(h.kind.String()), h.what, yes(i >= len(b.hubs)-2*len(b.Clienteles)))
	}
	return t
}

func (b *builder) victimTable() *table {
	t := newTable("truth/victims.csv", "storefront", "framed_by", "with_phone")
	for _, f := range b.framings {
		t.add(b.shops[f.victim].key(), f.by.id, yes(f.withPhone))
	}
	return t
}

func (b *builder) namedTable() *table {
	t := newTable("truth/named.csv", "name", "kind", "key")
	for _, name := range [...]string{"guilty", "honest_family", "framed_shop"} {
		t.add(name, entity.KindStorefront.String(), b.shops[b.named[name].shops[0]].key())
	}
	depot := b.hubs[0]
	t.add("courier_hub", depot.kind.String(), entity.Key{Kind: depot.kind, ID: depot.text}.String())
	return t
}

// trueLinkTable says why shops share what they share. Users of one value stand
// as a chain: all pairs would be many.
func (b *builder) trueLinkTable() *table {
	t := newTable("truth/true_links.csv", "a", "b", "kind", "why")
	add := func(x, y int, kind entity.Kind, why string) {
		t.add(b.shops[x].key(), b.shops[y].key(), strings.ToUpper(kind.String()), why)
	}
	users := b.users()
	for _, v := range b.shared(users) {
		shops, why := users[v], "genuine"
		if b.isHub(v) {
			why = "hub"
		}
		for i := 1; i < len(shops); i++ {
			if why == "hub" || b.shops[shops[i-1]].op == b.shops[shops[i]].op {
				add(shops[i-1], shops[i], v.kind, why)
			}
		}
	}
	for _, f := range b.framings {
		for _, n := range f.liars {
			add(n, f.victim, entity.KindAddress, "planted")
			if f.withPhone {
				add(n, f.victim, entity.KindPhone, "planted")
			}
		}
	}
	for _, a := range b.accidents {
		add(a.a, a.b, a.kind, "accidental")
	}
	return t
}

// users lists, for every value, the shops that show it: those of one operation
// together.
func (b *builder) users() map[value][]int {
	out := map[value][]int{}
	show := func(n int, v value) {
		if all := out[v]; !slices.Contains(all, n) {
			out[v] = append(all, n)
		}
	}
	for n := range b.shops {
		for _, f := range b.shops[n].facts {
			show(n, f.value)
		}
	}
	for _, l := range b.later {
		show(l.shop, l.value)
	}
	for _, shops := range out {
		slices.SortFunc(shops, func(x, y int) int {
			return cmp.Or(strings.Compare(b.shops[x].op.id, b.shops[y].op.id), cmp.Compare(x, y))
		})
	}
	return out
}

// shared lists the values of two shops and more, in order.
func (b *builder) shared(users map[value][]int) (out []value) {
	for v, shops := range users {
		if len(shops) > 1 {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(x, y value) int { return cmp.Or(cmp.Compare(x.kind, y.kind), strings.Compare(x.text, y.text)) })
	return out
}

func (b *builder) clusterTable() *table {
	t := newTable("truth/innocent_clusters.csv", "operation", "kind", "size")
	for _, op := range b.ops {
		if !op.illicit() && len(op.shops) > 1 {
			t.add(op.id, op.Kind, strconv.Itoa(len(op.shops)))
		}
	}
	return t
}

func (b *builder) returnTable() *table {
	t := newTable("truth/reentry_pairs.csv", "banned", "new", "kind", "days", "wrong_dates")
	for _, r := range b.returns {
		t.add(b.shops[r.banned].key(), b.shops[r.next].key(), "same operator", strconv.Itoa(b.shops[r.next].opened-b.shops[r.banned].closed), "no")
	}
	return t
}

// goodsTruth says which complaints were malicious, which orders invented, what
// rings sold, and what became of them.
func (b *builder) goodsTruth() []*table {
	malicious := newTable("truth/malicious_complaints.csv", "complaint_id")
	for i, c := range b.complaints {
		if c.malicious() {
			malicious.add(fmt.Sprintf("cm%05d", i+1))
		}
	}
	complainants := newTable("truth/complainants.csv", "complainant", "reliability", "abusive")
	for i := range abusiveAgents {
		complainants.add(agent(i), "0.1000", "yes")
	}
	brushed, sold := newTable("truth/brushed_orders.csv", "storefront", "period_start", "brushed", "amount"), map[*operation]int{}
	for _, o := range b.orders {
		sold[b.shops[o.shop].op] += o.amount
		if o.brushed > 0 {
			brushed.add(b.shops[o.shop].key(), day(max(1, o.from)), strconv.Itoa(o.brushed), strconv.Itoa(o.invented)+".00")
		}
	}
	amounts := newTable("truth/amounts.csv", "ring", "true_sales", "true_gains", "unsold_value")
	funnel := newTable("truth/funnel_propensity.csv", "operation", "lead_source", "pursued_propensity", "pursued", "convicted")
	for i, l := range b.leads() {
		draw := newStream(b.seed, "amount", i)
		yuan := func(percent int) string { return strconv.Itoa(sold[l.op]*percent/100) + ".00" }
		amounts.add(l.op.id, yuan(100), yuan(20+draw.intn(30)), yuan(draw.intn(50)))
		funnel.add(l.op.id, l.source, fmt.Sprintf("0.%d000", b.Pursued), yes(l.pursued), yes(l.convicted))
	}
	return []*table{malicious, complainants, brushed, amounts, funnel}
}
