package format_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/format"
)

// open returns an opener of bytes.
func open(b []byte) format.Opener {
	return func() (io.ReadSeekCloser, error) { return memory{bytes.NewReader(b)}, nil }
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// read examines bytes and returns what they are and their text, or the error.
func read(ctx context.Context, name string, b []byte) (what string, text []byte, err error) {
	f, err := format.Examine(ctx, name, open(b))
	if err != nil {
		return "", nil, err
	}
	r, err := f.Text(ctx)
	if err != nil {
		return f.String(), nil, err
	}
	text, err = io.ReadAll(r)
	return f.String(), text, errors.Join(err, r.Close())
}

func encoded(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func gzipped(t testing.TB, b []byte) []byte {
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

func zstded(t testing.TB, b []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(b, nil)
}

const (
	han     = "店铺,手机,地址\n小店一号,13800138000,广东省广州市天河区体育西路一百零三号\n小店二号,13900139000,浙江省义乌市北苑街道春晗路五十三号\n"
	hanTabs = "店铺\t手机\n小店一号\t13800138000\n小店二号\t13900139000\n"
)

func TestWhatFilesAre(t *testing.T) {
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	tests := []struct {
		name, file string
		content    []byte
		what, text string
	}{
		{"ascii", "a.csv", []byte("a,b\n1,2\n"), "UTF-8, commas", "a,b\n1,2\n"},
		{"utf-8", "a.csv", []byte(han), "UTF-8, commas", han},
		{"mark", "a.csv", []byte("\xef\xbb\xbfa;b\n1;2\n"), "UTF-8 with BOM, semicolons", "\xef\xbb\xbfa;b\n1;2\n"},
		{"gb18030", "a.csv", encoded(t, simplifiedchinese.GB18030, han), "GB18030, commas", han},
		{"gbk tabs", "a.csv", encoded(t, simplifiedchinese.GBK, hanTabs), "GB18030, tabs", hanTabs},
		{"gb18030 with mark", "a.csv", encoded(t, simplifiedchinese.GB18030, "\ufeff"+han), "GB18030, commas", han},
		{"gb18030 traditional", "a.csv", encoded(t, simplifiedchinese.GB18030, "店舖,地址\n廣東省東莞市虎門鎮,中國浙江省義烏市工業區\n"), "GB18030, commas",
			"店舖,地址\n廣東省東莞市虎門鎮,中國浙江省義烏市工業區\n"},
		{"gb18030 rare", "a.csv", encoded(t, simplifiedchinese.GB18030, han+"𠮷野,1,广州市\n"), "GB18030, commas", han + "𠮷野,1,广州市\n"},
		{"one name in chinese", "a.csv", append([]byte("a,b\n1,2\n3,"), encoded(t, simplifiedchinese.GBK, "中国\n")...), "GB18030, commas", "a,b\n1,2\n3,中国\n"},
		{"utf-16le", "a.csv", encoded(t, le, han), "UTF-16LE, commas", han},
		{"utf-16be", "a.csv", encoded(t, be, han), "UTF-16BE, commas", han},
		{"utf-16le marked", "a.txt", append([]byte{0xff, 0xfe}, encoded(t, le, hanTabs)...), "UTF-16LE, tabs", hanTabs},
		{"utf-16be marked", "a.txt", append([]byte{0xfe, 0xff}, encoded(t, be, hanTabs)...), "UTF-16BE, tabs", hanTabs},
		{"gzip", "a.csv.gz", gzipped(t, []byte(han)), "UTF-8, commas, gzip", han},
		{"gzip members", "a.csv.gz", append(gzipped(t, []byte("a|b\n")), gzipped(t, []byte("1|2\n"))...), "UTF-8, bars, gzip", "a|b\n1|2\n"},
		{"zstd gb18030", "a.csv", zstded(t, encoded(t, simplifiedchinese.GB18030, han)), "GB18030, commas, zstd", han},
		{"ndjson", "a.txt", []byte("{\"a\":1}\n{\"a\":2}\n"), "UTF-8, NDJSON", "{\"a\":1}\n{\"a\":2}\n"},
		{"ndjson by name", "a.jsonl.gz", gzipped(t, []byte("{broken\n{\"a\":2}\n")), "UTF-8, NDJSON, gzip", "{broken\n{\"a\":2}\n"},
		{"damage is no encoding", "a.csv", []byte(han + "\xff\xfe,1,\xe4\xb8\n"), "UTF-8, commas", han + "\xff\xfe,1,\xe4\xb8\n"},
		{"two encodings", "a.csv", append([]byte(han), encoded(t, simplifiedchinese.GBK, "小店,1,广州\n")...), "UTF-8, commas", ""},
		{"damage in gb18030", "a.csv", append(bytes.Repeat(encoded(t, simplifiedchinese.GBK, han), 60), "\xff,1,2\n"...), "GB18030, commas", strings.Repeat(han, 60) + "\xff,1,2\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			what, text, err := read(t.Context(), tt.file, tt.content)
			if err != nil {
				t.Fatal(err)
			}
			if what != tt.what {
				t.Errorf("is %q, want %q", what, tt.what)
			}
			if diff := cmp.Diff(tt.text, string(text)); diff != "" && tt.text != "" {
				t.Errorf("text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestDelimiters(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"one column", "line\na\tb\tc\n", "commas"},
		{"commas inside", "shop;price\na;1,5\nb;2,5\n", "semicolons"},
		{"both in the header", "Preis,EUR;Name;Ort\n1,5;a;b\n2,5;c;d\n", "semicolons"},
		{"listed in a name", "shop,codes a;b\nx,44;45\n", "commas"},
		{"quoted", "\"a;b;c\",d\n1,2\n", "commas"},
		{"line ends inside quotes", "a,b\n\"x\ny\nz\",2\n", "commas"},
		{"times", "a:b,c\n1,2\n", "commas"},
		{"carets", "a^b^c\n1^2^3\n", `delimiter '^'`},
		{"unit separators", "a\x1fb\n1\x1f2\n", `delimiter '\x1f'`},
		{"no rows", "a|b|c", "bars"},
		{"spreadsheet tail", "a,b,,\n1,2,,\n", "commas"},
		{"ragged", "a,b,c\n1,2\n1\n1,2,3\n", "commas"},
		{"blank lines first", "\n\r\na;b\n1;2\n", "semicolons"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := format.Examine(t.Context(), "a.csv", open([]byte(tt.text)))
			if err != nil {
				t.Fatal(err)
			}
			if got := f.DelimiterName(); got != tt.want {
				t.Errorf("parted by %s, want %s", got, tt.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	latin := encoded(t, charmap.ISO8859_1, "name,city\nMüller,Köln\nJosé Pérez,Málaga\nEspaña,x\n")
	cyrillic := encoded(t, charmap.Windows1251, strings.Repeat("имя,город\nдом,Москва\nулица Ленина,Тверь\n", 5))
	big5 := encoded(t, traditionalchinese.Big5, strings.Repeat("店名,地址\n小店一號,台北市中正區重慶南路一段\n", 5))
	kr := encoded(t, korean.EUCKR, strings.Repeat("이름,주소\n가게,서울특별시 강남구 테헤란로\n", 5))
	good := gzipped(t, []byte(strings.Repeat(han, 100)))
	z := zstded(t, []byte(strings.Repeat(han, 100)))
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 0x55
	tests := []struct {
		name, code, says string
		content          []byte
	}{
		{"empty", "EMPTY", "the file is empty", nil},
		{"empty gzip", "EMPTY", "the file is empty", gzipped(t, nil)},
		{"latin-1", "ENCODING", "line 2: is not UTF-8", latin},
		{"cyrillic", "ENCODING", "not GB18030", cyrillic},
		{"big5", "ENCODING", "not GB18030", big5},
		{"korean", "ENCODING", "not GB18030", kr},
		{"zip", "FORMAT", "Excel workbook", []byte("PK\x03\x04aaaaaaaa")},
		{"xls", "FORMAT", "old Excel", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1aaaa")},
		{"xls that is html", "FORMAT", "web page", []byte("\xef\xbb\xbf\n <HTML><body>")},
		{"bzip2", "FORMAT", "bzip2", []byte("BZh91AY")},
		{"utf-32", "FORMAT", "UTF-32", []byte("\xff\xfe\x00\x00a\x00\x00\x00")},
		{"gzip in gzip", "FORMAT", "compressed twice", gzipped(t, good)},
		{"zip in gzip", "FORMAT", "ZIP archive", gzipped(t, []byte("PK\x03\x04aaaa"))},
		{"parquet in zstd", "FORMAT", "Parquet inside zstd", zstded(t, []byte("PAR1aaaaPAR1"))},
		{"gzip cut off", "TRUNCATED", "at byte 60", good[:60]},
		{"gzip header cut off", "TRUNCATED", "at byte 5", good[:5]},
		{"zstd cut off", "TRUNCATED", "at byte 50", z[:50]},
		{"gzip damaged", "DAMAGED", "gzip stream is damaged at or before byte", flipped},
		{"gzip with a tail", "DAMAGED", "gzip stream is damaged", append(bytes.Clone(good), "tail tail tail tail"...)},
		{"json array", "FORMAT", "JSON array", []byte("[{\"a\":1},\n{\"a\":2}]\n")},
		{"json array over lines", "FORMAT", "JSON array", []byte("[\n{\"a\":1}\n]\n")},
		{"json over lines", "FORMAT", "many lines", []byte("{\n\"a\":1\n}\n")},
		{"sep=", "FORMAT", "Excel's note", []byte("sep=;\na;b\n")},
		{"parquet cut off", "DAMAGED", "damaged or was cut off", []byte("PAR1aaaaaaaaaaaaaaaaaaaaa")},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			what, _, err := read(t.Context(), "a.csv", tt.content)
			if err == nil {
				t.Fatalf("was read as %s", what)
			}
			var e *errs.Error
			if !errors.As(err, &e) || e.Kind != errs.Invalid || e.Code != tt.code || e.Remedy == "" || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want code %s and %q, with a remedy", err, tt.code, tt.says)
			}
		})
	}
}

// endless yields n bytes of one value.
type endless struct{ n int64 }

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), e.n)
	for i := range p[:n] {
		p[i] = 'a'
	}
	e.n -= n
	return int(n), nil
}

func TestBombs(t *testing.T) {
	for _, pack := range []struct {
		name string
		w    func(io.Writer) io.WriteCloser
	}{
		{"gzip", func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }},
		{"zstd", func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		}},
	} {
		t.Run(pack.name, func(t *testing.T) {
			var out bytes.Buffer
			w := pack.w(&out)
			if _, err := io.Copy(w, &endless{100 << 20}); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			_, err := format.Examine(t.Context(), "a.csv", open(out.Bytes()))
			if !errors.Is(err, &errs.Error{Kind: errs.Invalid, Code: "TOO_LONG"}) || !strings.Contains(err.Error(), "250-fold") {
				t.Errorf("%d bytes that unpack to 100 MiB: %v", out.Len(), err)
			}
		})
	}
}

// TestTranscodingLosesNothing writes any text in each encoding and reads it
// back.
func TestTranscodingLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.StringOfN(rapid.RuneFrom([]rune("abcXYZ019 ,;市区路号店人在有限公司小的张新𠮷éü€“”，。")), 1, 40, -1)
		text := "名称,value市区路\n市" + strings.Join(rapid.SliceOfN(line, 1, 300).Draw(t, "lines"), "\n市") + "\n"
		for _, e := range []struct {
			name string
			encoding.Encoding
		}{
			{"UTF-16LE", unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)},
			{"UTF-16BE", unicode.UTF16(unicode.BigEndian, unicode.UseBOM)},
			{"GB18030", simplifiedchinese.GB18030},
		} {
			b, err := e.NewEncoder().Bytes([]byte(text))
			if err != nil {
				t.Fatal(err)
			}
			what, got, err := read(context.Background(), "a.csv", b)
			if err != nil || !strings.HasPrefix(what, e.name) {
				if e.name == "GB18030" && errs.KindOf(err) == errs.Invalid {
					continue // too few common characters to be certain: refused, never misread
				}
				t.Fatalf("%s was read as %q: %v", e.name, what, err)
			}
			if string(got) != text {
				t.Fatalf("%s: %q came back as %q", e.name, text, got)
			}
		}
	})
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := format.Examine(ctx, "a.csv", open([]byte(han))); !errors.Is(err, context.Canceled) {
		t.Errorf("examining under an ended context: %v", err)
	}
}

func TestFailingDisk(t *testing.T) {
	broken := func() (io.ReadSeekCloser, error) { return failing{}, nil }
	if _, err := format.Examine(t.Context(), "a.csv", broken); errs.KindOf(err) != errs.Unavailable {
		t.Errorf("a disk that fails: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error)       { return 0, errors.New("input/output error") }
func (failing) Seek(int64, int) (int64, error) { return 0, nil }
func (failing) Close() error                   { return nil }

// long is a file of one line of n letters.
type long struct {
	endless
	size int64
}

func (l *long) Seek(offset int64, _ int) (int64, error) {
	l.n = l.size - offset
	return offset, nil
}

func (l *long) Close() error { return nil }

// TestOneLineOfAGigabyte holds that such a line costs time and no memory.
func TestOneLineOfAGigabyte(t *testing.T) {
	const size = 1 << 30
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f, err := format.Examine(t.Context(), "a.csv", func() (io.ReadSeekCloser, error) { return &long{endless{size}, size}, nil })
	if err != nil || f.Bytes != size {
		t.Fatalf("%+v %v", f, err)
	}
	text, err := f.Text(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if n, err := io.Copy(io.Discard, text); n != size || err != nil {
		t.Errorf("%d bytes of text: %v", n, err)
	}
	runtime.ReadMemStats(&after)
	if made := after.TotalAlloc - before.TotalAlloc; made > 64<<20 {
		t.Errorf("%d MiB of memory were asked for", made>>20)
	}
}
