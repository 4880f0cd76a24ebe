package main

import (
	"strconv"

	"github.com/ringtrace/ringtrace/internal/eval"
)

// printMeasures prints the reports side by side. JSON has more than tables: the
// parts that are lists, such as the reliability table.
func (p *program) printMeasures(m *measured) error {
	switch p.format() {
	case formatJSON:
		out := map[string]eval.Report{}
		for i, name := range m.names {
			out[name] = m.reports[i]
		}
		return p.printJSON(out)
	case formatCSV:
		return measuresCSV(m).writeCSV(p.out)
	}
	return p.printMeasureTables(m)
}

// measuresCSV has three columns for each finding.
func measuresCSV(m *measured) *table {
	columns := []string{"measure"}
	for _, name := range m.names {
		columns = append(columns, name, name+"_low", name+"_high")
	}
	t := newTable(columns...)
	for _, l := range eval.SideBySide(m.reports) {
		row := []string{l.Name}
		for _, c := range l.Cells {
			row = append(row, c.Value, bound(c.Interval.Low, c.Interval.Known, 4), bound(c.Interval.High, c.Interval.Known, 4))
		}
		t.add(row...)
	}
	return t
}

// printMeasureTables prints groupings, then rankings: few findings are both,
// and one table of all would be wider than a screen.
func (p *program) printMeasureTables(m *measured) error {
	for i, part := range []func(*eval.Report) bool{
		func(r *eval.Report) bool { return r.Grouped != nil }, func(r *eval.Report) bool { return r.Ranked != nil },
	} {
		columns := []string{"measure"}
		var chosen []eval.Report
		for at := range m.reports {
			r := m.reports[at]
			if !part(&r) {
				continue
			}
			columns = append(columns, m.names[at])
			if i == 0 {
				r.Ranked = nil
			} else {
				r.Grouped = nil
			}
			chosen = append(chosen, r)
		}
		if len(chosen) == 0 {
			continue
		}
		if i > 0 {
			if _, err := p.out.Write([]byte("\n")); err != nil {
				return err
			}
		}
		if err := measureTable(columns, chosen).write(p.out); err != nil {
			return err
		}
	}
	return nil
}

func measureTable(columns []string, reports []eval.Report) *table {
	t := newTable(columns...)
	for _, l := range eval.SideBySide(reports) {
		row := []string{l.Name}
		for _, c := range l.Cells {
			cell := c.Value
			if i := c.Interval; cell != "" && i.Known {
				cell += " " + bound(i.Low, true, 3) + "-" + bound(i.High, true, 3)
			}
			row = append(row, cell)
		}
		t.add(row...)
	}
	return t
}

// bound writes one end of an interval, nothing where it is not known.
func bound(v float64, known bool, digits int) string {
	if !known {
		return ""
	}
	return strconv.FormatFloat(v, 'f', digits, 64)
}
