package synth

import (
	"bufio"
	"io"
	"strconv"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// The shape of Links: blocks of a thousand shops. A quarter sit in rings of 3
// to 40 (a size's share falls as its square) that own 0.8 identifiers a shop
// and draw two to four of them; the others in groups of 1 to 8 with 0.75 a
// shop, drawing two to five; a tenth of all also shows an identifier of
// another group; hub k of the sequence is shown by one shop in 10k.
const (
	blockShops    = 1000
	blockRingers  = 250
	blockIDs      = 1024 // identifier numbers set aside for a block
	linksPerShop  = 294  // in hundredths; sets the number of hubs for n rows
	hubFirst      = 1 << 40
	smallestHub   = 1000
	coincidencePc = 10
)

// Links writes a `links.csv` of exactly n rows, no row twice: load for
// benchmarks and crash tests, with the shape of a planted world but no truth
// beside it. A million rows name about 350,000 shops. It streams; memory does
// not grow with n.
func Links(n int, seed uint64, w io.Writer) error {
	out := bufio.NewWriterSize(w, 1<<16)
	shops := max(blockShops, n*100/linksPerShop)
	g := linkGen{seed: seed, blocks: (shops + blockShops - 1) / blockShops}
	for k := 1; shops/10/k >= smallestHub; k++ {
		g.hubs = k
	}
	for size := 3; size <= 40; size++ {
		g.ringSizes = append(g.ringSizes, 1_000_000/(size*size))
	}
	line := append(make([]byte, 0, 160), "storefront,kind,value,evidence_class,observed_at\n"...)
	out.Write(line)
	for block := 0; n > 0; block++ {
		rows := g.block(block)
		for _, r := range rows[:min(n, len(rows))] {
			line = r.append(line[:0], seed)
			out.Write(line)
		}
		n -= min(n, len(rows))
	}
	if err := out.Flush(); err != nil { // a bufio.Writer keeps its first error until here
		return &errs.Error{Op: "synth", Kind: errs.Unavailable, Subject: "links.csv", Message: "cannot be written", Err: err}
	}
	return nil
}

// linkRow joins a shop's number and an identifier's.
type linkRow struct{ shop, id uint64 }

type linkGen struct {
	seed         uint64
	blocks, hubs int
	ringSizes    []int     // weights of the sizes 3, 4, ... 40
	rows         []linkRow // of the block at hand, reused
}

// block draws all links of one block, in an order without locality.
func (g *linkGen) block(block int) []linkRow {
	s := newStream(g.seed, "links", block)
	g.rows = g.rows[:0]
	for shop, id := 0, 0; shop < blockShops; {
		size, pool, most := g.group(s, shop)
		for end := shop + size; shop < end; shop++ {
			g.shop(s, block, shop, id, pool, most)
		}
		id += pool
	}
	for i := len(g.rows) - 1; i > 0; i-- {
		j := s.intn(i + 1)
		g.rows[i], g.rows[j] = g.rows[j], g.rows[i]
	}
	return g.rows
}

// group draws the size of the group that begins at shop, how many
// identifiers it owns, and how many a member shows at most.
func (g *linkGen) group(s *stream, shop int) (size, pool, most int) {
	if shop < blockRingers {
		size = min(3+s.weighted(g.ringSizes...), blockRingers-shop)
		return size, max(2, (size*8+5)/10), 4
	}
	size = min(1+s.weighted(100, 66, 52, 44, 38, 34, 31, 29), blockShops-shop) // size^-0.6
	return size, (size*3 + 2) / 4, 5
}

func (g *linkGen) shop(s *stream, block, shop, id, pool, most int) {
	n, first := uint64(block*blockShops+shop), len(g.rows)
	add := func(id uint64) {
		for _, r := range g.rows[first:] {
			if r.id == id {
				return
			}
		}
		g.rows = append(g.rows, linkRow{n, id})
	}
	for range 2 + s.intn(most-1) {
		add(uint64(block*blockIDs + id + s.intn(pool)))
	}
	if s.percent(coincidencePc) {
		add(uint64(s.intn(g.blocks)*blockIDs + s.intn(blockIDs*7/10)))
	}
	for k := 1; k <= g.hubs; k++ {
		if s.intn(10*k) == 0 {
			add(hubFirst + uint64(k))
		}
	}
}

// append writes the row as CSV. Shop numbers are scrambled by an odd factor
// modulo a power of two, so that their order carries no group.
func (r linkRow) append(b []byte, seed uint64) []byte {
	h := dice.Mix(r.id ^ seed)
	b = append(b, "taoyi:s"...)
	b = strconv.AppendUint(b, r.shop*0x9e3779b1&(1<<32-1), 10)
	switch kind := h % 20; {
	case kind < 6:
		b = append(b, ",PAYMENT_ACCOUNT,ALIPAY:u"...)
		b = append(strconv.AppendUint(b, r.id, 10), "@pay.example"...)
	case kind < 11:
		b = append(b, ",ADDRESS,广东省广州市砚鸢路"...)
		b = append(strconv.AppendUint(b, r.id>>10, 10), "号"...)
		b = append(strconv.AppendUint(b, r.id&1023, 10), "室"...)
	case kind < 14:
		b = append(b, ",EMAIL,u"...) // not PHONE: no range of numbers that long is reserved
		b = append(strconv.AppendUint(b, r.id, 10), "@mail.example"...)
	case kind < 16:
		b = strconv.AppendUint(append(b, ",HANDLE,hd_"...), r.id, 10)
	case kind < 18:
		b = strconv.AppendUint(append(b, ",DEVICE,dev"...), h>>5, 16)
	default:
		b = strconv.AppendUint(append(b, ",IMAGE_HASH,"...), h, 16)
	}
	link := dice.Mix(h + r.shop)
	if link%10 == 0 {
		b = append(b, ",DECLARED,2024-"...)
	} else {
		b = append(b, ",OBSERVED,2024-"...)
	}
	b = append(b, '0', '1'+byte(link>>8%9), '-', '1'+byte(link>>16%2), '0'+byte(link>>24%10), '\n')
	return b
}
