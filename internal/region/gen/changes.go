package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// change is one row of changes.tsv: a code that is not in force.
type change struct {
	id, name, until, how string
	successors           []string
}

// How the successors of a code are known, best first.
const (
	byEqual      = "equal"       // another standard's code for the same place
	byNothing    = "placeholder" // the code never named a place; what it stood in is the successor
	byHand       = "hand"        // successors.tsv
	byTable      = "dated"       // the dated table of renames
	byName       = "name"        // the next edition has the same name under one new code
	byStem       = "stem"        // the same, but for the word for city, county or district
	byPrefecture = "prefecture"  // only that the prefecture of the old code still stands
	byNone       = "none"
)

// changes returns every code that some edition lists and the current one does
// not, and the codes of other standards that mean a code in force.
func (s *sources) changes() ([]change, error) {
	now := s.now().names
	var out []change
	for code, at := range s.lastSeen() {
		if now[code] != "" && !placeholder(now[code]) {
			continue
		}
		e := s.editions[at]
		c := change{id: gb + code, name: e.names[code], until: e.month}
		c.how, c.successors = s.successors(code, at)
		if c.until == currentMonth {
			c.until = ""
		}
		out = append(out, c)
	}
	for _, r := range s.equal {
		out = append(out, change{id: r[0], how: byEqual, successors: []string{r[1]}})
	}
	slices.SortFunc(out, func(a, b change) int { return cmp.Compare(a.id, b.id) })
	for i := range out {
		for _, code := range out[i].successors {
			if now[code] == "" || placeholder(now[code]) {
				return nil, fmt.Errorf("%s: its successor %s is not in force", out[i].id, code)
			}
		}
	}
	return out, nil
}

// lastSeen returns, for each code, the last edition that lists it.
func (s *sources) lastSeen() map[string]int {
	last := map[string]int{}
	for i, e := range s.editions {
		for code := range e.names {
			last[code] = i
		}
	}
	return last
}

// successors follows a code from edition to edition until codes in force are
// reached.
func (s *sources) successors(code string, at int) (how string, codes []string) {
	how, next := s.step(code, at)
	now := s.now().names
	for _, c := range next {
		if now[c] != "" && !placeholder(now[c]) {
			codes = append(codes, c)
			continue
		}
		_, further := s.successors(c, s.lastSeenOf(c))
		codes = append(codes, further...)
	}
	slices.Sort(codes)
	if codes = slices.Compact(codes); len(codes) == 0 {
		how = byNone
	}
	return how, codes
}

func (s *sources) lastSeenOf(code string) int {
	for i := len(s.editions) - 1; i > 0; i-- {
		if s.editions[i].names[code] != "" {
			return i
		}
	}
	return 0
}

// step finds what a code became in the edition after at.
func (s *sources) step(code string, at int) (how string, codes []string) {
	was := s.editions[at].names
	name := was[code]
	if placeholder(name) {
		return byNothing, []string{parentOf(code, was)}
	}
	for _, r := range s.hand {
		if r[0] == code {
			return byHand, strings.Split(r[1], ";")
		}
	}
	is := s.editions[min(at+1, len(s.editions)-1)].names
	if c := s.renamed(code, was, is); c != "" {
		return byTable, []string{c}
	}
	if c := alike(code, was, is, func(s string) string { return s }); c != "" {
		return byName, []string{c}
	}
	if c := alike(code, was, is, stem); c != "" {
		return byStem, []string{c}
	}
	if levelOf(code) == county {
		return byPrefecture, []string{parentOf(code, was)}
	}
	return byNone, nil
}

// renamed looks the code up in the dated table.
func (s *sources) renamed(code string, was, is map[string]string) string {
	for _, r := range s.renames {
		if was[code] != r[2] || was[code[:4]+"00"] != r[1] {
			continue
		}
		for c, name := range is {
			if name == r[5] && c[:2] == code[:2] && is[c[:4]+"00"] == r[4] {
				return c
			}
		}
	}
	return ""
}

// common are names that many places bear; they tell nothing beyond their own
// prefecture.
var common = regexp.MustCompile(`^(城区|郊区|矿区|市郊区|市中区|新市区|城中区|桥东区|桥西区|东山区|新华区|鼓楼区|河东区|铁东区|铁西区|和平区|新城区|西湖区|南山区|永定区|江北区|向阳区|东区|西区|北区|南区)$`)

// alike returns the one code of the same level that is new in the next edition
// and bears the same name: in the code's own prefecture, or else in its
// province. It returns "" where there are none or several.
func alike(code string, was, is map[string]string, form func(string) string) string {
	for _, prefix := range []string{code[:4], code[:2]} {
		if len(prefix) == 2 && common.MatchString(was[code]) {
			break
		}
		var found []string
		for c, name := range is {
			if was[c] == "" && strings.HasPrefix(c, prefix) && levelOf(c) == levelOf(code) && (form(name) == form(was[code]) || stem(name) == was[code]) {
				found = append(found, c)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
	}
	return ""
}

var suffix = regexp.MustCompile(`(自治县|自治州|自治旗|特区|林区|新区|地区|盟|市|区|县|旗)$`)

// stem returns a name without its word for city, county or district.
func stem(name string) string { return suffix.ReplaceAllString(name, "") }

func countBy(cs []change) map[string]int {
	n := map[string]int{}
	for _, c := range cs {
		n[c.how]++
	}
	return n
}
