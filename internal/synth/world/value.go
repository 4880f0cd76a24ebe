package world

import (
	"strconv"

	"github.com/ringtrace/ringtrace/internal/dice"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// value is one identifier. Its text follows from its serial number alone (and,
// for an address, its region); spelling is how one record writes it.
type value struct {
	kind     entity.Kind
	serial   uint32
	region   uint8
	spelling spelling
}

// Serial numbers have 28 bits: a storefront's number and one of sixteen slots.
// The last storefront numbers stand for hubs, of which none is a storefront.
const (
	serialBits = 28
	slotBits   = 4
	sharedSlot = 8 // slots from here on are the operation's
	mostShops  = 10_000_000
)

func hubOwner(rank int) uint32 { return 1<<(serialBits-slotBits) - 1 - uint32(rank) }

func mint(kind entity.Kind, owner uint32, slot int, region uint8) value {
	return value{kind: kind, serial: owner<<slotBits | uint32(slot), region: region}
}

// same drops how the value was spelled, as far as no reader can tell the
// spellings apart.
func (v value) same() value {
	if v.spelling == wideDigits {
		v.spelling = asIs
	}
	return v
}

// bits are where a retouched picture's hash differs from the first one's.
func (s spelling) bits() uint64 {
	if s == asIs {
		return 0
	}
	return 1<<(s&63) ^ uint64(s>>6+1)<<(s&31)
}

// scramble permutes numbers of the given even count of bits: four rounds of a
// Feistel network keyed by the seed.
func (g *generator) scramble(x uint32, width uint, what uint64) uint32 {
	half := width / 2
	mask := uint32(1)<<half - 1
	left, right := x>>half, x&mask
	for round := range uint64(4) {
		left, right = right, left^uint32(dice.Mix(g.scrambleKey^what<<40^round<<32^uint64(right)))&mask
	}
	return left<<half | right
}

// text writes the value.
func (g *generator) text(b []byte, v value) []byte {
	x := g.scramble(v.serial, serialBits, uint64(v.kind))
	switch v.kind {
	case entity.KindAddress:
		return g.address(b, v, x)
	case entity.KindPhone:
		// +878 10 was the code of Universal Personal Telecommunications; it
		// is assigned to nobody, and has room for ten million storefronts.
		b = append(b, "+878 10 "...)
		b = digits(b, uint64(x)/100000, 5)
		return digits(append(b, ' '), uint64(x)%100000, 5)
	case entity.KindEmail:
		b = append(b, latinName(x)...)
		return append(digits(b, uint64(x), 9), "@mail.example"...)
	case entity.KindHandle:
		b = append(b, latinName(x)...)
		return digits(append(b, '_'), uint64(x), 9)
	case entity.KindTemplate:
		return digits(append(b, "tpl-"...), uint64(x), 9)
	}
	return hexDigits(b, dice.Mix(g.scrambleKey^uint64(v.kind)<<32^uint64(x))^v.spelling.bits(), 16)
}

// account writes a payment account as scheme and number: mail domains and card
// prefixes are ones that nobody can hold.
func (g *generator) account(v value) (scheme string, number []byte) {
	x := g.scramble(v.serial, serialBits, uint64(v.kind))
	h := dice.Mix(g.scrambleKey ^ uint64(x))
	switch {
	case h%100 < 50:
		b := append(make([]byte, 0, 40), latinName(uint32(h>>32))...)
		return "ALIPAY", append(digits(b, uint64(x), 9), "@pay.example"...)
	case h%100 < 80:
		return "BANK_CN", luhn(digits([]byte("999999"), uint64(x), 9))
	case h%100 < 92:
		return "WECHAT", digits([]byte("wx_example_"), uint64(x), 9)
	}
	b := hexDigits([]byte("0x"), dice.Mix(h), 16)
	b = hexDigits(b, dice.Mix(h+1), 16)
	return "ETH", hexDigits(b, uint64(x), 8)
}

// luhn appends the check digit of ISO/IEC 7812-1 to fifteen digits.
func luhn(number []byte) []byte {
	sum := 0
	for i, c := range number {
		d := int(c - '0')
		if i%2 == 0 {
			d = d*2 - d/5*9
		}
		sum += d
	}
	return append(number, byte('0'+(10-sum%10)%10))
}

// digits appends n in decimal, filled with zeros to a width.
func digits(b []byte, n uint64, width int) []byte {
	var room [20]byte
	s := strconv.AppendUint(room[:0], n, 10)
	for range width - len(s) {
		b = append(b, '0')
	}
	return append(b, s...)
}

func hexDigits(b []byte, n uint64, width int) []byte {
	for shift := 4 * (width - 1); shift >= 0; shift -= 4 {
		b = append(b, "0123456789abcdef"[n>>shift&15])
	}
	return b
}
