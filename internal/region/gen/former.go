package main

import (
	"cmp"
	"slices"
	"strings"
)

// reused are the codes that meant another place in an earlier edition.
var reused = []string{gb + "4690"}

// former returns rows of name, id and month: what regions in force were
// called, under the same code, by earlier editions. A name that the next
// edition gives to another place of the same prefecture is left out.
func (s *sources) former() [][]string {
	now := s.now().names
	seen := map[string][]string{} // by name and id
	for _, e := range s.editions[:len(s.editions)-1] {
		for code, was := range e.names {
			is := now[code]
			if is == "" || is == was || placeholder(is) || placeholder(was) || slices.ContainsFunc(reused, func(p string) bool { return strings.HasPrefix(gb+code, p) }) {
				continue
			}
			if !s.bears(was, code[:4]) {
				seen[was+gb+code] = []string{was, gb + code, e.month}
			}
		}
	}
	var out [][]string
	for _, row := range seen {
		out = append(out, row)
	}
	slices.SortFunc(out, func(a, b []string) int { return cmp.Or(cmp.Compare(a[1], b[1]), cmp.Compare(a[0], b[0])) })
	return out
}

// bears reports whether some region in force below the prefix has the name.
func (s *sources) bears(name, prefix string) bool {
	for code, is := range s.now().names {
		if is == name && strings.HasPrefix(code, prefix) {
			return true
		}
	}
	return false
}
