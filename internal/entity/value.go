package entity

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ValueKind says which of the closed set of property types a Value holds.
type ValueKind uint8

// The property types. Mixed lists and nested maps do not exist, so no backend
// has to refuse them.
const (
	ValueAbsent ValueKind = iota
	ValueString
	ValueInt
	ValueFloat
	ValueBool
	ValueWhen
	ValueList
)

// Value is one property value. The zero Value is absent, which is not the
// empty string.
type Value struct {
	kind ValueKind
	text string // string; zone of a time
	num  int64  // int; bool; micros; bits of a float
	prec Precision
	list []string
}

// String returns a text value.
func String(s string) Value { return Value{kind: ValueString, text: s} }

// Int returns an integer value.
func Int(i int64) Value { return Value{kind: ValueInt, num: i} }

// Float returns a floating-point value. NaN, infinities and -0 are refused by
// the stores, not here.
func Float(f float64) Value { return Value{kind: ValueFloat, num: int64(math.Float64bits(f))} }

// Bool returns a truth value.
func Bool(b bool) Value {
	v := Value{kind: ValueBool}
	if b {
		v.num = 1
	}
	return v
}

// Time returns a time value with the zone text that the source wrote ("" when
// it wrote none).
func Time(w When, zone string) Value {
	return Value{kind: ValueWhen, num: w.Micros, prec: w.Precision, text: zone}
}

// List returns a list of texts; an empty list is a value and not absent.
func List(s ...string) Value { return Value{kind: ValueList, list: slices.Clone(s)} }

// Kind returns the type of the value.
func (v Value) Kind() ValueKind { return v.kind }

// AsInt returns the integer, 0 for other types.
func (v Value) AsInt() int64 {
	if v.kind == ValueInt {
		return v.num
	}
	return 0
}

// AsFloat returns the number of an int or float value, 0 for other types.
func (v Value) AsFloat() float64 {
	switch v.kind {
	case ValueFloat:
		return math.Float64frombits(uint64(v.num))
	case ValueInt:
		return float64(v.num)
	}
	return 0
}

// AsBool returns the truth value, false for other types.
func (v Value) AsBool() bool { return v.kind == ValueBool && v.num != 0 }

// AsWhen returns the time and its zone text, unknown for other types.
func (v Value) AsWhen() (When, string) {
	if v.kind != ValueWhen {
		return When{}, ""
	}
	return When{v.num, v.prec}, v.text
}

// AsList returns a copy of the list, nil for other types.
func (v Value) AsList() []string {
	if v.kind != ValueList {
		return nil
	}
	return slices.Clone(v.list)
}

// Text returns the value as text, whatever its type; a list is joined by ";".
func (v Value) Text() string {
	switch v.kind {
	case ValueString:
		return v.text
	case ValueInt:
		return strconv.FormatInt(v.num, 10)
	case ValueFloat:
		return strconv.FormatFloat(v.AsFloat(), 'g', -1, 64)
	case ValueBool:
		return strconv.FormatBool(v.num != 0)
	case ValueWhen:
		return When{v.num, v.prec}.String()
	case ValueList:
		return strings.Join(v.list, ";")
	}
	return ""
}

// Compare orders values by type, then by content. It is an order for sorting
// and equality, not an arithmetic one.
func (v Value) Compare(o Value) int {
	return cmp.Or(cmp.Compare(v.kind, o.kind), strings.Compare(v.text, o.text), cmp.Compare(v.num, o.num),
		cmp.Compare(v.prec, o.prec), slices.Compare(v.list, o.list))
}

// Equal reports whether two values are the same; go-cmp uses it.
func (v Value) Equal(o Value) bool { return v.Compare(o) == 0 }
