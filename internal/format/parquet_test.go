package format_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// parquetFile writes rows of values, each under its column's index.
func parquetFile(t testing.TB, root parquet.Group, rows ...parquet.Row) []byte {
	t.Helper()
	var out bytes.Buffer
	w := parquet.NewWriter(&out, parquet.NewSchema("rows", root))
	if _, err := w.WriteRows(rows); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// cell returns a value of a required column.
func cell(column int, v any) parquet.Value { return parquet.ValueOf(v).Level(0, 0, column) }

func TestParquetBecomesCSV(t *testing.T) {
	at := time.Date(2026, 1, 31, 12, 30, 0, 123000000, time.UTC)
	// A group's columns stand in the order of their names.
	file := parquetFile(t, parquet.Group{
		"a_text":    parquet.Optional(parquet.String()),
		"b_int":     parquet.Int(64),
		"c_uint":    parquet.Uint(32),
		"d_double":  parquet.Leaf(parquet.DoubleType),
		"e_bool":    parquet.Leaf(parquet.BooleanType),
		"f_date":    parquet.Date(),
		"g_instant": parquet.Timestamp(parquet.Millisecond),
		"h_local":   parquet.TimestampAdjusted(parquet.Microsecond, false),
		"i_decimal": parquet.Decimal(2, 18, parquet.Int64Type),
		"j_big":     parquet.Decimal(3, 38, parquet.FixedLenByteArrayType(16)),
		"k_list":    parquet.List(parquet.String()),
		"l_uuid":    parquet.UUID(),
		"m_enum":    parquet.Enum(),
	},
		parquet.Row{
			parquet.ValueOf("x, \"y\"\nz").Level(0, 1, 0), cell(1, int64(math.MinInt64)), cell(2, uint32(math.MaxUint32)), cell(3, 0.1), cell(4, true),
			cell(5, int32(at.Unix()/86400)), cell(6, at.UnixMilli()), cell(7, at.UnixMicro()), cell(8, int64(-5)),
			cell(9, [16]byte{0: 0xff, 1: 0xff, 2: 0xff, 3: 0xff, 4: 0xff, 5: 0xff, 6: 0xff, 7: 0xff, 8: 0xff, 9: 0xff, 10: 0xff, 11: 0xff, 12: 0xff, 13: 0xff, 14: 0xfb, 15: 0x2e}),
			parquet.ValueOf("440100").Level(0, 1, 10), parquet.ValueOf("330100").Level(1, 1, 10), cell(11, [16]byte{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}),
			cell(12, "UPHELD"),
		},
		parquet.Row{
			parquet.Value{}.Level(0, 0, 0), cell(1, int64(7)), cell(2, uint32(0)), cell(3, 1e21), cell(4, false),
			cell(5, int32(-1)), cell(6, int64(-1)), cell(7, int64(0)), cell(8, int64(123456)), cell(9, [16]byte{15: 1}),
			parquet.Value{}.Level(0, 0, 10), cell(11, [16]byte{}), cell(12, "店"),
		})
	what, text, err := read(t.Context(), "links.parquet", file)
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Join([]string{
		"a_text,b_int,c_uint,d_double,e_bool,f_date,g_instant,h_local,i_decimal,j_big,k_list,l_uuid,m_enum",
		"\"x, \"\"y\"\"\nz\",-9223372036854775808,4294967295,0.1,true,2026-01-31,2026-01-31T12:30:00.123Z,2026-01-31T12:30:00.123,-0.05,-1.234,440100;330100,01020304-0506-0708-090a-0b0c0d0e0f10,UPHELD",
		",7,0,1000000000000000000000,false,1969-12-31,1969-12-31T23:59:59.999Z,1970-01-01T00:00:00,1234.56,0.001,,00000000-0000-0000-0000-000000000000,店",
		""}, "\n")
	if diff := cmp.Diff(want, string(text)); diff != "" || what != "Parquet" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// TestParquetKeepsEmptyRows holds that a row of one empty field is a row.
func TestParquetKeepsEmptyRows(t *testing.T) {
	file := parquetFile(t, parquet.Group{"raw": parquet.Optional(parquet.String())}, parquet.Row{parquet.Value{}.Level(0, 0, 0)}, parquet.Row{parquet.ValueOf("x").Level(0, 1, 0)})
	_, text, err := read(t.Context(), "a.parquet", file)
	if want := "raw\n\"\"\nx\n"; err != nil || string(text) != want {
		t.Errorf("text %q, %v; want %q", text, err, want)
	}
}

func TestParquetManyRows(t *testing.T) {
	var rows []parquet.Row
	var want strings.Builder
	want.WriteString("a\n")
	for i := range 10_000 {
		rows = append(rows, parquet.Row{cell(0, int64(i))})
		fmt.Fprintf(&want, "%d\n", i)
	}
	file := parquetFile(t, parquet.Group{"a": parquet.Int(64)}, rows...)
	_, text, err := read(t.Context(), "a.parquet", file)
	if err != nil || string(text) != want.String() {
		t.Errorf("%d bytes of text, want %d: %v", len(text), want.Len(), err)
	}
}

func TestParquetColumnsWithoutText(t *testing.T) {
	tests := []struct {
		name, says string
		node       parquet.Node
	}{
		{"bytes", "has the type BYTE_ARRAY", parquet.Leaf(parquet.ByteArrayType)},
		{"int96", "has the type INT96", parquet.Leaf(parquet.Int96Type)},
		{"bson", "has the type BSON", parquet.BSON()},
		{"group", "is nested", parquet.Group{"x": parquet.String(), "y": parquet.String()}},
		{"group of one", "is nested", parquet.Group{"x": parquet.String()}},
		{"map", "is nested", parquet.Map(parquet.String(), parquet.String())},
		{"numbers", "list of something else", parquet.List(parquet.Int(64))},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := read(t.Context(), "a.parquet", parquetFile(t, parquet.Group{"good": parquet.String(), "odd": tt.node}))
			var e *errs.Error
			if !errors.As(err, &e) || e.Code != "FORMAT" || !strings.Contains(err.Error(), `column "odd"`) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that names the column and says %q", err, tt.says)
			}
		})
	}
}
