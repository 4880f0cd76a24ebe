package vault_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/vault"
)

type seen struct {
	Number uint32
	Line   int
	Offset int64
	Raw    string
	Fault  vault.Fault
}

func split(t testing.TB, r io.Reader) []seen {
	t.Helper()
	var out []seen
	rows := vault.NewRows(r)
	for rows.Next() {
		w := rows.Row()
		out = append(out, seen{w.Number, w.Line, w.Offset, string(w.Raw), w.Fault})
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("rows: %v", err)
	}
	return out
}

func TestRows(t *testing.T) {
	tests := map[string]struct {
		in   string
		want []seen
	}{
		"empty":             {"", nil},
		"blank lines only":  {"\n\r\n\n", nil},
		"plain":             {"a,b\n1,2\n", []seen{{0, 1, 0, "a,b", 0}, {1, 2, 4, "1,2", 0}}},
		"no last line end":  {"a\n1", []seen{{0, 1, 0, "a", 0}, {1, 2, 2, "1", 0}}},
		"mark and CRLF":     {"\xef\xbb\xbfa\r\n1\r\n", []seen{{0, 1, 3, "a", 0}, {1, 2, 6, "1", 0}}},
		"blank between":     {"a\n\n1\n", []seen{{0, 1, 0, "a", 0}, {1, 3, 3, "1", 0}}},
		"line end quoted":   {"a,b\n\"1\n1\",2\n3,4\n", []seen{{0, 1, 0, "a,b", 0}, {1, 2, 4, "\"1\n1\",2", 0}, {2, 4, 12, "3,4", 0}}},
		"doubled quote":     {"a\n\"1\"\"\n\"\n2\n", []seen{{0, 1, 0, "a", 0}, {1, 2, 2, "\"1\"\"\n\"", 0}, {2, 4, 9, "2", 0}}},
		"bare quote":        {"a\n5\" pipe\n2\n", []seen{{0, 1, 0, "a", 0}, {1, 2, 2, "5\" pipe", 0}, {2, 3, 10, "2", 0}}},
		"never closed":      {"a\n\"1\n2\n", []seen{{0, 1, 0, "a", 0}, {1, 2, 2, "\"1", vault.BadQuotes}, {2, 3, 5, "2", 0}}},
		"text after quote":  {"a\n\"1\"x\n2\n", []seen{{0, 1, 0, "a", 0}, {1, 2, 2, "\"1\"x", vault.BadQuotes}, {2, 3, 7, "2", 0}}},
		"closed by another": {"a,b\n\"1,2\n3,\"4\"\n", []seen{{0, 1, 0, "a,b", 0}, {1, 2, 4, "\"1,2", vault.BadQuotes}, {2, 3, 9, "3,\"4\"", 0}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, split(t, strings.NewReader(tt.in))); diff != "" {
				t.Errorf("whole (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.want, split(t, iotest.OneByteReader(strings.NewReader(tt.in)))); diff != "" {
				t.Errorf("byte by byte (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRowsTooLong(t *testing.T) {
	long := strings.Repeat("x", vault.MaxRow+1000)
	for name, in := range map[string]string{"unquoted": "a\n" + long + "\n2\n", "quoted": "a\n\"" + long[1:] + "\n2\n"} {
		t.Run(name, func(t *testing.T) {
			rows := vault.NewRows(strings.NewReader(in))
			var got []vault.Row
			for rows.Next() {
				w := rows.Row()
				w.Raw = bytes.Clone(w.Raw)
				got = append(got, w)
			}
			if len(got) != 3 || got[1].Fault != vault.RowTooLong || got[1].Size != int64(len(long)) || string(got[2].Raw) != "2" {
				t.Errorf("got %d rows; second: fault %d size %d", len(got), got[1].Fault, got[1].Size)
			}
		})
	}
}

// TestRowsQuotedTooLong closes its quotes properly, but too late.
func TestRowsQuotedTooLong(t *testing.T) {
	in := "a\n\"" + strings.Repeat(strings.Repeat("x", 1<<20)+"\n", 17) + "\"\n2\n"
	got := split(t, strings.NewReader(in))
	if len(got) != 1+17+2 || got[1].Fault != vault.BadQuotes || len(got[1].Raw) != 1+1<<20 || got[19].Raw != "2" {
		t.Errorf("got %d rows; the second has fault %d and %d bytes", len(got), got[1].Fault, len(got[1].Raw))
	}
}

func TestRowsReaderFails(t *testing.T) {
	broken := errors.New("broken")
	rows := vault.NewRows(io.MultiReader(strings.NewReader("a\n1\n2"), iotest.ErrReader(broken)))
	n := 0
	for rows.Next() {
		n++
	}
	if n != 2 || !errors.Is(rows.Err(), broken) {
		t.Errorf("rows %d, error %v; want the 2 whole rows and the reader's error", n, rows.Err())
	}
}

// FuzzRows holds three promises: no byte is lost, how the bytes arrive does
// not matter, and what encoding/csv reads strictly is read the same.
func FuzzRows(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "\"a\"\"b\",c\r\n\"x\ny\",\n", "\"\n\"\"\n", "a\n\"1\"x\n", ",\n,,\n", "\xef\xbb\xbf\"a\"\n", "a\"b\n\"\"\"\n\"\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got := split(t, bytes.NewReader(in))
		if diff := cmp.Diff(got, split(t, iotest.OneByteReader(bytes.NewReader(in)))); diff != "" {
			t.Fatalf("arrival matters:\n%s", diff)
		}
		body := bytes.TrimPrefix(in, []byte("\xef\xbb\xbf"))
		at := int64(len(in) - len(body))
		for _, w := range got {
			if gap := in[at:w.Offset]; len(bytes.Trim(gap, "\r\n")) > 0 {
				t.Fatalf("bytes %q belong to no row", gap)
			}
			at = w.Offset + int64(len(w.Raw))
		}
		if rest := in[at:]; len(bytes.Trim(rest, "\r\n")) > 0 {
			t.Fatalf("bytes %q belong to no row", rest)
		}
		strict := csv.NewReader(bytes.NewReader(body))
		strict.FieldsPerRecord = -1
		want, err := strict.ReadAll()
		if err != nil || bytes.Contains(body, []byte("\r")) { // that reader drops some \r inside fields
			return
		}
		if diff := cmp.Diff(want, fields(in)); diff != "" {
			t.Fatalf("encoding/csv reads otherwise (-csv +rows):\n%s", diff)
		}
	})
}

func fields(in []byte) [][]string {
	var out [][]string
	rows := vault.NewRows(bytes.NewReader(in))
	for rows.Next() {
		w := rows.Row()
		var texts []string
		for _, f := range w.Fields(nil) {
			texts = append(texts, string(f))
		}
		out = append(out, texts)
	}
	return out
}
