package canon

import (
	"slices"
	"strings"
	"unicode"

	"github.com/ringtrace/ringtrace/internal/region"
)

// latinWords are abbreviations and what they stand for.
var latinWords = map[string]string{
	"rd": "road", "ave": "avenue", "av": "avenue", "blvd": "boulevard", "bldg": "building", "bld": "building", "bldng": "building", "blk": "block",
	"apt": "apartment", "ste": "suite", "flr": "floor", "rm": "room", "hwy": "highway", "sq": "square", "twr": "tower",
	"dist": "district", "prov": "province", "ind": "industrial", "whse": "warehouse", "ctr": "centre", "center": "centre", "str": "street",
}

// The words that say what a number beside them is.
var (
	latinRoads = map[string]bool{
		"road": true, "street": true, "avenue": true, "lane": true, "boulevard": true, "drive": true, "dr": true, "court": true, "highway": true, "square": true,
		"way": true, "place": true, "close": true, "crescent": true, "alley": true, "terrace": true, "parkway": true, "pike": true, "route": true, "quay": true,
		"lu": true, "jie": true, "dadao": true, "dajie": true, "xiang": true, "hutong": true, "nong": true, "path": true, "row": true, "hill": true, "gardens": true,
		"rue": true, "via": true, "viale": true, "calle": true, "rua": true, "avenida": true, "plaza": true, "platz": true, "weg": true, "allee": true, "gasse": true,
		"ul": true, "ulica": true, "ulitsa": true, "jalan": true, "jl": true, "soi": true, "thanon": true, "sokak": true, "caddesi": true, "cad": true, "sk": true,
		"ул": true, "улица": true, "проспект": true, "пр": true, "шоссе": true, "переулок": true, "đường": true, "duong": true,
	}
	latinUnits = map[string]int{
		"room": roomNo, "suite": roomNo, "flat": roomNo, "apartment": roomNo, "shop": roomNo, "stall": roomNo, "office": roomNo, "кв": roomNo,
		"unit": unitNo, "floor": floorNo, "level": floorNo, "building": buildingNo, "block": buildingNo, "tower": buildingNo, "д": houseNo, "no": houseNo,
	}
	latinBuildings = map[string]bool{
		"building": true, "tower": true, "mall": true, "mansion": true, "house": true, "hall": true, "centre": true, "warehouse": true, "depot": true,
		"factory": true, "market": true, "plaza": true, "hotel": true, "arcade": true, "mill": true, "works": true, "workshop": true, "court": true,
	}
	roadEndings = []string{"strasse", "str", "weg", "gasse", "platz", "allee", "straat", "laan", "gatan", "gata", "gade", "vej", "kade", "utca"}
)

// latinText writes an address in letters with single spaces, abbreviations in
// full, and, where commas part it, its parts from the room to the country.
func latinText(s string) string {
	var parts [][]string
	for part := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if words := latinPart(part); len(words) > 0 {
			parts = append(parts, words)
		}
	}
	if sortable(parts) {
		slices.SortStableFunc(parts, func(a, b []string) int {
			if ra, rb := rank(a), rank(b); ra != rb {
				return ra - rb
			}
			return slices.Compare(a, b)
		})
	}
	return strings.Join(slices.Concat(parts...), " ")
}

// latinPart returns the words of one part between commas.
func latinPart(part string) []string {
	words := strings.FieldsFunc(part, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r) && !strings.ContainsRune("-/#&+@_*'.", r)
	})
	out := make([]string, 0, len(words))
	for i, w := range words {
		bare := strings.Trim(w, ".-'")
		if bare == "" {
			if n := len(out); strings.Contains(w, "-") && n > 0 && i+1 < len(words) && endsInDigit(out[n-1]) && arabic(words[i+1][0]) {
				out[n-1] += "-" // 12 - 14 is a range
			}
			continue
		}
		if n := len(out); n > 0 && strings.HasSuffix(out[n-1], "-") {
			out[n-1] += bare
			continue
		}
		if w = bare; latinWords[w] != "" {
			w = latinWords[w]
		} else if w == "fl" && (i > 0 && code(words[i-1]) || i+1 < len(words) && house(words[i+1]) && len(words[i+1]) <= 3) { // not Florida
			w = "floor"
		} else if w == "st" && i > 0 && i == len(words)-1 {
			w = "street"
		} else if (w == "no" || w == "nr") && i+1 < len(words) && arabic(words[i+1][0]) {
			continue // No. 5 and 5 are one number
		} else if n, ok := strings.CutPrefix(w, "no."); ok && n != "" && arabic(n[0]) {
			w = n
		}
		out = append(out, w)
	}
	return out
}

// sortable reports whether every part says itself what its numbers are: then
// their order says nothing.
func sortable(parts [][]string) bool {
	return !slices.ContainsFunc(parts, func(p []string) bool { return rank(p) < 0 })
}

// rank orders parts: rooms, units, floors, buildings, roads, places; -1 for a
// part with numbers that nothing explains.
func rank(part []string) int {
	digits := 0
	kind := noUnit
	road := false
	for _, w := range part {
		if strings.ContainsFunc(w, unicode.IsDigit) {
			digits++
		}
		kind = max(kind, latinUnits[w])
		road = road || isRoad(w)
	}
	switch {
	case digits == 0:
		return 9
	case road:
		return 8
	case kind == noUnit || digits > 1:
		return -1
	}
	return roomNo - kind
}

func isRoad(w string) bool {
	return latinRoads[w] || len(w) > 6 && slices.ContainsFunc(roadEndings, func(e string) bool { return strings.HasSuffix(w, e) })
}

// parseLatin reads the words of an address in letters, and returns the region
// of China that it names, if it is certain.
func parseLatin(p *Parts, id string) *region.Region {
	words := strings.Fields(id)
	used := make([]bool, len(words))
	r := p.latinPlaces(words, used)
	p.latinUnits(words, used)
	p.latinRoad(words, used)
	var rest []string
	for i, w := range words {
		if !used[i] {
			rest = append(rest, w)
		}
	}
	p.POI = strings.Join(rest, " ")
	return r
}

// latinPlaces marks the words that name countries and regions. A name before a
// road's word is the road's (Nanjing Road).
func (p *Parts) latinPlaces(words []string, used []bool) *region.Region {
	atlas := places()
	var found []*region.Region
	for n := 3; n >= 1; n-- {
		for i := 0; i+n <= len(words); i++ {
			if slices.Contains(used[i:i+n], true) || (i+n < len(words) && partOfRoad(words[i+n])) || !letters(words[i:i+n]) {
				continue
			}
			regions := atlas.names.Latin(strings.Join(words[i:i+n], " "))
			if len(regions) == 0 {
				continue
			}
			for k := i; k < i+n; k++ {
				used[k] = true
			}
			for _, r := range regions {
				if r.Level == region.Country {
					p.Country = r.Code()
				}
			}
			found = narrow(atlas, found, regions)
			if p.Town == "" {
				p.Town = strings.Join(words[i:i+n], " ")
			}
		}
	}
	if len(found) == 1 && strings.HasPrefix(found[0].ID, "GB2260:") {
		p.Admin6, p.Country, p.Town = found[0].Code(), "CN", ""
		return found[0]
	}
	return nil
}

func letters(words []string) bool {
	return !slices.ContainsFunc(words, func(w string) bool { return strings.ContainsFunc(w, unicode.IsDigit) || len(w) < 3 })
}

func partOfRoad(w string) bool {
	return isRoad(w) || slices.Contains([]string{"east", "west", "north", "south", "middle", "central", "dong", "xi", "nan", "bei", "zhong"}, w)
}

// narrow keeps, of the regions that names may mean, those that agree with the
// names before; all when none do.
func narrow(a atlas, before, now []*region.Region) []*region.Region {
	if before == nil {
		return now
	}
	var out []*region.Region
	for _, b := range before {
		for _, n := range now {
			smaller, larger := b, n
			if b.Level < n.Level {
				smaller, larger = n, b
			}
			if a.Holds(larger.ID, smaller) && !slices.Contains(out, smaller) {
				out = append(out, smaller)
			}
		}
	}
	if len(out) == 0 {
		return append(slices.Clone(before), now...)
	}
	return out
}

// latinUnits takes numbers that stand beside the word for what they are.
func (p *Parts) latinUnits(words []string, used []bool) {
	for i, w := range words {
		kind := latinUnits[w]
		if kind == noUnit || used[i] {
			continue
		}
		at := -1
		if i > 0 && !used[i-1] && ordinal(words[i-1]) {
			at = i - 1
		} else if i+1 < len(words) && !used[i+1] && code(words[i+1]) {
			at = i + 1
		}
		if at >= 0 {
			used[i], used[at] = true, true
			p.put(words[at], kind)
		}
	}
}

// latinRoad takes the first road with a number before or behind it.
func (p *Parts) latinRoad(words []string, used []bool) {
	for i, w := range words {
		if !isRoad(w) || used[i] {
			continue
		}
		from := i
		for from > 0 && !used[from-1] && !code(words[from-1]) {
			from--
		}
		to := i + 1
		if from == i { // rue de la Paix, calle Mayor, road alone
			for to < len(words) && !used[to] && !code(words[to]) {
				to++
			}
		}
		p.Road = strings.Join(words[from:to], " ")
		if from > 0 && !used[from-1] {
			from--
			p.RoadNo = words[from]
		} else if to < len(words) && !used[to] && code(words[to]) {
			p.RoadNo = words[to]
			to++
		}
		for k := from; k < to; k++ {
			used[k] = true
		}
		return
	}
}

// code reports whether a word is a number or holds one, or is a single letter.
func code(w string) bool { return len(w) == 1 || strings.ContainsFunc(w, unicode.IsDigit) }

// ordinal reports whether a word counts what follows: 3rd floor.
func ordinal(w string) bool {
	i := 0
	for i < len(w) && arabic(w[i]) {
		i++
	}
	switch w[i:] {
	case "st", "nd", "rd", "th":
		return i > 0
	}
	return false
}

// latinBuilding reports whether a name holds a word for buildings and another
// word of its own, or enough of a name and a number to be a door.
func latinBuilding(name string) bool {
	words := strings.Fields(name)
	building, own, numbered := false, 0, false
	for _, w := range words {
		switch {
		case latinBuildings[w]:
			building = true
		case strings.ContainsFunc(w, unicode.IsDigit):
			numbered = numbered || len(w) <= 4 && arabic(w[0])
		case len(w) > 1 && latinUnits[w] == noUnit:
			own++
		}
	}
	return building && own > 0 || building && numbered || numbered && own >= 2 || opaque(words)
}

// opaque reports whether an address is a single token that a source put in its
// place, such as addr-00017 or a hash: it is no city's name.
func opaque(words []string) bool {
	if len(words) != 1 || !strings.ContainsFunc(words[0], unicode.IsDigit) {
		return false
	}
	head, _, ok := strings.Cut(words[0], "-")
	if !ok {
		head, _, ok = strings.Cut(words[0], "_")
	}
	return len(words[0]) >= 16 && strings.ContainsFunc(words[0], unicode.IsLetter) || ok && len(head) >= 3 && !strings.ContainsFunc(head, unicode.IsDigit)
}
