package chart_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ringtrace/ringtrace/internal/eval"
	"github.com/ringtrace/ringtrace/internal/eval/chart"
)

var update = flag.Bool("update", false, "write the golden page again")

// town is forty storefronts: two rings, a family, and innocents, one of them
// framed; kind and reason are what the names of measures are made of.
func town(kind, reason string) *eval.Truth {
	t := &eval.Truth{Rings: eval.Grouping{}, Operations: eval.Grouping{}, Findable: eval.Grouping{}, Reasons: map[string]string{"north": "yes", "south": reason},
		Framed: eval.Grouping{"shop 20": "north"}, Illicit: map[string]bool{}}
	for i := range 40 {
		shop := fmt.Sprintf("shop %02d", i)
		t.Illicit[shop], t.Operations[shop] = i < 12, shop
		switch {
		case i < 5:
			t.Rings[shop], t.Operations[shop], t.Findable[shop] = "north", "north", "north"
		case i < 9:
			t.Rings[shop], t.Operations[shop] = "south", "south"
		case i >= 15 && i < 18:
			t.Operations[shop] = "family"
		}
		if i%2 == 1 {
			t.Links = append(t.Links, eval.Link{A: fmt.Sprintf("shop %02d", i-1), B: shop, Kind: kind, Why: []string{eval.Genuine, eval.ByHub}[i/20]})
		}
	}
	return t
}

// findings are one method with everything, one that groups, one that ranks.
func findings() []*eval.Finding {
	full := &eval.Finding{Name: "rings", Groups: eval.Grouping{}, Tiers: map[string]eval.Tier{}, Scores: eval.Ranking{}, Scale: true,
		Risks: eval.Ranking{"N": 91.5, "F": 31}, Leads: map[string]bool{"N": true}}
	plain := &eval.Finding{Name: "components", Groups: eval.Grouping{}}
	price := &eval.Finding{Name: "price", Scores: eval.Ranking{}}
	for i := range 40 {
		shop := fmt.Sprintf("shop %02d", i)
		plain.Groups[shop] = fmt.Sprint("c", i/10)
		price.Scores[shop] = float64(i * 7 % 13)
		switch {
		case i < 5:
			full.Groups[shop], full.Tiers[shop], full.Scores[shop] = "N", eval.Core, 70+float64(i)
		case i >= 15 && i < 19:
			full.Groups[shop], full.Tiers[shop], full.Scores[shop] = "F", eval.Attached, 30
		case i == 20:
			full.Tiers[shop], full.Scores[shop] = eval.Peripheral, 12
		}
	}
	return []*eval.Finding{full, plain, price}
}

func render(t *testing.T, truth *eval.Truth, all ...*eval.Finding) string {
	t.Helper()
	g := truth.Gauge([]int{5, 20})
	r := chart.Report{Version: "0"}
	for _, f := range all {
		r.Names, r.Reports = append(r.Names, f.Name), append(r.Reports, g.Measure(f))
	}
	page, err := chart.Render(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

func TestGoldenPage(t *testing.T) {
	got := render(t, town("PHONE", "tree"), findings()...)
	const path = "testdata/page.html"
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

// The page loads nothing, names each thing once, and what is drawn is told.
func TestPageStandsAlone(t *testing.T) {
	page := render(t, town("PHONE", "tree"), findings()...)
	for _, bad := range []string{"<script", "http:", "https:", "src=", "@import", "NaN", "Inf", "ZgotmplZ"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if ids[m[1]] {
			t.Errorf("the id %s is given twice", m[1])
		}
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`(?:labelledby="|href="#)([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for _, id := range strings.Fields(m[1]) {
			if !ids[id] {
				t.Errorf("nothing has the id %s", id)
			}
		}
	}
	pictures := strings.Count(page, `<svg role="img"`)
	if titles, words := strings.Count(page, "</title><desc"), strings.Count(page, "</desc>"); pictures < 6 || titles != pictures || words != pictures {
		t.Errorf("%d pictures with %d titles and %d descriptions", pictures, titles, words)
	}
	for _, id := range []string{"harm", "sizes", "precision-recall", "reliability"} {
		section := regexp.MustCompile(`(?s)<section aria-labelledby="` + id + `">.*?</section>`).FindString(page)
		if !strings.Contains(section, "<svg") || !strings.Contains(section, "<caption>") {
			t.Errorf("%s lacks its plot or its table", id)
		}
	}
}

// Kinds, reasons and names come from files of strangers.
func TestWordsOfStrangersDoNoHarm(t *testing.T) {
	evil := `<img src=x onerror="a">&'`
	f := findings()
	f[0].Name = evil
	page := render(t, town(evil, evil), f...)
	if strings.Contains(page, "<img") || strings.Contains(page, `onerror="`) {
		t.Error("the page holds what a name must not bring in")
	}
}

// A method that says nothing leaves no plot, and no table without a figure.
func TestNothingToDraw(t *testing.T) {
	page := render(t, &eval.Truth{Rings: eval.Grouping{"a": ""}}, &eval.Finding{Name: "found", Scores: eval.Ranking{"a": 1}})
	if strings.Contains(page, "<figure>") || strings.Contains(page, "<section") {
		t.Error(page)
	}
	page = render(t, &eval.Truth{Rings: eval.Grouping{"a": ""}}, &eval.Finding{Name: "found", Groups: eval.Grouping{}})
	if strings.Contains(page, "NaN") || !strings.Contains(page, `id="harm"`) {
		t.Error(page)
	}
}
