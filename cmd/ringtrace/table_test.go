package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTableAlignsWideCharactersAndDropsEmptyColumns(t *testing.T) {
	tb := newTable("shop_id", "nothing", "name")
	tb.add("a:1", "", "砚台店")
	tb.add("a:10002", "", "x")
	var b bytes.Buffer
	if err := tb.write(&b); err != nil {
		t.Fatal(err)
	}
	want := "SHOP ID  NAME\na:1      砚台店\na:10002  x\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTableCannotSteerTheTerminal(t *testing.T) {
	tb := newTable("name")
	tb.add("a\x1b[2Jb\u202ec\nd")
	var b bytes.Buffer
	if err := tb.write(&b); err != nil {
		t.Fatal(err)
	}
	if want := "NAME\na\uFFFD[2Jb\uFFFDc\uFFFDd\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestCSVKeepsEmptyColumnsAndText(t *testing.T) {
	tb := newTable("a", "empty", "c")
	tb.add("1", "", "x,\"y\"\nz")
	var b bytes.Buffer
	if err := tb.writeCSV(&b); err != nil {
		t.Fatal(err)
	}
	if want := "a,empty,c\n1,,\"x,\"\"y\"\"\nz\"\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestDisplayWidth(t *testing.T) {
	for s, want := range map[string]int{"": 0, "abc": 3, "店": 2, "ＡＢ": 4, "e\u0301": 1, "a\u200bb": 2} {
		if got := displayWidth(s); got != want {
			t.Errorf("displayWidth(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 rows", 1: "1 row", 999: "999 rows", 1000: "1,000 rows", 1234567: "1,234,567 rows", -1234: "-1,234 rows"} {
		if got := count(n, "row", "rows"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}
