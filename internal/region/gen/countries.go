package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// countries returns rows of id, three letters, three digits and names: what
// the countries of ISO 3166-1 are called in Chinese and English (CLDR, as
// golang.org/x/text carries it), and further names by hand.
func (s *sources) countries(hand string) ([][]string, error) {
	more, err := tsv(filepath.Join(hand, "countries.tsv"))
	if err != nil {
		return nil, err
	}
	also := map[string][]string{}
	for _, r := range more {
		also[r[0]] = append(also[r[0]], r[1:]...)
	}
	zh, hant, en := display.Regions(language.SimplifiedChinese), display.Regions(language.TraditionalChinese), display.Regions(language.English)
	var out [][]string
	for _, iso := range s.isoNames {
		if iso[2] != "" {
			continue
		}
		r, err := language.ParseRegion(iso[0])
		if err != nil {
			return nil, fmt.Errorf("%s: %w", iso[0], err)
		}
		row := []string{iso1 + iso[0], r.ISO3(), fmt.Sprintf("%03d", r.M49())}
		for _, name := range append([]string{zh.Name(r), hant.Name(r), en.Name(r)}, also[iso[0]]...) {
			if name != "" && !contains(row, name) {
				row = append(row, name)
			}
		}
		out = append(out, row)
		delete(also, iso[0])
	}
	for code := range also {
		return nil, fmt.Errorf("countries.tsv: %s is no country", code)
	}
	return out, nil
}

func contains(row []string, name string) bool {
	for _, have := range row {
		if strings.EqualFold(have, name) {
			return true
		}
	}
	return false
}
