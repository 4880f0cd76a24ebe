package synth

import "fmt"

// part is one planted operation of a preset.
type part struct {
	Name     string `json:"name,omitempty"` // for those that others refer to
	Kind     string `json:"kind"`           // illicit_ring, family, franchise, company, single
	Template string `json:"template,omitempty"`
	Size     int    `json:"size"`
	Findable string `json:"findable,omitempty"` // "yes", or why no detector can be asked to find it

	plant func(*builder, *operation)
}

// operation is whoever runs some shops; an honest seller with one shop is one
// too. Its words are truth and never reach the input.
type operation struct {
	part
	id    string
	shops []int
	roles []string // of a ring's members, beside shops
}

func (op *operation) illicit() bool { return op.Kind == "illicit_ring" || op.Kind == "illicit_single" }

// smallCast is the cast of the preset small. Sizes of rings run from 4 to 25.
func smallCast() []part {
	ring := func(name, template string, size int, plant func(*builder, *operation)) part {
		return part{name, "illicit_ring", template, size, "yes", plant}
	}
	return []part{
		ring("guilty", "factory", 14, factory),
		ring("", "factory", 6, factory),
		ring("star", "star", 9, star),
		ring("", "star", 5, star),
		ring("", "rotating", 10, rotating),
		ring("", "two_cells", 16, twoCells),
		ring("pool", "mule_pool", 12, mulePool),
		ring("", "mule_pool", 4, mulePool),
		ring("", "own_warehouse", 25, ownWarehouse),
		{"", "illicit_ring", "evasive", 5, "declared_only", evasive},
		{"", "illicit_ring", "pair", 2, "pair", star},
		{"", "illicit_ring", "pair", 2, "pair", star},

		{"honest_family", "family", "", 6, "", family},
		{"", "family", "", 4, "", family},
		{"", "family", "", 3, "", family},
		{"", "family", "", 2, "", family},
		{"", "franchise", "", 12, "", franchise},
		{"", "company", "", 8, "", company},
		{"", "company", "", 5, "", company},

		{"framed_shop", "single", "", 1, "", framedBy("guilty", false)},
		{"", "single", "", 1, "", framedBy("pool", true)},
	}
}

// playCast plants every part, in order: a framing needs its ring.
func (b *builder) playCast() {
	count := map[string]int{} // looked up, never ranged over
	for _, p := range b.Cast {
		word := p.Kind
		if p.Template != "" {
			word = p.Template
		}
		count[word]++
		op := b.found(p, fmt.Sprintf("%s-%d", word, count[word]))
		if p.Name != "" {
			b.named[p.Name] = op
		}
		p.plant(b, op)
	}
}

// found gives an operation its shops. Honest operations keep to one region;
// a ring spreads a third of its shops.
func (b *builder) found(p part, id string) *operation {
	op := &operation{part: p, id: id}
	op.shops, b.idle = b.idle[:p.Size], b.idle[p.Size:]
	home := 0
	for i, n := range op.shops {
		s := &b.shops[n]
		s.op, s.region = op, home
		if i == 0 || op.illicit() && s.rng.percent(33) {
			s.region = b.drawRegion(s.rng, op.illicit())
		}
		if i == 0 {
			home = s.region
		}
	}
	b.ops = append(b.ops, op)
	return op
}

// fillSingles makes every shop that is left its own operation, illicit ones
// first until the preset's number is reached.
func (b *builder) fillSingles() {
	illicit := b.Illicit
	for _, op := range b.ops {
		if op.illicit() {
			illicit -= op.Size
		}
	}
	for i := 0; len(b.idle) > 0; i++ {
		kind := "single"
		if i < illicit {
			kind = "illicit_single"
		}
		b.found(part{Kind: kind, Size: 1}, fmt.Sprintf("%s-%d", kind, i+1))
	}
}
