package scenario

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/dice"
)

// Rows returns the links of a step in the order in which they are written.
func (s *Step) Rows() ([]Row, error) {
	var out []Row
	for i := range s.Links {
		rows, err := s.Links[i].rows()
		if err != nil {
			return nil, fmt.Errorf("link %d: %w", i+1, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

// linkColumns are those of a scenario's links.csv. The last three stand there
// only when some row has them: most worlds know no time.
var linkColumns = [...]string{"storefront", "kind", "value", "evidence_class", "observed_at", "until", "region"}

// links returns links.csv.
func links(rows []Row) ([]byte, error) {
	columns := 4
	for _, r := range rows {
		if r.ObservedAt+r.Until+r.Region != "" {
			columns = len(linkColumns)
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.Write(linkColumns[:columns]); err != nil {
		return nil, err
	}
	for _, r := range rows {
		fields := []string{r.Shop, r.Kind, r.Value, r.Class, r.ObservedAt, r.Until, r.Region}
		if err := w.Write(fields[:columns]); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// write puts the step's files into a folder; rewrite, when not nil, has the
// last word on each link. With a shuffle other than 0 the links stand in an
// order that depends on it. It reports whether there is anything to load.
func (s *Step) write(folder string, rewrite func(Row) Row, shuffle uint64) (bool, error) {
	rows, err := s.Rows()
	if err != nil {
		return false, err
	}
	if rewrite != nil {
		for i := range rows {
			rows[i] = rewrite(rows[i])
		}
	}
	if shuffle != 0 {
		mix(rows, shuffle)
	}
	files := map[string][]byte{}
	if len(rows) > 0 {
		if files["links.csv"], err = links(rows); err != nil {
			return false, err
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(s.Files)) {
		files[kind+".csv"] = []byte(s.Files[kind])
	}
	if len(files) == 0 {
		return false, nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return false, err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(folder, name), text, 0o600); err != nil {
			return false, err
		}
	}
	return true, nil
}

// mix puts rows into an order that depends on the key alone (Fisher and Yates).
func mix(rows []Row, key uint64) {
	draw := dice.From(key)
	for i := len(rows) - 1; i > 0; i-- {
		j := draw.Below(uint64(i + 1))
		rows[i], rows[j] = rows[j], rows[i]
	}
}
