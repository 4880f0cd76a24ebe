// Package codec packs claims and attributes into bytes, for stores that keep
// them in one column or property.
//
// What bites: equal folded lists have equal bytes and stores rely on it, so a
// change of the layout raises the version and keeps the old decoder.
package codec

import (
	"encoding/binary"
	"errors"
	"math"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Claims and attributes lie in blobs: a version byte, a count, the items.
// Equal folded lists have equal bytes, so that a load which brings nothing new
// is recognised without decoding. Numbers are varints; a claim begins with one
// byte that holds its class and how exactly its two times are known; records
// ascend within a list of claims and are written as differences; a day is
// counted in days.
//
// A change of this layout raises encodingVersion and keeps the old decoder.
const encodingVersion = 1

const microsPerDay = 24 * 60 * 60 * 1_000_000

// ErrDamaged is the error about bytes that this package did not write.
var ErrDamaged = errors.New("stored bytes cannot be read")

// AppendClaims appends the encoding of folded claims to dst.
func AppendClaims(dst []byte, cs []entity.Claim) []byte {
	dst = append(dst, encodingVersion)
	dst = binary.AppendUvarint(dst, uint64(len(cs)))
	var before entity.Record
	for i := range cs {
		dst = appendClaim(dst, &cs[i], before)
		before = cs[i].Record
	}
	return dst
}

func appendClaim(dst []byte, c *entity.Claim, before entity.Record) []byte {
	dst = append(dst, byte(c.Class)|byte(c.Observed.Precision)<<3|byte(c.Until.Precision)<<5)
	dst = binary.AppendUvarint(dst, uint64(c.Record-before))
	dst = appendWhen(dst, c.Observed)
	return appendWhen(dst, c.Until)
}

func appendWhen(dst []byte, w entity.When) []byte {
	switch w.Precision {
	case entity.ToDay:
		return binary.AppendVarint(dst, w.Micros/microsPerDay)
	case entity.ToInstant:
		return binary.AppendVarint(dst, w.Micros)
	}
	return dst
}

// Claims reads what AppendClaims wrote.
func Claims(b []byte) ([]entity.Claim, error) {
	d := decoder{b: b}
	n := d.header()
	cs := make([]entity.Claim, 0, n)
	var before entity.Record
	for range n {
		c := d.claim(before)
		before = c.Record
		cs = append(cs, c)
	}
	return cs, d.end()
}

// Summary returns what Scan tells of a link: the strongest class of its
// claims and when it was first and last seen. It allocates nothing.
func Summary(b []byte) (class entity.Class, first, last entity.When, err error) {
	d := decoder{b: b}
	for range d.header() {
		c := d.claim(0)
		class = max(class, c.Class)
		first = entity.Earliest(first, c.Observed)
		last = entity.Latest(last, entity.Latest(c.Observed, c.Until))
	}
	return class, first, last, d.end()
}

// AppendAttrs appends the encoding of folded attributes to dst.
func AppendAttrs(dst []byte, as []entity.Attr) []byte {
	dst = append(dst, encodingVersion)
	dst = binary.AppendUvarint(dst, uint64(len(as)))
	for i := range as {
		dst = appendText(dst, as[i].Name)
		dst = appendValue(dst, as[i].Value)
		dst = appendClaim(dst, &as[i].Claim, 0)
	}
	return dst
}

func appendText(dst []byte, s string) []byte {
	return append(binary.AppendUvarint(dst, uint64(len(s))), s...)
}

func appendValue(dst []byte, v entity.Value) []byte {
	dst = append(dst, byte(v.Kind()))
	switch v.Kind() {
	case entity.ValueString:
		return appendText(dst, v.Text())
	case entity.ValueInt:
		return binary.AppendVarint(dst, v.AsInt())
	case entity.ValueFloat:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(v.AsFloat()))
	case entity.ValueBool:
		if v.AsBool() {
			return append(dst, 1)
		}
		return append(dst, 0)
	case entity.ValueWhen:
		w, zone := v.AsWhen()
		dst = appendWhen(append(dst, byte(w.Precision)), w)
		return appendText(dst, zone)
	case entity.ValueList:
		list := v.AsList()
		dst = binary.AppendUvarint(dst, uint64(len(list)))
		for _, s := range list {
			dst = appendText(dst, s)
		}
	}
	return dst
}

// Attrs reads what AppendAttrs wrote; an absent blob holds none.
func Attrs(b []byte) ([]entity.Attr, error) {
	if len(b) == 0 {
		return nil, nil
	}
	d := decoder{b: b}
	n := d.header()
	as := make([]entity.Attr, 0, n)
	for range n {
		as = append(as, entity.Attr{Name: d.text(), Value: d.value(), Claim: d.claim(0)})
	}
	return as, d.end()
}

// decoder reads a blob from the front. After an error it yields zeros, so that
// callers check once, at the end.
type decoder struct {
	b   []byte
	bad bool
}

func (d *decoder) end() error {
	if d.bad || len(d.b) > 0 {
		return ErrDamaged
	}
	return nil
}

// header reads version and count. Every item takes at least two bytes, so a
// larger count is damage and not a reason to allocate.
func (d *decoder) header() int {
	if d.byte() != encodingVersion {
		d.bad = true
		return 0
	}
	return d.count(2)
}

func (d *decoder) count(least int) int {
	n := d.uvarint()
	if n > uint64(len(d.b)/least) {
		d.bad = true
		return 0
	}
	return int(n)
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.bad = true
		return 0
	}
	c := d.b[0]
	d.b = d.b[1:]
	return c
}

func (d *decoder) uvarint() uint64 {
	v, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) varint() int64 {
	v, n := binary.Varint(d.b)
	if n <= 0 {
		d.bad, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return v
}

func (d *decoder) text() string {
	n := d.count(1)
	s := string(d.b[:n])
	d.b = d.b[n:]
	return s
}

func (d *decoder) claim(before entity.Record) entity.Claim {
	head := d.byte()
	c := entity.Claim{Class: entity.Class(head & 7), Record: before + entity.Record(d.uvarint())}
	c.Observed = d.when(entity.Precision(head >> 3 & 3))
	c.Until = d.when(entity.Precision(head >> 5))
	return c
}

func (d *decoder) when(p entity.Precision) entity.When {
	switch p {
	case entity.Unknown:
		return entity.When{}
	case entity.ToDay:
		days := d.varint()
		if days > math.MaxInt64/microsPerDay || days < math.MinInt64/microsPerDay {
			d.bad = true
		}
		return entity.When{Micros: days * microsPerDay, Precision: p}
	case entity.ToInstant:
		return entity.When{Micros: d.varint(), Precision: p}
	}
	d.bad = true
	return entity.When{}
}

func (d *decoder) value() entity.Value {
	switch entity.ValueKind(d.byte()) {
	case entity.ValueString:
		return entity.String(d.text())
	case entity.ValueInt:
		return entity.Int(d.varint())
	case entity.ValueFloat:
		if len(d.b) >= 8 {
			bits := binary.LittleEndian.Uint64(d.b)
			d.b = d.b[8:]
			return entity.Float(math.Float64frombits(bits))
		}
	case entity.ValueBool:
		return entity.Bool(d.byte() == 1)
	case entity.ValueWhen:
		w := d.when(entity.Precision(d.byte()))
		return entity.Time(w, d.text())
	case entity.ValueList:
		list := make([]string, d.count(1))
		for i := range list {
			list[i] = d.text()
		}
		return entity.List(list...)
	}
	d.bad = true
	return entity.Value{}
}
