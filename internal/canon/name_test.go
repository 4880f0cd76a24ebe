package canon_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"github.com/ringtrace/ringtrace/internal/canon"
)

func TestGoldenNames(t *testing.T) {
	var want, got [][]string
	for _, row := range table(t, filepath.Join("testdata", "name.csv")) {
		k := canon.Name(row[0])
		want = append(want, row)
		got = append(got, []string{row[0], k.Han, k.Pinyin, k.Latin, strings.TrimPrefix(k.Region, "GB2260:"), row[5]})
		if row[5] == "" {
			t.Errorf("%s has no origin", row[0])
		}
	}
	if len(want) < 40 {
		t.Errorf("%d rows; there are at least 40", len(want))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
}

// FuzzName holds that names have keys fit to be stored, and that a key has
// itself for a key.
func FuzzName(f *testing.F) {
	for _, s := range []string{"广州市蓝天贸易有限公司", "蓝天（广州）贸易有限公司", "Zhang San", "Müller GmbH & Co. KG", "公司公司", "Йод ООО", "and and", "广州广州", "\u0301", "张 三", "xian", "a&b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		k := canon.Name(raw)
		for _, s := range []string{k.Han, k.Pinyin, k.Latin, k.Region} {
			if !utf8.ValidString(s) || !norm.NFC.IsNormalString(s) || strings.TrimSpace(s) != s {
				t.Fatalf("%q is not fit to be stored", s)
			}
		}
		if strings.ContainsFunc(k.Pinyin, func(r rune) bool { return r < 'a' || r > 'z' }) {
			t.Fatalf("pinyin %q", k.Pinyin)
		}
	})
}
