package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// inputs are the folders that a generation reads.
type inputs struct{ packages, data, hand string }

// edition is one state of GB/T 2260: six-digit code to name.
type edition struct {
	month string // YYYYMM
	names map[string]string
}

// sources holds everything that was read.
type sources struct {
	sums     []string // "name sha256", for the head
	editions []edition
	points   map[string][2]string // code to longitude, latitude
	latin    map[string]string
	hand     [][]string // successors.tsv
	equal    [][]string // equal.tsv
	renames  [][]string // old names and new ones: province, prefecture, county each
	isoNames [][]string // code, name, parent; countries have no parent
}

// currentMonth is the edition that china-division 2.7.0 holds: the state of
// 2023-06-30, as the National Bureau of Statistics published it.
const currentMonth = "202306"

func (in inputs) read() (*sources, error) {
	s := &sources{}
	for _, step := range []func(inputs) error{s.readHistory, s.readCurrent, s.readISO, s.readPoints, s.readRenames, s.readHand} {
		if err := step(in); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *sources) took(name, sum string) { s.sums = append(s.sums, name+" "+sum) }

func (s *sources) readHistory(in inputs) error {
	revision := regexp.MustCompile(`^lib/(20\d{4})\.json$`)
	a, err := openPackage(in.packages, "gb2260", "0.6.0", revision.MatchString)
	if err != nil {
		return err
	}
	s.took(a.name, a.sum)
	for file, raw := range a.files {
		e := edition{month: revision.FindStringSubmatch(file)[1]}
		if err := json.Unmarshal(raw, &e.names); err != nil {
			return fmt.Errorf("%s %s: %w", a.name, file, err)
		}
		s.editions = append(s.editions, e)
	}
	slices.SortFunc(s.editions, func(a, b edition) int { return strings.Compare(a.month, b.month) })
	return nil
}

// readCurrent appends the edition in force. It leaves out Hong Kong, Macao and
// Taiwan, whose codes are taken from the last edition that lists them.
func (s *sources) readCurrent(in inputs) error {
	files := []string{"dist/provinces.csv", "dist/cities.csv", "dist/areas.csv"}
	a, err := openPackage(in.packages, "china-division", "2.7.0", func(f string) bool { return slices.Contains(files, f) })
	if err != nil {
		return err
	}
	s.took(a.name, a.sum)
	now := edition{currentMonth, map[string]string{}}
	for _, file := range files {
		rows, err := readCSV(a.files[file])
		if err != nil {
			return fmt.Errorf("%s %s: %w", a.name, file, err)
		}
		for _, r := range rows {
			code := (r[0] + "0000")[:6]
			if _, known := now.names[code]; !known { // Dongguan's one county repeats its code
				now.names[code] = r[1]
			}
		}
	}
	last := s.editions[len(s.editions)-1]
	for _, code := range []string{"710000", "810000", "820000"} {
		now.names[code] = last.names[code]
	}
	s.editions = append(s.editions, now)
	return nil
}

func (s *sources) readISO(in inputs) error {
	a, err := openPackage(in.packages, "iso-3166", "4.4.0", func(f string) bool { return f == "1.js" || f == "2.js" })
	if err != nil {
		return err
	}
	s.took(a.name, a.sum)
	const text = `('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`
	country := regexp.MustCompile(`name: ` + text + `,\s*state: 'assigned',\s*alpha2: '([A-Z]{2})'`)
	part := regexp.MustCompile(`code: '([^']+)',\s*name: ` + text + `,\s*parent: '([^']+)'`)
	for _, m := range country.FindAllStringSubmatch(string(a.files["1.js"]), -1) {
		s.isoNames = append(s.isoNames, []string{m[2], unquote(m[1]), ""})
	}
	for _, m := range part.FindAllStringSubmatch(string(a.files["2.js"]), -1) {
		s.isoNames = append(s.isoNames, []string{m[1], unquote(m[2]), m[3]})
	}
	if len(s.isoNames) < 5000 {
		return fmt.Errorf("%s: only %d names found", a.name, len(s.isoNames))
	}
	return nil
}

// unquote reads a JavaScript string that escapes nothing but quotes.
func unquote(js string) string {
	return strings.NewReplacer(`\'`, `'`, `\"`, `"`, `\\`, `\`).Replace(js[1 : len(js)-1])
}

func (s *sources) readPoints(in inputs) error {
	rows, err := s.file(filepath.Join(in.data, "cn_adcodes_2021_cpca.csv"))
	if err != nil {
		return err
	}
	s.points = map[string][2]string{}
	for _, r := range rows {
		if len(r) == 4 && r[2] != "" && r[3] != "" {
			s.points[r[0][:6]] = [2]string{r[2], r[3]}
		}
	}
	return nil
}

// readRenames reads lines of tabs inside one CSV column: date, authority, then
// long and short names of province, prefecture and county, "=>", and the new
// long names.
func (s *sources) readRenames(in inputs) error {
	rows, err := s.file(filepath.Join(in.data, "cn_renames_jionlp.csv"))
	if err != nil {
		return err
	}
	for _, r := range rows {
		was, is, ok := strings.Cut(r[0], "=>")
		old, now := strings.Split(was, "\t"), strings.Split(is, "\t")
		if ok && len(old) == 8 && len(now) == 3 {
			s.renames = append(s.renames, []string{old[2], old[4], old[6], now[0], now[1], now[2]})
		}
	}
	return nil
}

func (s *sources) readHand(in inputs) (err error) {
	s.latin = map[string]string{}
	latin, err := tsv(filepath.Join(in.hand, "latin.tsv"))
	if err != nil {
		return err
	}
	for _, r := range latin {
		s.latin[r[0]] = r[1]
	}
	if s.hand, err = tsv(filepath.Join(in.hand, "successors.tsv")); err != nil {
		return err
	}
	s.equal, err = tsv(filepath.Join(in.hand, "equal.tsv"))
	return err
}

func (s *sources) file(path string) ([][]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	s.took(filepath.Base(path), sum(raw))
	return readCSV(raw)
}

// readCSV returns the rows after the header.
func readCSV(raw []byte) ([][]string, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		return nil, fmt.Errorf("no rows: %w", err)
	}
	return rows[1:], nil
}

// tsv returns the rows of a hand-written table; lines that begin with # are
// remarks.
func tsv(path string) ([][]string, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(raw)) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows, nil
}
