package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"strings"
)

// head is the remark at the top of a table: what it holds and from what.
func (s *sources) head(columns string) string {
	return "# " + columns + "\n# edition " + currentMonth + "; points: datum not stated by their source, taken to be GCJ-02\n# " +
		strings.Join(s.sums, "\n# ") + "\n"
}

func regionRows(rs []region) [][]string {
	rows := make([][]string, len(rs))
	for i, r := range rs {
		latin := r.latin
		if latin == r.name {
			latin = ""
		}
		rows[i] = []string{r.id, r.level, r.name, latin, r.parent, r.point[0], r.point[1], r.whose}
	}
	return rows
}

func changeRows(cs []change) [][]string {
	rows := make([][]string, len(cs))
	for i, c := range cs {
		ids := make([]string, len(c.successors))
		for k, code := range c.successors {
			ids[k] = gb + code
		}
		rows[i] = []string{c.id, c.name, c.until, c.how, strings.Join(ids, ";")}
	}
	return rows
}

// writeTable writes rows as compressed text; the same rows give the same bytes.
func writeTable(path, head string, rows [][]string) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	text := bytes.NewBufferString(head)
	for _, r := range rows {
		text.WriteString(strings.TrimRight(strings.Join(r, "\t"), "\t") + "\n")
	}
	if _, err := z.Write(text.Bytes()); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}
