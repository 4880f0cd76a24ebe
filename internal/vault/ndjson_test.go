package vault_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/vault"
)

// members reads the first line as NDJSON: "name=value" each, nested values in
// braces.
func members(line string) (got []string, whole bool) {
	rows := vault.RowsAs(strings.NewReader(line), vault.ShapeNDJSON)
	rows.Next() // the header that NDJSON has not
	if !rows.Next() {
		return nil, false
	}
	row := rows.Row()
	whole = row.Members(func(name, value []byte, nested bool) {
		text := string(name) + "=" + string(value)
		if nested {
			text = string(name) + "={" + string(value) + "}"
		}
		got = append(got, text)
	})
	return got, whole
}

func TestMembers(t *testing.T) {
	tests := []struct {
		line  string
		want  []string
		whole bool
	}{
		{`{}`, nil, true},
		{` { "a" : "x" , "b":1 } `, []string{"a=x", "b=1"}, true},
		{`{"a":-1.50e+3,"b":true,"c":false,"d":null,"e":""}`, []string{"a=-1.50e+3", "b=true", "c=false", "d=", "e="}, true},
		{`{"a":["x","y;z",1,null],"b":[]}`, []string{"a=x;y;z;1", "b="}, true},
		{`{"a":{"b":[1,{"c":"}"}]},"d":[[1],2]}`, []string{`a={{"b":[1,{"c":"}"}]}}`, `d={[[1],2]}`}, true},
		{`{"\u5e97":"\u0041\n\"\\\/\t\ud83d\ude00"}`, []string{"店=A\n\"\\/\t😀"}, true},
		{`{"a":"\ud83dx"}`, []string{"a=\xffx"}, true},
		{`{"a":"x`, nil, false},
		{`{"a":"x"`, []string{"a=x"}, false},
		{`{"a":"x"} {}`, []string{"a=x"}, false},
		{`{"a":01}`, []string{"a=0"}, false},
		{`{"a":.5}`, nil, false},
		{`{"a":"` + "\t" + `"}`, nil, false},
		{`{"a":"\x"}`, nil, false},
		{`[1]`, nil, false},
		{`a,b`, nil, false},
		{`{"a":` + strings.Repeat("[", 200) + strings.Repeat("]", 200) + `}`, nil, false},
	}
	for _, tt := range tests {
		got, whole := members(tt.line)
		if diff := cmp.Diff(tt.want, got); diff != "" || whole != tt.whole {
			t.Errorf("%s: whole %v, want %v (-want +got):\n%s", tt.line, whole, tt.whole, diff)
		}
	}
}

func TestRowsOfNDJSON(t *testing.T) {
	var got []string
	rows := vault.RowsAs(strings.NewReader("\xef\xbb\xbf{\"a\":\"\"\"}\r\n\n{\"b\":2}\n"), vault.ShapeNDJSON)
	for rows.Next() {
		r := rows.Row()
		_, named := r.Named(nil)
		got = append(got, fmt.Sprintf("%d line %d byte %d %q %v", r.Number, r.Line, r.Offset, r.Raw, named))
	}
	want := []string{`0 line 1 byte 3 "" true`, `1 line 1 byte 3 "{\"a\":\"\"\"}" true`, `2 line 3 byte 15 "{\"b\":2}" true`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestRowsOfOtherDelimiters(t *testing.T) {
	for _, d := range []byte(";\t|^") {
		text := strings.ReplaceAll("a|b,c|d\n\"x|\"\"y\"\"\nz\"|1|\n", "|", string(d))
		var got [][]string
		for rows := vault.RowsAs(strings.NewReader(text), vault.ShapeCSV(d)); rows.Next(); {
			r := rows.Row()
			var fields []string
			for _, f := range r.Fields(nil) {
				fields = append(fields, string(f))
			}
			got = append(got, fields)
		}
		want := [][]string{{"a", "b,c", "d"}, {"x" + string(d) + "\"y\"\nz", "1", ""}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", d, diff)
		}
	}
}

// FuzzMembers holds the reader of NDJSON against the one of the standard
// library: the same lines are objects, and their texts are the same.
func FuzzMembers(f *testing.F) {
	f.Add([]byte(`{"a":"x","b":[1,2],"c":{"d":null},"e":"\u00e9\ud83d\ude00"}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		if bytes.IndexByte(line, '\n') >= 0 || bytes.HasPrefix(line, []byte("\xef\xbb\xbf")) || len(bytes.TrimRight(line, "\r")) == 0 {
			return
		}
		got := map[string]string{}
		rows := vault.RowsAs(bytes.NewReader(line), vault.ShapeNDJSON)
		rows.Next()
		rows.Next()
		row := rows.Row()
		whole := row.Members(func(name, value []byte, nested bool) { got[string(name)] = string(value) })
		var want map[string]any
		err := json.Unmarshal(line, &want)
		object := err == nil && want != nil
		if whole != object && bytes.Count(line, []byte("["))+bytes.Count(line, []byte("{")) < 100 {
			t.Fatalf("whole %v, the library says %v", whole, err)
		}
		for name, v := range want {
			if text, ok := v.(string); ok && whole && utf8.Valid(line) && !bytes.ContainsRune(line, utf8.RuneError) &&
				!strings.ContainsRune(text, utf8.RuneError) && !strings.ContainsRune(name, utf8.RuneError) && got[name] != text {
				t.Fatalf("%q is %q, want %q", name, got[name], text)
			}
		}
	})
}

// FuzzRowsOfShapes holds for any bytes in any shape that every byte but line ends, and
// the mark, is of exactly one row, that rows are numbered without gaps, and
// that their fields can be taken.
func FuzzRowsOfShapes(f *testing.F) {
	f.Add([]byte("a,b\n\"x\ny\",\"z\"\"\"\r\n\n1\n"), byte(','))
	f.Add([]byte("\xef\xbb\xbfa;b\n\"x;1\n"), byte(';'))
	f.Add([]byte("{\"a\":1}\n\n{\"b\":\"\\u00e9\"}"), byte(0))
	f.Fuzz(func(t *testing.T, text []byte, d byte) {
		shape := vault.ShapeCSV(d)
		switch d {
		case 0:
			shape = vault.ShapeNDJSON
		case '"', '\n', '\r':
			return
		}
		rows, next, taken := vault.RowsAs(bytes.NewReader(text), shape), uint32(0), int64(0)
		for rows.Next() {
			r := rows.Row()
			if r.Number != next || r.Offset+r.Size > int64(len(text)) || !bytes.Equal(text[r.Offset:r.Offset+r.Size], r.Raw) {
				t.Fatalf("row %d is %q at %d, the text holds %q", r.Number, r.Raw, r.Offset, text)
			}
			next++
			taken += r.Size
			r.Fields(nil)
			r.Named(nil)
		}
		ends := int64(bytes.Count(text, []byte("\n"))+bytes.Count(text, []byte("\r"))) + 3
		if rows.Err() != nil || taken > int64(len(text)) || taken+ends < int64(len(text)) {
			t.Fatalf("%d of %d bytes are in rows: %v", taken, len(text), rows.Err())
		}
	})
}
