package mapping_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/mapping"
)

const whole = `
ringtrace_mapping: 1
files:
  - match: "export*.csv"
    kind: links
    source: market
    evidence_class: DECLARED
    timezone: Asia/Shanghai
    dates: [DD/MM/YYYY, unix]
    decimal: comma
    columns:
      店铺: [storefront, name]
      Seen On: observed_at
    ignore: note
    set: {region: "440100"}
    rows:
      - set: {kind: PHONE, value: "{手机}"}
        split: {value: [/, 、]}
      - set: {kind: PAYMENT_ACCOUNT, value: "{scheme}:{账号}"}
        values: {region: {"440100": "330100"}}
      - set: {kind: PAYMENT_ACCOUNT, value: "{wallets}"}
        split: {value: json}
      - set: {kind: ADDRESS, value: "{city}[{road}][ No. {number}]"}
`

func parse(t testing.TB, text string) *mapping.Mapping {
	t.Helper()
	m, err := mapping.Parse("mapping.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// rowsOf returns the rows that one row gives, each as "name=text|...".
func rowsOf(t testing.TB, e *mapping.Entry, columns, fields []string) (out []string) {
	t.Helper()
	p, err := e.Plan(columns)
	if err != nil {
		t.Fatal(err)
	}
	var raw [][]byte
	for _, f := range fields {
		raw = append(raw, []byte(f))
	}
	p.Rows(raw, func(c string) bool { return c == "value" || c == "kind" }, func(computed [][]byte, bad string) {
		var parts []string
		for i, c := range computed {
			parts = append(parts, p.Computed()[i]+"="+string(c))
		}
		if bad != "" {
			parts = append(parts, "bad "+bad)
		}
		out = append(out, strings.Join(parts, "|"))
	})
	return out
}

func TestOneRowGivesSeveral(t *testing.T) {
	e := parse(t, whole).Files[0]
	columns := []string{"店铺", "手机", "scheme", "账号", "wallets", "city", "road", "number", "seen_on", "note", "more"}
	tests := []struct {
		name   string
		fields []string
		want   []string
	}{
		{"all", []string{"小店", "138/139、", "ALIPAY", "x", `{"ETH":["0x1","0x2"],"BTC":"1a"}`, "广州", "体育西路", "103", "", "", ""}, []string{
			"kind=PHONE|name=小店|region=440100|value=138", "kind=PHONE|name=小店|region=440100|value=139",
			"kind=PAYMENT_ACCOUNT|name=小店|region=330100|value=ALIPAY:x",
			"kind=PAYMENT_ACCOUNT|name=小店|region=440100|value=BTC:1a", "kind=PAYMENT_ACCOUNT|name=小店|region=440100|value=ETH:0x1",
			"kind=PAYMENT_ACCOUNT|name=小店|region=440100|value=ETH:0x2",
			"kind=ADDRESS|name=小店|region=440100|value=广州体育西路 No. 103"}},
		{"one", []string{"小店", "", "", "", "", "广州", "", "", "", "", ""}, []string{"kind=ADDRESS|name=小店|region=440100|value=广州"}},
		{"nothing", []string{"小店", " ", "", "", "", "", "", "", "", "", ""}, nil},
		{"no JSON", []string{"小店", "", "", "", `{"ETH":`, "", "", "", "", "", ""}, []string{"kind=PAYMENT_ACCOUNT|name=小店|region=440100|value=|bad value"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, rowsOf(t, e, columns, tt.fields)); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
	p, err := e.Plan(columns)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"storefront", "手机", "scheme", "账号", "wallets", "city", "road", "number", "observed_at", "ignored.note", "more"}, p.Names()); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if p.Silent(10) || p.Silent(8) || !p.Silent(1) || !p.Silent(9) {
		t.Error("a column that nobody speaks of, or one of ours, is silent, or one of a template or an ignored one is not")
	}
}

func TestWordsAndPlainColumns(t *testing.T) {
	e := parse(t, "ringtrace_mapping: 1\nfiles:\n- match: a.csv\n  values: {status: {营业: OPEN, \"*\": CLOSED}}\n  split: {ship_to: \";\"}\n").Files[0]
	columns := []string{"status", "ship_to"}
	for _, tt := range []struct{ status, ship, want string }{
		{"营业", "a;b", "ship_to=a|status=OPEN;ship_to=b|status=OPEN"}, {"?", "", "ship_to=|status=CLOSED"}, {"", "a", "ship_to=a|status="},
	} {
		if got := strings.Join(rowsOf(t, e, columns, []string{tt.status, tt.ship}), ";"); got != tt.want {
			t.Errorf("%q gives %s, want %s", tt.status, got, tt.want)
		}
	}
}

func TestBeginnings(t *testing.T) {
	e := parse(t, "ringtrace_mapping: 1\nfiles:\n- match: a.csv\n  set: {code: \"{a:2}{b:9}\"}\n").Files[0]
	if got := rowsOf(t, e, []string{"a", "b"}, []string{"广州市", "x"}); !slices.Equal(got, []string{"code=广州x"}) {
		t.Errorf("gives %v", got)
	}
}

func TestMatches(t *testing.T) {
	e := &mapping.Entry{Match: "Links-*.CSV"}
	for name, want := range map[string]bool{"links-1.csv": true, "LINKS-2.csv.gz": true, "links-3.csv.zst": true, "links.csv": false, "x-links-1.csv": false} {
		if e.Matches(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestWhatIsKeptIsReadTheSame(t *testing.T) {
	e := parse(t, whole).Files[0]
	again, err := mapping.Restore(e.Text())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(e, again); diff != "" {
		t.Errorf("(-parsed +restored):\n%s", diff)
	}
	commented := parse(t, strings.Replace(whole, "    decimal: comma\n", "    # prices are German\n    decimal: comma\n", 1)).Files[0]
	if commented.Text() != e.Text() {
		t.Error("a comment changes what is kept")
	}
}

func TestWrongMappings(t *testing.T) {
	entry := "ringtrace_mapping: 1\nfiles:\n- match: a.csv\n  "
	tests := []struct{ name, text, says string }{
		{"empty", "", "ringtrace_mapping: 1"},
		{"version", "ringtrace_mapping: 2\nfiles: [{match: a}]", "ringtrace_mapping: 1"},
		{"no files", "ringtrace_mapping: 1\n", "lists no files"},
		{"null entry", "ringtrace_mapping: 1\nfiles: [null]", "entry 1 is empty"},
		{"unknown key", entry + "colums: {a: b}", "line 4 column 3"},
		{"key twice", entry + "kind: links\n  kind: sellers", "line 5 column 3"},
		{"not YAML", entry + "kind: [", "line"},
		{"wrong form", entry + "columns: [a]", "line 4"},
		{"pattern", "ringtrace_mapping: 1\nfiles: [{match: \"[\"}]", "no pattern"},
		{"path", "ringtrace_mapping: 1\nfiles: [{match: a/b.csv}]", "no pattern"},
		{"decimal", entry + "decimal: dot", "neither point nor comma"},
		{"zone", entry + "timezone: Beijing", "not a time zone"},
		{"two-digit year", entry + "dates: DD/MM/YY", "no way of writing dates"},
		{"no day", entry + "dates: YYYY-MM", "once each"},
		{"template", entry + "set: {value: \"{a\"}", "set: value: a brace"},
		{"bracket", entry + "set: {value: \"a]\"}", "stands where"},
		{"open bracket", entry + "set: {value: \"[a\"}", "bracket is not closed"},
		{"two splits", entry + "split: {a: x, b: y}", "one column only"},
		{"split by nothing", entry + "split: {a: \"\"}", "no separator"},
		{"part", entry + "rows: [{set: {value: \"{}\"}}]", "rows, part 1: set: value"},
		{"no meaning", entry + "columns: {a: []}", "means no column"},
		{"anchors", "ringtrace_mapping: 1\nfiles: [{match: &a x, kind: *a}]", "anchors"},
		{"large", strings.Repeat("#", mapping.MaxSize+1), "may have"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := mapping.Parse("m.yaml", []byte(tt.text))
			var e *errs.Error
			if !errors.As(err, &e) || e.Code != "MAPPING" || e.Kind != errs.Invalid || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want one that says %q", err, tt.says)
			}
		})
	}
}

func TestPlansThatDoNotFit(t *testing.T) {
	for _, tt := range []struct{ name, entry, says string }{
		{"columns", "columns: {b: value}", `no column "b"; it has a`},
		{"template", "set: {value: \"x{b}\"}", `no column "b"`},
		{"ignore", "ignore: b", `no column "b"`},
		{"both mean", "columns: {a: value, A : value}", "both mean value"},
	} {
		e := parse(t, "ringtrace_mapping: 1\nfiles:\n- match: a.csv\n  "+tt.entry).Files[0]
		if _, err := e.Plan([]string{"a"}); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.says)
		}
	}
}

func TestLayouts(t *testing.T) {
	zone := time.FixedZone("", 8*3600)
	tests := []struct {
		layout, text, want string
		day, zoned         bool
	}{
		{"DD/MM/YYYY", "01/02/2026", "2026-02-01T00:00:00+08:00", true, false},
		{"M/D/YYYY", "1/2/2026", "2026-01-02T00:00:00+08:00", true, false},
		{"DDMMYYYY", "01022026", "2026-02-01T00:00:00+08:00", true, false},
		{"DD.MM.YYYY hh:mm:ss", "01.02.2026 03:04:05", "2026-02-01T03:04:05+08:00", false, false},
		{"YYYY年M月D日 hh:mm", "2026年1月2日 3:04", "2026-01-02T03:04:00+08:00", false, false},
		{"YYYY-MM-DDThh:mm:ssZ", "2026-01-02T03:04:05-05:00", "2026-01-02T03:04:05-05:00", false, true},
		{"unix", "1767225600", "2026-01-01T00:00:00Z", false, true},
		{"unix-ms", "1767225600123", "2026-01-01T00:00:00Z", false, true},
	}
	for _, tt := range tests {
		e := &mapping.Entry{Dates: mapping.Texts{tt.layout}}
		ls, err := e.Layouts()
		if err != nil {
			t.Errorf("%s: %v", tt.layout, err)
			continue
		}
		at, day, zoned, ok := ls[0].Parse(tt.text, zone)
		if !ok || at.Format(time.RFC3339) != tt.want || day != tt.day || zoned != tt.zoned {
			t.Errorf("%s reads %s as %s, day %v, zoned %v, %v; want %s", tt.layout, tt.text, at.Format(time.RFC3339), day, zoned, ok, tt.want)
		}
	}
}

// FuzzParse holds that any text is a mapping or refused in words, and that a
// mapping comes back from the vault as it went in.
func FuzzParse(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte("ringtrace_mapping: 1\nfiles: [{match: a.csv, set: {value: \"{a}[b {c}]\"}, split: {value: json}}]"))
	f.Fuzz(func(t *testing.T, text []byte) {
		m, err := mapping.Parse("m.yaml", text)
		if err != nil {
			if errs.KindOf(err) != errs.Invalid {
				t.Fatal(err)
			}
			return
		}
		for _, e := range m.Files {
			again, err := mapping.Restore(e.Text())
			if err != nil || again.Text() != e.Text() {
				t.Fatalf("%s comes back as %v: %v", e.Text(), again, err)
			}
			if p, err := e.Plan([]string{"a", "b"}); err == nil {
				p.Rows([][]byte{[]byte("1"), []byte(`["x"]`)}, func(string) bool { return true }, func([][]byte, string) {})
			}
		}
	})
}
