package dossier_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/dossier"
	"github.com/ringtrace/ringtrace/internal/ring"
)

// The sheets of a page repeat the head of its outer table when it is printed,
// so what stands there stands on every page.
func TestTitleStandsOnEveryPage(t *testing.T) {
	for name, c := range map[string]struct {
		shape func(*shape)
		final bool
		lead  bool
	}{
		"lead": {func(*shape) {}, false, true}, "final lead": {func(*shape) {}, true, true},
		"no product evidence": {func(s *shape) { s.counterfeit = 0 }, false, false},
		"account group":       {func(s *shape) { s.status = ring.StatusAccountGroup }, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := lead()
			c.shape(&s)
			opt := options(dossier.L2)
			opt.Final = c.final
			p := built(t, build(t, s), opt)
			if c.final {
				sign(t, p)
			}
			files := unzip(t, zipped(t, p))
			for lang, words := range map[string][3]string{"en": {"DRAFT", "Lead package", "Association report, not a lead"}, "zh": {"草稿", "案件线索卷宗", "关联报告，不构成案件线索"}} {
				page := files["data/dossier."+lang+".html"]
				head := regexp.MustCompile(`(?s)<table class="sheet".*?<thead>(.*?)</thead>`).FindStringSubmatch(page)
				if head == nil {
					t.Fatal("the page has no head that repeats")
				}
				if got := strings.Contains(head[1], words[0]); got != !c.final {
					t.Errorf("%s: marked as a draft: %v", lang, got)
				}
				if strings.Contains(head[1], words[1]) != c.lead || strings.Contains(head[1], words[2]) == c.lead {
					t.Errorf("%s: the head says %s", lang, head[1])
				}
			}
			if p.Dossier.Lead != c.lead {
				t.Errorf("lead %v, want %v", p.Dossier.Lead, c.lead)
			}
		})
	}
}

// Names come from strangers.
func TestNamesOfAnyKindDoNoHarm(t *testing.T) {
	for name, shop := range map[string]string{
		"long": strings.Repeat("长", 10_000), "right to left": "متجر\u202eevil\u202c", "beyond the basic plane": "𬬭𠮷🏴‍☠️", "formula": "=HYPERLINK(\"x\")", "markup": `<script>alert(1)</script>"'&`,
		"line separators": "a\u2028b\u2029c\u0000d\x1be", "template": "{{.D}}",
	} {
		t.Run(name, func(t *testing.T) {
			s := lead()
			s.shopName = shop
			data := zipped(t, built(t, build(t, s), options(dossier.L2)))
			if _, err := dossier.Verify(data, nil); err != nil {
				t.Fatal(err)
			}
			files := unzip(t, data)
			page := files["data/dossier.en.html"]
			if strings.Contains(page, "<script>") || strings.ContainsAny(page, "\u202e\u202c\x00\x1b") {
				t.Error("the page holds what a name must not bring in")
			}
			var d dossier.Dossier
			if err := json.Unmarshal([]byte(files["data/dossier.json"]), &d); err != nil {
				t.Fatal(err)
			}
			if got := d.Storefronts[0].Names[0].Name.Value; got != shop {
				t.Errorf("the name became %.40q", got)
			}
			noFormulas(t, files)
		})
	}
}

func noFormulas(t *testing.T, files map[string]string) {
	t.Helper()
	number := regexp.MustCompile(`^-?[0-9.]+$`)
	for path, text := range files {
		if !strings.HasSuffix(path, ".csv") {
			continue
		}
		body, ok := strings.CutPrefix(text, "\ufeff")
		if !ok {
			t.Errorf("%s has no byte order mark", path)
		}
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			for _, c := range r {
				if c != "" && strings.ContainsAny(c[:1], "=+-@\t\r") && !number.MatchString(c) {
					t.Errorf("%s: a spreadsheet would compute %.20q", path, c)
				}
			}
		}
	}
}

// Both languages say the same: the same numbers, names and dates in the same
// order of sections.
func TestLanguagesSayTheSame(t *testing.T) {
	files := unzip(t, zipped(t, built(t, build(t, lead()), options(dossier.L1))))
	facts := func(page string) map[string][]string {
		page = html.UnescapeString(page[strings.Index(page, "</head>"):])
		cells := regexp.MustCompile(`(?s)<(?:td|dd|h2)[^>]*>(.*?)</(?:td|dd|h2)>`).FindAllStringSubmatch(page, -1)
		out := map[string][]string{}
		for _, c := range cells {
			out["numbers"] = append(out["numbers"], regexp.MustCompile(`[0-9](?:[0-9.:T/-]*[0-9])?`).FindAllString(c[1], -1)...)
			out["names"] = append(out["names"], regexp.MustCompile(`href="#[^"]+"`).FindAllString(c[1], -1)...)
		}
		out["sections"] = regexp.MustCompile(`<h2 id="[^"]+"`).FindAllString(page, -1)
		return out
	}
	if diff := cmp.Diff(facts(files["data/dossier.en.html"]), facts(files["data/dossier.zh.html"])); diff != "" {
		t.Errorf("(-en +zh):\n%s", diff)
	}
}

// What a reader is told of must be there, or must be said to be missing.
