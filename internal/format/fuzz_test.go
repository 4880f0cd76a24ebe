package format_test

import (
	"bytes"
	"testing"

	"github.com/parquet-go/parquet-go"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// FuzzExamine holds for any bytes under any name: they are read, the same way
// twice, or refused in words; a file that is not Parquet is refused before any
// of its text is read.
func FuzzExamine(f *testing.F) {
	f.Add("a.csv", []byte(han))
	f.Add("a.csv.gz", gzipped(f, []byte(han)))
	f.Add("a.ndjson.zst", zstded(f, []byte("{\"a\":1}\n")))
	f.Add("a.parquet", parquetFile(f, parquet.Group{"a": parquet.Optional(parquet.String()), "b": parquet.List(parquet.String())},
		parquet.Row{parquet.ValueOf("x").Level(0, 1, 0), parquet.ValueOf("y").Level(0, 1, 1)}))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		what, text, err := read(t.Context(), name, b)
		again, textAgain, errAgain := read(t.Context(), name, b)
		if what != again || !bytes.Equal(text, textAgain) || (err == nil) != (errAgain == nil) {
			t.Fatalf("read as %q, then as %q: %v, %v", what, again, err, errAgain)
		}
		if err != nil && (errs.KindOf(err) != errs.Invalid || what != "" && what != "Parquet") {
			t.Fatalf("%q: %v", what, err)
		}
	})
}
