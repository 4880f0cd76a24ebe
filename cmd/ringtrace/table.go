package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"os"
	"slices"
	"strings"
	"unicode"

	"github.com/mattn/go-isatty"
	"golang.org/x/text/width"
)

// The formats of printed lists.
const (
	formatTable = "table"
	formatCSV   = "csv"
	formatJSON  = "json"
)

// table is a list to print: the same rows for people and for programs.
type table struct {
	columns []string
	rows    [][]string
}

func newTable(columns ...string) *table { return &table{columns: columns} }

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes a list in the format that holds: t for people and CSV, data
// for JSON.
func (p *program) print(t *table, data any) error {
	switch p.format() {
	case formatJSON:
		return p.printJSON(data)
	case formatCSV:
		return t.writeCSV(p.out)
	}
	return t.write(p.out)
}

// format is the setting, or what suits where the output goes.
func (p *program) format() string {
	switch {
	case p.globals.format != "":
		return p.globals.format
	case terminal(p.out):
		return formatTable
	}
	return formatCSV
}

func (p *program) printJSON(data any) error {
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(data)
}

func (t *table) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.columns); err != nil {
		return err
	}
	if err := out.WriteAll(t.rows); err != nil {
		return err
	}
	return out.Error()
}

// write prints aligned columns; a column without any value is left out,
// because to a person it would only be noise.
func (t *table) write(w io.Writer) error {
	shown := t.filled()
	widths := make([]int, len(t.columns))
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = strings.ToUpper(strings.ReplaceAll(c, "_", " "))
		widths[i] = displayWidth(heads[i])
		for _, row := range t.rows {
			widths[i] = max(widths[i], displayWidth(printable(row[i])))
		}
	}
	for _, row := range slices.Concat([][]string{heads}, t.rows) {
		var b strings.Builder
		for n, i := range shown {
			cell := printable(row[i])
			b.WriteString(cell)
			if n < len(shown)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-displayWidth(cell)+2))
			}
		}
		if _, err := io.WriteString(w, strings.TrimRight(b.String(), " ")+"\n"); err != nil {
			return err
		}
	}
	return nil
}

func (t *table) filled() []int {
	var shown []int
	for i := range t.columns {
		if len(t.rows) == 0 || slices.ContainsFunc(t.rows, func(r []string) bool { return r[i] != "" }) {
			shown = append(shown, i)
		}
	}
	return shown
}

// printable replaces what could steer a terminal: shop names come from
// strangers.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return '\uFFFD'
		}
		return r
	}, s)
}

// displayWidth counts terminal cells: Chinese characters take two.
func displayWidth(s string) int {
	n := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case width.LookupRune(r).Kind() == width.EastAsianWide, width.LookupRune(r).Kind() == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

// terminal reports whether a stream is a terminal.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}
