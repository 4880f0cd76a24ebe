package dossier

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"strings"
)

// table is one list of the dossier, once for all readings: the CSV file and
// the table on the page hold the same cells.
type table struct {
	name    string
	columns []string
	rows    [][]cell
}

// cell is one value and what sort of value it is.
type cell struct {
	text     string
	sort     sort
	withheld string // class of what is not shown
}

type sort uint8

const (
	ours   sort = iota // a number, a date, a hash
	data               // from data: in any script, of any length
	code               // a word of a fixed list, which pages translate
	names              // short names, with spaces between
	spoke              // a sentence of ours; numbers stand in it
	anchor             // the short name that the row is found by
)

func own(s string) cell        { return cell{text: s} }
func number(n int64) cell      { return cell{text: strconv.FormatInt(n, 10)} }
func coded(s string) cell      { return cell{text: s, sort: code} }
func cited(list []string) cell { return cell{text: strings.Join(list, " "), sort: names} }
func named(s string) cell      { return cell{text: s, sort: names} }
func row(s string) cell        { return cell{text: s, sort: anchor} }
func shown(t Text) cell        { return cell{text: t.Value, sort: data, withheld: t.Withheld} }
func said(s string) cell       { return cell{text: s, sort: spoke} }

func flag(b bool) cell {
	if b {
		return coded("yes")
	}
	return coded("no")
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

// csv writes the table for spreadsheets: UTF-8 with a byte order mark, CRLF,
// and no cell that a spreadsheet would take for a formula.
func (t *table) csv() ([]byte, error) {
	b := bytes.NewBufferString("\ufeff")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	if err := w.Write(t.columns); err != nil {
		return nil, err
	}
	for _, r := range t.rows {
		line := make([]string, len(r))
		for i, c := range r {
			line[i] = c.plain()
		}
		if err := w.Write(line); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// plain is the cell as a spreadsheet gets it. A value that is withheld in part
// or in whole says so.
func (c cell) plain() string {
	s := c.text
	if c.withheld != "" {
		s = strings.TrimSpace(s + " [withheld: " + c.withheld + "]")
	}
	if c.sort == ours || s == "" {
		return s
	}
	if strings.ContainsAny(s[:1], "=+-@\t\r\n|%") || strings.HasPrefix(s, "\uff1d") || strings.HasPrefix(s, "\uff0b") ||
		strings.HasPrefix(s, "\uff0d") || strings.HasPrefix(s, "\uff20") {
		return "'" + s
	}
	return s
}
