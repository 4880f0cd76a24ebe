package canon_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// goldenRow is one row of testdata/<kind>.csv: what a value becomes, and where
// the case is from. In raw, escapes such as \u200b and \xff are read as Go
// reads them.
type goldenRow struct{ scheme, raw, id, outcome, code, origin string }

func golden(t *testing.T, name string) (rows []goldenRow) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records[1:] {
		raw, err := strconv.Unquote(`"` + strings.ReplaceAll(r[1], `"`, `\"`) + `"`)
		if err != nil {
			t.Fatalf("%s: raw: %v", r[5], err)
		}
		rows = append(rows, goldenRow{r[0], raw, r[2], r[3], r[4], r[5]})
	}
	if len(rows) < 40 {
		t.Errorf("%s.csv has %d rows; a canonicaliser has at least 40", name, len(rows))
	}
	return rows
}

// outcome is the word of the golden files for a level.
func outcome(i canon.Issue) string {
	return [...]string{"VALID", "SUPPORTS", "UNLINKS", "REJECTED"}[i.Level]
}

func TestGolden(t *testing.T) {
	for name, kind := range map[string]entity.Kind{
		"phone": entity.KindPhone, "email": entity.KindEmail, "account": entity.KindPaymentAccount, "iban": entity.KindPaymentAccount,
		"crypto": entity.KindPaymentAccount, "handle": entity.KindHandle, "uscc": entity.KindUSCC, "image": entity.KindImageHash, "text": entity.KindOther,
	} {
		t.Run(name, func(t *testing.T) {
			var want, got []goldenRow
			for _, row := range golden(t, name) {
				v, issue := canon.Canonicalise(kind, row.scheme, row.raw)
				want = append(want, row)
				got = append(got, goldenRow{row.scheme, row.raw, v.ID, outcome(issue), string(issue.Code), row.origin})
				if row.origin == "" {
					t.Errorf("%q has no origin", row.raw)
				}
				if issue.Links() != (row.outcome == "VALID" || row.outcome == "SUPPORTS") {
					t.Errorf("%q: links %v", row.raw, issue.Links())
				}
				again, second := canon.Canonicalise(kind, "", v.ID)
				if v.ID != "" && (again.ID != v.ID || second.Code != issue.Code) {
					t.Errorf("%q becomes %q (%s), then %q (%s)", row.raw, v.ID, issue.Code, again.ID, second.Code)
				}
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(goldenRow{})); diff != "" {
				t.Errorf("forms (-want +got):\n%s", diff)
			}
		})
	}
}

func TestResidentID(t *testing.T) {
	keyed := canon.NewKeyed([]byte(strings.Repeat("k", canon.KeySize)))
	other := canon.NewKeyed([]byte(strings.Repeat("o", canon.KeySize)))
	var none *canon.Keyed
	people := map[string]string{}
	for _, row := range golden(t, "resident") {
		kept, issue := keyed.ResidentID(row.raw)
		id := ""
		if kept.Hash != "" {
			id = kept.Region + " " + strconv.Itoa(kept.BirthYear)
		}
		if id != row.id || outcome(issue) != row.outcome || string(issue.Code) != row.code {
			t.Errorf("%q (%s): %q %s %s, want %q %s %s", row.raw, row.origin, id, outcome(issue), issue.Code, row.id, row.outcome, row.code)
		}
		if row.outcome != "VALID" {
			continue
		}
		if k, i := none.ResidentID(row.raw); k.Hash != "" || i.Code != canon.IDNoKey || i.Level != canon.Refuses {
			t.Errorf("%q without a key: %+v %s", row.raw, k, i.Code)
		}
		if k, _ := other.ResidentID(row.raw); k.Hash == kept.Hash {
			t.Errorf("%q has one hash under two keys", row.raw)
		}
		people[kept.Hash] += row.id
	}
	if len(people) != 20 {
		t.Errorf("%d people; spellings of one number must have one hash, other numbers others", len(people))
	}
	if v, issue := canon.Canonicalise(entity.KindOther, "", "11010519491231002X"); v.ID != "" || issue.Code != canon.IDNoKey {
		t.Errorf("as another value: %+v %s", v, issue.Code)
	}
	if canon.NewKeyed([]byte("short")) != nil {
		t.Error("a short secret makes a key")
	}
}

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"reg,11010519491231002X,x": "reg,[withheld],x",
		"11010519491231002x":       "[withheld]",
		"a 110105 19491231 002X b": "a [withheld] b",
		"号码１１０１０５１９４９１２３１００２Ｘ。":                      "号码[withheld]。",
		"110105194912310021 and 440524188001010014.": "[withheld] and [withheld].",
		"6222020200123450001":        "6222020200123450001",
		"911100006000373411":         "911100006000373411",
		"91110000600037341L":         "91110000600037341L",
		"1101051949123100":           "1101051949123100",
		"no number":                  "no number",
		"\xff11010519491231002X\xff": "\xff[withheld]\xff",
		"":                           "",
	} {
		if got := canon.Redact(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestSplit(t *testing.T) {
	tests := []struct {
		kind entity.Kind
		raw  string
		want []string
	}{
		{entity.KindPhone, "13900001234/13900001235", []string{"13900001234", "13900001235"}},
		{entity.KindPhone, "13900001234、021-55500111转801；138****8000", []string{"13900001234", "021-55500111转801", "138****8000"}},
		{entity.KindPhone, "13900001234, 13900001235 或 13900001236", []string{"13900001234", "13900001235", "13900001236"}},
		{entity.KindPhone, "１３９００００１２３４／１３９００００１２３５", []string{"１３９００００１２３４", "１３９００００１２３５"}},
		{entity.KindPhone, "+1-201-555-0123;ext=12", []string{"+1-201-555-0123;ext=12"}},
		{entity.KindPhone, "13900001234/", []string{"13900001234"}},
		{entity.KindPhone, "021-55500111,12", []string{"021-55500111;12"}},
		{entity.KindPhone, "tel;13900001234", []string{"tel;13900001234"}},
		{entity.KindPhone, "", []string{""}},
		{entity.KindPhone, "n/a", []string{"n/a"}},
		{entity.KindEmail, "a@b.example, c@d.example", []string{"a@b.example", "c@d.example"}},
		{entity.KindEmail, "n/a", []string{"n/a"}},
		{entity.KindPaymentAccount, "a,b", []string{"a,b"}},
	}
	for _, tt := range tests {
		if diff := cmp.Diff(tt.want, canon.Split(tt.kind, tt.raw)); diff != "" {
			t.Errorf("%s %q (-want +got):\n%s", tt.kind, tt.raw, diff)
		}
	}
}

func TestWeakerAndFlags(t *testing.T) {
	for id, want := range map[string]string{
		"a.b+tag@gmail.com":      "email:ab@gmail.com",
		"ab@googlemail.com":      "email:ab@gmail.com",
		"a.b+tag@outlook.com":    "email:a.b@outlook.com",
		"shop+tag@mail.example":  "",
		"ab@gmail.com":           "",
		"+tag@gmail.com":         "",
		"88120934@qq.com":        "handle:QQ:88120934",
		"maker@qq.com":           "",
		"13900001234@139.com":    "phone:+8613900001234",
		"service@brand.example":  "role",
		"user@mailinator.com":    "disposable",
		"service@mailinator.com": "disposable role",
	} {
		var said []string
		key := entity.Key{Kind: entity.KindEmail, ID: id}
		for _, k := range canon.Weaker(key) {
			said = append(said, k.String())
		}
		if got := strings.Join(append(said, canon.Flags(key)...), " "); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if k := (entity.Key{Kind: entity.KindHandle, ID: "QQ:service@qq.com"}); canon.Weaker(k) != nil || canon.Flags(k) != nil {
		t.Error("a handle says something besides itself")
	}
}

// What is inferred at most never makes evidence stronger, and a class that is
// not known stays unknown.
func TestSupportsLowersTheClass(t *testing.T) {
	for _, tt := range []struct {
		level       canon.Level
		given, want entity.Class
	}{
		{canon.None, entity.ClassObserved, entity.ClassObserved},
		{canon.Supports, entity.ClassObserved, entity.ClassInferred},
		{canon.Supports, entity.ClassInferred, entity.ClassInferred},
		{canon.Supports, entity.ClassUnknown, entity.ClassUnknown},
	} {
		if got := (canon.Issue{Level: tt.level}).Class(tt.given); got != tt.want {
			t.Errorf("level %d, %s: %s", tt.level, tt.given, got)
		}
	}
}
