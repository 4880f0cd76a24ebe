package dossier

import (
	"bytes"
	_ "embed"
	"html/template"
	"slices"
	"strings"
	"unicode"
)

//go:embed page.html.tmpl
var pageTemplate string

// page is what the template sees.
type page struct {
	Lang    string
	Banner  string // the title, which stands on every page
	Draft   bool
	D       *Dossier
	Basis   string
	Weakest []string // what speaks against it most, in sentences
	Missing []string // sections that the addressee needs and that are not filled
	Tables  []pageTable
}

type pageTable struct {
	ID, Name string
	Columns  []string
	Rows     [][]pageCell
}

type pageCell struct {
	Text, Anchor, Withheld string
	Links                  []string
	Data, English          bool
}

// html writes the dossier as one page that needs nothing else: no script, no
// picture, no address to load from.
func html(d *Dossier, lang string) ([]byte, error) {
	banner := "title-association"
	if d.Lead {
		banner = "title-lead"
	}
	p := page{Lang: lang, Banner: say(banner, lang), Draft: d.Status != Final, D: d, Basis: sentence(d.Summary.Basis, lang, nil), Missing: d.MissingSections()}
	for _, code := range d.Summary.Weakest {
		at := slices.IndexFunc(d.Against, func(p Point) bool { return p.Code == code })
		if at >= 0 {
			p.Weakest = append(p.Weakest, translated(code, lang, d.Against[at].Numbers, d.Against[at].Text))
		}
	}
	for _, t := range tables(d, lang) {
		p.Tables = append(p.Tables, t.page(lang))
	}
	t, err := template.New("page").Funcs(template.FuncMap{
		"say": func(key string) string { return say(key, lang) }, "clean": clean,
		"short": func(s string) string { return s[:min(12, len(s))] },
	}).Parse(pageTemplate)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func (t *table) page(lang string) pageTable {
	out := pageTable{ID: "section-" + t.name, Name: t.name, Columns: t.columns}
	for _, r := range t.rows {
		line := make([]pageCell, len(r))
		for i, c := range r {
			line[i] = c.page(lang)
		}
		out.Rows = append(out.Rows, line)
	}
	// A party with two names has two rows; an anchor names the first.
	seen := map[string]bool{}
	for _, line := range out.Rows {
		if a := line[0].Anchor; a != "" && seen[a] {
			line[0] = pageCell{Text: a}
		} else {
			seen[a] = true
		}
	}
	return out
}

func (c cell) page(lang string) pageCell {
	out := pageCell{Withheld: c.withheld}
	switch c.sort {
	case names:
		out.Links = strings.Fields(c.text)
	case anchor:
		out.Anchor = c.text
	case code:
		out.Text = say(c.text, lang)
	case data:
		out.Text, out.Data = c.text, true
	case spoke:
		out.Text, out.English = c.text, lang != "en" && !strings.ContainsFunc(c.text, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	default:
		out.Text = c.text
	}
	return out
}

// clean shows what cannot be printed, and what would turn the direction of
// the text around it, as a box.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if (unicode.IsControl(r) && r != '\n' && r != '\t') || unicode.In(r, unicode.Bidi_Control) || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, s)
}
