package mapping_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/mapping"
)

var update = flag.Bool("update", false, "write the golden files again")

func TestSuggest(t *testing.T) {
	tests := []struct {
		name   string
		sample mapping.Sample
	}{
		{"chinese", mapping.Sample{Name: "导出.csv", Format: "GB18030, commas", Columns: []string{"店铺", "店铺名称", "手机", "详细地址", "收款方式", "收款账号", "微信号", "采集时间", "备注"},
			Rows: [][]string{{"s1", "一", "138 0013 8000", "广东省广州市天河区1号", "ALIPAY", "x", "wx", "2026年1月2日", "a"}}}},
		{"values", mapping.Sample{Name: "export.tsv", Format: "UTF-8, tabs", Columns: []string{"c1", "c2", "c3", "c4", "c5", "c6"},
			Rows: [][]string{{"one", "a@b.example", "+44 20 7946 0958", "0x52908400098527886E0F7030069857D2E4169EE7", "01/02/2026", "1 Some Street, Town"},
				{"two", "c@d.example", "020-7946-0959", "DE89370400440532013000", "02/02/2026", "2 Some Road, Town"}}}},
		{"known", mapping.Sample{Name: "sellers.csv", Kind: "sellers", Known: []string{"name", "uscc", "contact_phone", "contact_email", "registered_at"}, Format: "UTF-8, commas",
			Columns: []string{"Name", "Telephone", "company", "Mail", "x\"y"}, Rows: [][]string{{"a", "1", "b", "c", "d"}}}},
		{"nothing", mapping.Sample{Name: "x.csv", Format: "UTF-8, commas", Columns: []string{"price"}, Rows: [][]string{{"1"}}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := mapping.Suggest(tt.sample)
			golden := filepath.Join("testdata", "suggest", tt.name+".yaml")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if _, err := mapping.Parse("suggested.yaml", []byte(got)); err != nil {
				t.Errorf("what is suggested is not read: %v", err)
			}
			for _, row := range tt.sample.Rows {
				for _, v := range row {
					if len(v) > 4 && strings.Contains(got, v) {
						t.Errorf("holds the value %q", v)
					}
				}
			}
		})
	}
}
