package format

import (
	"encoding/hex"
	"fmt"
	"math/big"
	"strconv"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"
	pqformat "github.com/parquet-go/parquet-go/format"
)

// parquetColumn is one column: its name, and its values as text.
type parquetColumn struct {
	name  string
	value func(dst []byte, v parquet.Value) []byte
	buf   []byte
}

// text returns the values of one row, joined by semicolons.
func (c *parquetColumn) text(values []parquet.Value) []byte {
	c.buf = c.buf[:0]
	first := true
	for _, v := range values {
		if v.IsNull() {
			continue
		}
		if !first {
			c.buf = append(c.buf, ';')
		}
		first = false
		c.buf = c.value(c.buf, v)
	}
	return c.buf
}

// parquetColumns returns the columns of a file, or which of them has no text.
func parquetColumns(name string, root *parquet.Column) ([]parquetColumn, error) {
	var out []parquetColumn
	for _, c := range root.Columns() {
		leaf, list := leafOf(c)
		if leaf == nil {
			return nil, noText(name, c, "is nested")
		}
		value := writerOf(leaf)
		switch {
		case value == nil:
			return nil, noText(name, c, fmt.Sprintf("has the type %s", leaf.Type()))
		case list && leaf.Type().Kind() != parquet.ByteArray:
			return nil, noText(name, c, "is a list of something else than texts")
		}
		if leaf.Index() != len(out) {
			return nil, noText(name, c, "is nested")
		}
		out = append(out, parquetColumn{name: c.Name(), value: value})
	}
	if len(out) == 0 {
		return nil, refuse(name, "", "EMPTY", "the file has no columns", "")
	}
	return out, nil
}

func noText(name string, c *parquet.Column, how string) error {
	return refuse(name, fmt.Sprintf("column %q", c.Name()), "FORMAT", how+": only texts, numbers, dates, times and lists of texts are read",
		"Leave the column out, or write it as text.")
}

// leafOf returns the one leaf of a plain column or a list, nil of a nested
// one.
func leafOf(c *parquet.Column) (leaf *parquet.Column, list bool) {
	for depth := 0; depth < 3; depth++ {
		list = list || c.Repeated()
		switch {
		case c.Leaf():
			return c, list
		case len(c.Columns()) != 1 || depth == 0 && !isList(c):
			return nil, false
		}
		c = c.Columns()[0]
	}
	return nil, false
}

func isList(c *parquet.Column) bool {
	t := c.Type().LogicalType()
	if t == nil {
		return false
	}
	_, ok := t.Value.(*pqformat.ListType)
	return ok
}

// writerOf returns what writes values of a column as text, nil where there is
// no text.
func writerOf(c *parquet.Column) func([]byte, parquet.Value) []byte {
	t := c.Type()
	if l := t.LogicalType(); l != nil && l.Value != nil {
		return logicalWriter(l.Value, t)
	}
	switch t.Kind() {
	case parquet.Boolean:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendBool(dst, v.Boolean()) }
	case parquet.Int32:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, int64(v.Int32()), 10) }
	case parquet.Int64:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, v.Int64(), 10) }
	case parquet.Float:
		return func(dst []byte, v parquet.Value) []byte {
			return strconv.AppendFloat(dst, float64(v.Float()), 'f', -1, 32)
		}
	case parquet.Double:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendFloat(dst, v.Double(), 'f', -1, 64) }
	}
	return nil // INT96, and bytes that nobody says are text
}

func logicalWriter(l pqformat.LogicalTypeValue, t parquet.Type) func([]byte, parquet.Value) []byte {
	switch l := l.(type) {
	case *pqformat.StringType, *pqformat.EnumType, *pqformat.JsonType:
		if t.Kind() == parquet.ByteArray {
			return func(dst []byte, v parquet.Value) []byte { return append(dst, v.ByteArray()...) }
		}
	case *pqformat.UUIDType:
		return func(dst []byte, v parquet.Value) []byte { return appendUUID(dst, v.ByteArray()) }
	case *pqformat.IntType:
		return intWriter(l, t)
	case *pqformat.DecimalType:
		return decimalWriter(int(l.Scale), t)
	case *pqformat.DateType:
		return func(dst []byte, v parquet.Value) []byte {
			return time.Unix(int64(v.Int32())*86400, 0).UTC().AppendFormat(dst, time.DateOnly)
		}
	case *pqformat.TimestampType:
		if l.Unit.Value != nil {
			return timestampWriter(l)
		}
	}
	return nil
}

func intWriter(l *pqformat.IntType, t parquet.Type) func([]byte, parquet.Value) []byte {
	switch {
	case t.Kind() == parquet.Int32 && l.IsSigned:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, int64(v.Int32()), 10) }
	case t.Kind() == parquet.Int32:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, uint64(v.Uint32()), 10) }
	case t.Kind() == parquet.Int64 && l.IsSigned:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendInt(dst, v.Int64(), 10) }
	case t.Kind() == parquet.Int64:
		return func(dst []byte, v parquet.Value) []byte { return strconv.AppendUint(dst, v.Uint64(), 10) }
	}
	return nil
}

func timestampWriter(l *pqformat.TimestampType) func([]byte, parquet.Value) []byte {
	layout := "2006-01-02T15:04:05.999999999"
	if l.IsAdjustedToUTC {
		layout += "Z"
	}
	unit := l.Unit.Value.Duration()
	per := int64(time.Second / unit)
	return func(dst []byte, v parquet.Value) []byte {
		seconds, rest := v.Int64()/per, v.Int64()%per
		return time.Unix(seconds, rest*int64(unit)).UTC().AppendFormat(dst, layout)
	}
}

// maxScale bounds the digits behind the point that a column may announce.
const maxScale = 1000

func decimalWriter(scale int, t parquet.Type) func([]byte, parquet.Value) []byte {
	if scale < 0 || scale > maxScale {
		return nil
	}
	switch t.Kind() {
	case parquet.Int32:
		return func(dst []byte, v parquet.Value) []byte {
			return appendDecimal(dst, strconv.FormatInt(int64(v.Int32()), 10), scale)
		}
	case parquet.Int64:
		return func(dst []byte, v parquet.Value) []byte {
			return appendDecimal(dst, strconv.FormatInt(v.Int64(), 10), scale)
		}
	case parquet.ByteArray, parquet.FixedLenByteArray:
		return func(dst []byte, v parquet.Value) []byte {
			return appendDecimal(dst, twosComplement(v.ByteArray()).String(), scale)
		}
	}
	return nil
}

// twosComplement reads a signed big-endian number.
func twosComplement(b []byte) *big.Int {
	n := new(big.Int).SetBytes(b)
	if len(b) > 0 && b[0] >= 0x80 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(len(b))*8))
	}
	return n
}

// appendDecimal puts the point into the digits of an unscaled number.
func appendDecimal(dst []byte, digits string, scale int) []byte {
	if strings.HasPrefix(digits, "-") {
		dst, digits = append(dst, '-'), digits[1:]
	}
	if scale == 0 {
		return append(dst, digits...)
	}
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale-len(digits)+1) + digits
	}
	dst = append(dst, digits[:len(digits)-scale]...)
	dst = append(dst, '.')
	return append(dst, digits[len(digits)-scale:]...)
}

func appendUUID(dst, b []byte) []byte {
	if len(b) != 16 {
		return hex.AppendEncode(dst, b)
	}
	for i, part := range [][]byte{b[:4], b[4:6], b[6:8], b[8:10], b[10:]} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, part)
	}
	return dst
}
