package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// region is one row of regions.tsv.
type region struct {
	id, level, name, latin, parent string
	point                          [2]string
	whose                          string // "" for its own point, "p" for its parent's
}

// The levels as they stand in the table.
const (
	country    = "1"
	province   = "2"
	prefecture = "3"
	county     = "4"
)

const (
	gb   = "GB2260:"
	iso1 = "ISO3166-1:"
	iso2 = "ISO3166-2:"
)

func (s *sources) now() edition { return s.editions[len(s.editions)-1] }

// placeholder reports whether a name stands for no place: the row that holds a
// city's districts, or the counties directly under a province.
func placeholder(name string) bool {
	return name == "县" || name == "市" || strings.Contains(name, "市辖区") || strings.Contains(name, "直辖")
}

// chinese returns the regions of GB/T 2260 in force.
func (s *sources) chinese() []region {
	now := s.now().names
	var out []region
	for code, name := range now {
		if placeholder(name) {
			continue
		}
		r := region{id: gb + code, name: name, latin: s.latin[code], level: levelOf(code), parent: gb + parentOf(code, now)}
		if r.level == province {
			r.parent = iso1 + "CN"
		}
		r.point, r.whose = s.point(code, now)
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b region) int { return cmp.Compare(a.id, b.id) })
	return out
}

func levelOf(code string) string {
	switch {
	case code[2:] == "0000":
		return province
	case code[4:] == "00":
		return prefecture
	}
	return county
}

// parentOf returns the code above: counties of a municipality, and those
// directly under a province, belong to the province itself.
func parentOf(code string, names map[string]string) string {
	up := code[:2] + "0000"
	if p := code[:4] + "00"; code[4:] != "00" && names[p] != "" && !placeholder(names[p]) {
		up = p
	}
	return up
}

// point returns a code's own point, else that of the nearest region above.
func (s *sources) point(code string, names map[string]string) (p [2]string, whose string) {
	for {
		if own, ok := s.points[code]; ok {
			return [2]string{decimals(own[0]), decimals(own[1])}, whose
		}
		up := parentOf(code, names)
		if up == code {
			return p, ""
		}
		code, whose = up, "p"
	}
}

// decimals keeps three digits, about 100 m: the datum is not known better.
func decimals(degrees string) string {
	f, err := strconv.ParseFloat(degrees, 64)
	if err != nil {
		return ""
	}
	return strconv.FormatFloat(f, 'f', 3, 64)
}

// world returns the regions of ISO 3166, without the parts of China, which
// GB/T 2260 names.
func (s *sources) world() []region {
	var out []region
	for _, r := range s.isoNames {
		code, name, parent := r[0], r[1], r[2]
		switch {
		case parent == "":
			out = append(out, region{id: iso1 + code, level: country, name: name, latin: name})
		case parent == "CN":
		case strings.Contains(parent, "-"):
			out = append(out, region{id: iso2 + code, level: prefecture, name: name, latin: name, parent: iso2 + parent})
		default:
			out = append(out, region{id: iso2 + code, level: province, name: name, latin: name, parent: iso1 + parent})
		}
	}
	slices.SortFunc(out, func(a, b region) int { return cmp.Compare(a.id, b.id) })
	return out
}
