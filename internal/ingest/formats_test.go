package ingest_test

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
	"github.com/ringtrace/ringtrace/internal/store/memory"
)

// form is a way of writing a CSV file with commas anew.
type form struct {
	name string // what the report calls it
	ext  string
	make func(testing.TB, string) []byte
}

func forms() []form {
	return []form{
		{"UTF-8, commas", ".csv", func(_ testing.TB, s string) []byte { return []byte(s) }},
		{"UTF-8, commas, gzip", ".csv.gz", func(t testing.TB, s string) []byte { return packGzip(t, []byte(s)) }},
		{"UTF-16LE, tabs", ".tsv", func(t testing.TB, s string) []byte {
			b, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(parted(t, s, '\t'))
			if err != nil {
				t.Fatal(err)
			}
			return b
		}},
		{"GB18030, semicolons, zstd", ".csv.zst", func(t testing.TB, s string) []byte {
			b, err := simplifiedchinese.GB18030.NewEncoder().Bytes(parted(t, s, ';'))
			if err != nil {
				t.Fatal(err)
			}
			return packZstd(t, b)
		}},
		{"UTF-8, NDJSON", ".ndjson", objects},
		{"UTF-8, NDJSON, gzip", ".jsonl.gz", func(t testing.TB, s string) []byte { return packGzip(t, objects(t, s)) }},
		{"Parquet", ".parquet", asParquet},
	}
}

func packGzip(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func packZstd(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

func table(t testing.TB, s string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// parted writes a CSV with another delimiter.
func parted(t testing.TB, s string, d rune) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = d
	if err := w.WriteAll(table(t, s)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// objects writes a CSV as NDJSON, without its empty fields.
func objects(t testing.TB, s string) []byte {
	t.Helper()
	var out bytes.Buffer
	rows := table(t, s)
	for _, row := range rows[1:] {
		o := map[string]string{}
		for i, f := range row {
			if f != "" {
				o[rows[0][i]] = f
			}
		}
		b, err := json.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(b, '\n'))
	}
	return out.Bytes()
}

// asParquet writes a CSV as Parquet, its columns in order of their names.
func asParquet(t testing.TB, s string) []byte {
	t.Helper()
	rows := table(t, s)
	root, at := parquet.Group{}, map[string]int{}
	for i, name := range rows[0] {
		root[name] = parquet.Optional(parquet.String())
		at[name] = i
	}
	schema := parquet.NewSchema("rows", root)
	var out bytes.Buffer
	w := parquet.NewWriter(&out, schema)
	for _, row := range rows[1:] {
		var values parquet.Row
		for c, path := range schema.Columns() {
			f := row[at[path[0]]]
			if f == "" {
				values = append(values, parquet.Value{}.Level(0, 0, c))
			} else {
				values = append(values, parquet.ValueOf(f).Level(0, 1, c))
			}
		}
		if _, err := w.WriteRows([]parquet.Row{values}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rewritten writes the files in a form.
func rewritten(t testing.TB, fs files, f form) files {
	t.Helper()
	out := files{}
	for name, content := range fs {
		out[strings.TrimSuffix(name, ".csv")+f.ext] = string(f.make(t, content))
	}
	return out
}

// chinese is the small load with Chinese in every file, so that encodings
// differ.
func chinese() files {
	fs := small()
	for name, content := range fs {
		rows := strings.SplitAfter(content, "\n")
		rows[0] = strings.TrimSuffix(rows[0], "\n") + ",备注\n"
		for i := 1; i < len(rows)-1; i++ {
			rows[i] = strings.TrimSuffix(rows[i], "\n") + ",广州市天河区的小店;在路口\n"
		}
		fs[name] = strings.Join(rows, "")
	}
	return fs
}

// TestFormsDoNotMatter holds that the same rows give the same graph in every
// form, again from the vault, and that each claim leads back to a row.
func TestFormsDoNotMatter(t *testing.T) {
	var want []string
	for _, f := range forms() {
		t.Run(f.name, func(t *testing.T) {
			d := newDesk(t)
			d.tweak = func(o *ingest.Options) { o.Source = "export" }
			fs := rewritten(t, chinese(), f)
			r := d.mustLoad(fs)
			conserved(t, r, fs)
			for _, file := range r.Files {
				if file.Format != f.name {
					t.Errorf("%s is said to be %q, want %q", file.Name, file.Format, f.name)
				}
			}
			got := dump(t, d.graph, withoutRecord)
			if want == nil {
				want = got
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("graph (-commas +this):\n%s", diff)
			}
			fresh := memory.New()
			if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
				t.Errorf("from the vault (-loaded +replayed):\n%s", diff)
			}
			dump(t, d.graph, func(c entity.Claim) string {
				if o, err := d.vault.Row(c.Record); err != nil || len(o.Row.Raw) == 0 {
					t.Errorf("claim %v leads to %q: %v", c.Record, o.Row.Raw, err)
				}
				return ""
			})
			if again := d.mustLoad(fs); again.Unchanged != again.RowsIn {
				t.Errorf("the same files again: %d of %d rows unchanged", again.Unchanged, again.RowsIn)
			}
		})
	}
}

// TestBadRowsOfOtherForms holds what is turned away in forms other than CSV
// with commas, and that rejects say it in the row's own form.
func TestBadRowsOfOtherForms(t *testing.T) {
	tests := []struct {
		name  string
		files files
		want  []string
	}{
		{"no object", files{"links.ndjson": lines(`{"storefront":"s1","kind":"OTHER","value":"v"}`, `{"storefront":"s1"`, `[1]`, `x`, "{}",
			`{"storefront":"s1","kind":"OTHER","value":"v","Value":"w"}`, `{"storefront":"s1","kind":"OTHER","value":{"a":1}}`, `{"storefront":"s1","kind":"OTHER","value":"v","name":[{"a":1}]}`,
			`{"storefront":"s1","kind":"OTHER","value":"\ud800"}`, `{"storefront":"s1","kind":"OTHER"}`, `{"storefront":"s1","kind":"OTHER","value":7,"more":{"a":1}}`)},
			[]string{"links.ndjson:2 row  BAD_JSON", "links.ndjson:3 row  BAD_JSON", "links.ndjson:4 row  BAD_JSON", "links.ndjson:5 row  EMPTY", "links.ndjson:6 row value DUPLICATE_COLUMN",
				"links.ndjson:7 row value BAD_JSON", "links.ndjson:8 field name BAD_JSON", "links.ndjson:9 row value ENCODING", "links.ndjson:10 row value MISSING_REQUIRED"}},
		{"damaged UTF-16", files{"links.tsv": "\xff\xfe" + wide("storefront\tkind\tvalue\ns1\tOTHER\tv\ns1\tOTHER\t") + "\x00\xd8" + wide("\n")},
			[]string{"links.tsv:3 row value ENCODING"}},
		{"two encodings", files{"links.csv": lines("storefront,kind,value", "s1,OTHER,广州", "s1,OTHER,天河", "s1,OTHER,\xb9\xe3\xd6\xdd")},
			[]string{"links.csv:4 row value ENCODING"}},
		{"semicolons", files{"links.csv.gz": string(packGzip(t, []byte("storefront;kind;value\ns1;OTHER;a,b\ns1;OTHER\n")))},
			[]string{"links.csv.gz:3 row  RAGGED_ROW"}},
		{"masked everything", files{"links.csv": lines("storefront,kind,value", "s1,PHONE,***********", "s1,PAYMENT_ACCOUNT,ALIPAY:****", "s1,EMAIL,***@***")},
			nil},
		{"prices", files{"storefronts.csv": "platform,shop_id\nx,1\n", "test_purchases.csv": lines("purchase_id,storefront_ref,amount", "T1,x:1,-5", "T2,x:1,\"1,5\"", "T3,x:1,0x10", "T4,x:1,NaN", "T5,x:1,1_0", "T6,x:1,1e400", "T7,x:1,12.5")},
			[]string{"test_purchases.csv:2 field amount BAD_NUMBER", "test_purchases.csv:3 field amount BAD_NUMBER", "test_purchases.csv:4 field amount BAD_NUMBER",
				"test_purchases.csv:5 field amount BAD_NUMBER", "test_purchases.csv:6 field amount BAD_NUMBER", "test_purchases.csv:7 field amount BAD_NUMBER"}},
		{"dates in two ways", files{"links.csv": lines("storefront,kind,value,observed_at", "s1,OTHER,v,01/02/2025", "s1,OTHER,v,31.01.2025", "s1,OTHER,v,2025年1月31日")},
			[]string{"links.csv:2 field observed_at AMBIGUOUS_DATE"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := newDesk(t)
			r := d.mustLoad(tt.files)
			if tt.want != nil {
				if diff := cmp.Diff(tt.want, d.rejected()); diff != "" {
					t.Errorf("rejects (-want +got):\n%s", diff)
				}
			} else if n := len(d.rejected()); n < r.RowsIn {
				t.Errorf("%d reasons for %d rows", n, r.RowsIn)
			}
			conserved(t, r, tt.files)
		})
	}
}

func wide(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteString(s[i:i+1] + "\x00")
	}
	return b.String()
}

// TestCellsThatBite holds what becomes of cells that other programs would take
// for formulas, and of characters that cannot be seen: formulas are text like
// any other, the unseen ones do not make two values of one.
func TestCellsThatBite(t *testing.T) {
	d := newDesk(t)
	d.mustLoad(files{"links.csv": lines("storefront,kind,value,name", `s1,OTHER,=1+1,"=HYPERLINK(""http://x.example"",""y"")"`, "s2,OTHER,\u202e=1+\u200b1,+a", "s3,OTHER,\u0007=1+1,@b", "s4,OTHER,-2,-c")})
	got := dump(t, d.graph, func(entity.Claim) string { return "" })
	for i := range got {
		got[i] = strings.TrimSpace(got[i])
	}
	var values []string
	for _, l := range got {
		if strings.HasPrefix(l, "other:") && !strings.Contains(l, " ") || strings.Contains(l, " name=") {
			values = append(values, l)
		}
	}
	want := []string{"default:s1 name==HYPERLINK(\"http://x.example\",\"y\")", "default:s2 name=+a", "default:s3 name=@b", "default:s4 name=-c", "other:-2", "other:=1+1"}
	if diff := cmp.Diff(want, values); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestFormsThatAreRefused(t *testing.T) {
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	for range 100 {
		if _, err := w.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	whole := string(packGzip(t, []byte(strings.Repeat("storefront,kind,value\n", 1000))))
	for name, fs := range map[string]files{
		"PK":       {"links.csv": "PK\x03\x04"},
		"250-fold": {"links.csv.gz": bomb.String()},
		"at byte":  {"links.csv.gz": whole[:len(whole)/2]},
		"different": {"links.ndjson": func() string {
			var b strings.Builder
			for i := range 3000 {
				b.WriteString(`{"x` + strings.Repeat("y", i%7) + string(rune('a'+i%26)) + strings.Repeat("z", i/182) + `":1}` + "\n")
			}
			return b.String()
		}()},
	} {
		d := newDesk(t)
		if _, err := d.load(fs); err == nil || !strings.Contains(err.Error(), strings.ReplaceAll(name, "PK", "ZIP")) {
			t.Errorf("%s: %v", name, err)
		}
		d.untouched()
	}
}

// TestMappedLoad holds a mapping at work: one row gives links of several kinds,
// words are translated, times and numbers read as the mapping says, and the
// vault reads the same way years later.
func TestMappedLoad(t *testing.T) {
	dir := write(t, files{
		"map.yaml": `
ringtrace_mapping: 1
files:
  - match: "导出*"
    kind: storefronts
    columns: {平台: platform, 店铺: shop_id, 状态: status}
    ignore: [手机, 账号, 时间]
    values: {status: {营业: OPEN}}
  - match: "导出*"
    kind: links
    timezone: Asia/Shanghai
    dates: DD/MM/YYYY hh:mm
    columns: {时间: observed_at}
    ignore: 状态
    set: {storefront: "{平台}:{店铺}"}
    rows:
      - set: {kind: PHONE, value: "{手机}"}
        split: {value: /}
      - set: {kind: PAYMENT_ACCOUNT, value: "ALIPAY:{账号}"}
  - match: buys.csv
    kind: test_purchases
    decimal: comma
`,
		"导出1.csv":  lines("平台;店铺;状态;手机;账号;时间", "taoyi;1;营业;+1 201 555 0101/+1 201 555 0102;pay@mail.example;01/02/2025 09:00", "taoyi;2;关;;;", "taoyi;3;关;xx;pay@mail.example;32/02/2025 09:00"),
		"buys.csv": lines("purchase_id;storefront_ref;amount", "T1;taoyi:1;1.234,50"),
	})
	m, err := ingest.ReadMapping(filepath.Join(dir, "map.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	d.tweak = func(o *ingest.Options) { o.Mapping = m; o.MaxRejects = 1 }
	r, err := d.loadPaths(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range dump(t, d.graph, withoutRecord) {
		if strings.Contains(l, "->") || strings.Contains(l, "status") || strings.Contains(l, "amount") {
			got = append(got, l)
		}
	}
	want := []string{
		"taoyi:1 -HAS_PHONE-> phone:+12015550101 DECLARED 2025-02-01T01:00:00Z", "taoyi:1 -HAS_PHONE-> phone:+12015550102 DECLARED 2025-02-01T01:00:00Z",
		"taoyi:1 -PAID_TO-> payment_account:ALIPAY:pay@mail.example OBSERVED 2025-02-01T01:00:00Z", "taoyi:1 status=OPEN OBSERVED",
		"taoyi:2 status=关 OBSERVED", "taoyi:3 -PAID_TO-> payment_account:ALIPAY:pay@mail.example OBSERVED", "taoyi:3 status=关 OBSERVED",
		"test_purchase:buys.csv:T1 -BOUGHT_FROM-> taoyi:1 OBSERVED", "test_purchase:buys.csv:T1 amount=1234.5 OBSERVED"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("graph (-want +got):\n%s", diff)
	}
	for _, f := range r.Files {
		if f.Kind == "links" && (f.RowsIn != 3 || f.SilentRows != 1 || f.Accepted != 2 || f.AcceptedWithWarnings != 1 || f.Mapping != "导出*" || f.MappingSHA256 == "") {
			t.Errorf("links: %+v", f)
		}
	}
	fresh := memory.New()
	if _, err := ingest.Replay(t.Context(), fresh, d.vault); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(dump(t, d.graph, withRecord), dump(t, fresh, withRecord)); diff != "" {
		t.Errorf("from the vault (-loaded +replayed):\n%s", diff)
	}
}

func TestMappingsThatDoNotFit(t *testing.T) {
	for name, tt := range map[string]struct{ mapping, says string }{
		"no file":   {"files: [{match: other.csv}]", "none of its patterns matches"},
		"no column": {"files: [{match: links.csv, columns: {shop: storefront}}]", `no column "shop"`},
		"kind":      {"files: [{match: links.csv, kind: rings}]", "no kind of file"},
		"class":     {"files: [{match: links.csv, evidence_class: SEEN}]", "none of OBSERVED"},
	} {
		dir := write(t, files{"m.yaml": "ringtrace_mapping: 1\n" + tt.mapping, "links.csv": "storefront,kind,value\n"})
		m, err := ingest.ReadMapping(filepath.Join(dir, "m.yaml"))
		d := newDesk(t)
		if err == nil {
			d.tweak = func(o *ingest.Options) { o.Mapping = m }
			_, err = d.loadPaths(t.Context(), filepath.Join(dir, "links.csv"))
		}
		if err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, want %q", name, err, tt.says)
		}
	}
}

// TestCommittedMappings holds that the mappings of docs/loading.md are read.
func TestCommittedMappings(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("..", "..", "docs", "mappings", "*.yaml"))
	if err != nil || len(paths) < 6 {
		t.Fatalf("%d mappings: %v", len(paths), err)
	}
	for _, path := range paths {
		if _, err := ingest.ReadMapping(path); err != nil {
			t.Error(err)
		}
	}
}
