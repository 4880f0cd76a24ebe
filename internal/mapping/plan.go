package mapping

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Plan is an entry made ready for a file with certain columns. It is for one
// reader at a time.
type Plan struct {
	names    []string       // of the file's columns, as meant
	computed []string       // of the columns that are made behind them
	theirs   map[string]int // position of the file's columns
	silent   map[int]bool   // positions that are ignored, or only read by templates
	parts    []plannedPart

	fields [][]byte // of the row at hand
	out    [][]byte
}

// plannedPart is one row that a row gives.
type plannedPart struct {
	cells  []cell // of the computed columns
	split  int    // which of them is split; -1
	by     Texts
	saying map[string]bool // columns that the part itself fills
}

// cell says where a computed column has its text from.
type cell struct {
	template *template // nil: from at
	at       int       // position in the file; -1 is nowhere
	words    map[string]string
}

// Plan prepares the entry for a file with these columns, named as Name does.
// An entry that names a column which the file has not is an error.
func (e *Entry) Plan(columns []string) (*Plan, error) {
	p := &Plan{names: slices.Clone(columns), theirs: map[string]int{}, silent: map[int]bool{}}
	for i, c := range columns {
		if _, twice := p.theirs[c]; !twice {
			p.theirs[c] = i
		}
	}
	if err := p.rename(e); err != nil {
		return nil, err
	}
	parts := e.Rows
	if len(parts) == 0 {
		parts = []Part{{}}
	}
	for _, part := range append([]Part{{e.Set, e.Values, e.Split}}, parts...) {
		for _, group := range [][]string{slices.Collect(maps.Keys(part.Set)), slices.Collect(maps.Keys(part.Values)), slices.Collect(maps.Keys(part.Split))} {
			p.computed = append(p.computed, group...)
		}
	}
	for i, c := range p.computed {
		p.computed[i] = Name(c)
	}
	slices.Sort(p.computed)
	p.computed = slices.Compact(p.computed)
	for i := range parts {
		planned, err := p.part(e, &parts[i])
		if err != nil {
			return nil, err
		}
		p.parts = append(p.parts, planned)
	}
	return p, nil
}

// rename gives the file's columns the names that the entry means. A column that
// means several of ours keeps the first and is computed for the others.
func (p *Plan) rename(e *Entry) error {
	meant := map[string]string{}
	for _, raw := range slices.Sorted(maps.Keys(e.Columns)) {
		theirs := Name(raw)
		at, ok := p.theirs[theirs]
		if !ok {
			return p.absent(raw)
		}
		for i, ours := range e.Columns[raw] {
			ours = Name(ours)
			if other, twice := meant[ours]; twice {
				return fmt.Errorf("columns: %q and %q both mean %s", other, raw, ours)
			}
			meant[ours] = raw
			if i > 0 {
				p.computed = append(p.computed, ours)
			}
		}
		p.names[at] = Name(e.Columns[raw][0])
	}
	for _, raw := range e.Ignore {
		at, ok := p.theirs[Name(raw)]
		if !ok {
			return p.absent(raw)
		}
		p.names[at] = "ignored." + p.names[at]
		p.silent[at] = true
	}
	return nil
}

func (p *Plan) absent(column string) error {
	return fmt.Errorf("the file has no column %q; it has %s", column, strings.Join(slices.Sorted(maps.Keys(p.theirs)), ", "))
}

func (p *Plan) part(e *Entry, part *Part) (plannedPart, error) {
	out := plannedPart{split: -1, saying: map[string]bool{}}
	from := map[string]int{}
	for raw, ours := range e.Columns {
		for _, o := range ours {
			from[Name(o)] = p.theirs[Name(raw)]
		}
	}
	set := named(e.Set, part.Set)
	words := named(e.Values, part.Values)
	split := named(part.Split)
	if len(split) == 0 {
		split = named(e.Split)
	}
	for i, ours := range p.computed {
		c := cell{at: -1, words: words[ours]}
		if text, ok := set[ours]; ok {
			t, err := parseTemplate(text)
			if err != nil {
				return out, err
			}
			for _, column := range t.columns() {
				at, ok := p.theirs[column]
				if !ok {
					return out, p.absent(column)
				}
				p.silent[at] = p.silent[at] || p.names[at] == column
			}
			c.template = t
		} else if at, ok := from[ours]; ok {
			c.at = at
			p.silent[at] = p.silent[at] || p.names[at] == ours
		} else if at, ok := p.theirs[ours]; ok {
			c.at = at
			p.silent[at] = true
		}
		if by, ok := split[ours]; ok {
			out.split, out.by = i, by
		}
		out.cells = append(out.cells, c)
	}
	for ours := range named(part.Set) {
		out.saying[ours] = true
	}
	for ours := range named(part.Split) {
		out.saying[ours] = true
	}
	return out, nil
}

// named joins maps by the names of columns; later ones go before.
func named[V any](ms ...map[string]V) map[string]V {
	out := map[string]V{}
	for _, m := range ms {
		for k, v := range m {
			out[Name(k)] = v
		}
	}
	return out
}

// Names returns what the file's columns mean, by position.
func (p *Plan) Names() []string { return p.names }

// Computed returns the names of the columns that Rows makes.
func (p *Plan) Computed() []string { return p.computed }

// Silent reports whether the file's column at a position says nothing by
// itself: it is ignored, or other columns are made of it.
func (p *Plan) Silent(at int) bool { return p.silent[at] }

// Rows calls visit for each row that a row of the file gives, with the texts of
// the computed columns, valid until visit returns. Bad names a column that was
// to be read as JSON and is none; "" is sound. A part of the entry gives no row
// where it fills a required column with nothing.
func (p *Plan) Rows(fields [][]byte, required func(column string) bool, visit func(computed [][]byte, bad string)) {
	p.fields = fields
	for i := range p.parts {
		p.rowsOf(&p.parts[i], required, visit)
	}
}

func (p *Plan) rowsOf(part *plannedPart, required func(string) bool, visit func([][]byte, string)) {
	p.out = p.out[:0]
	for i := range part.cells {
		text := p.text(&part.cells[i])
		if i != part.split {
			text = part.cells[i].translate(text)
		}
		p.out = append(p.out, []byte(text))
	}
	texts := []string{""}
	bad := ""
	if part.split >= 0 {
		var ok bool
		if texts, ok = splitText(string(p.out[part.split]), part.by); !ok {
			bad = p.computed[part.split]
		}
		if len(texts) == 0 {
			texts = []string{""}
		}
	}
	for _, text := range texts {
		if part.split >= 0 {
			p.out[part.split] = []byte(part.cells[part.split].translate(text))
		}
		if bad == "" && part.skips(p, required) {
			continue
		}
		visit(p.out, bad)
	}
}

// skips reports whether a part says nothing in a column that it fills and that
// is required.
func (part *plannedPart) skips(p *Plan, required func(string) bool) bool {
	for i, name := range p.computed {
		if part.saying[name] && required(name) && len(p.out[i]) == 0 {
			return true
		}
	}
	return false
}

func (p *Plan) field(at int) string {
	if at < 0 || at >= len(p.fields) {
		return ""
	}
	return string(p.fields[at])
}

func (p *Plan) text(c *cell) string {
	if c.template == nil {
		return p.field(c.at)
	}
	return c.template.fill(func(column string) string { return strings.TrimSpace(p.field(p.theirs[column])) })
}

// translate returns our word for theirs.
func (c *cell) translate(text string) string {
	if c.words == nil {
		return text
	}
	word := strings.TrimSpace(text)
	if ours, ok := c.words[word]; ok {
		return ours
	}
	if ours, ok := c.words["*"]; ok && word != "" {
		return ours
	}
	return text
}
