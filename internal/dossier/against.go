package dossier

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/ring"
)

// against lists what speaks against the ring and against members: what
// detection noted, what purchases and complaints showed, and how weak the
// weakest place is. It is never empty for want of looking.
func (c *composer) against(d *Dossier) []Point {
	out := []Point{}
	r := &c.m.Ring
	for _, n := range r.Against {
		out = append(out, noted(n, c.noted("", n.Subject)))
	}
	out = append(out, fromRecords(d)...)
	if r.Weakest != nil {
		out = append(out, point("WEAKEST_TIE", []int{r.Weakest.SizeA, r.Weakest.SizeB}, d.Ring.Weakest.Identifiers, nil))
	}
	if d.Ring.Attached > 0 {
		out = append(out, point("ATTACHED_MEMBERS", []int{d.Ring.Attached}, ofTier(d, ring.Attached), nil))
	}
	for _, id := range d.Identifiers {
		if id.Use != useTie && id.Use != useDeclared {
			out = append(out, point("VALUE_NOT_USED", []int{id.Users}, []string{id.ID}, nil))
		}
	}
	for _, m := range r.Members {
		for _, n := range m.Against {
			out = joined(out, noted(n, c.noted(m.Storefront, n.Subject)))
		}
		if m.Rival != "" {
			out = joined(out, point("COULD_BELONG_ELSEWHERE", nil, []string{c.shop(m.Storefront)}, nil))
		}
	}
	return out
}

// joined adds a point, or its subjects to one that says the same.
func joined(points []Point, p Point) []Point {
	at := slices.IndexFunc(points, func(x Point) bool { return x.Code == p.Code && x.Text == p.Text })
	if at < 0 {
		return append(points, p)
	}
	x := &points[at]
	x.Subjects = append(x.Subjects, p.Subjects...)
	slices.SortFunc(x.Subjects, func(a, b string) int { return cmp.Or(strings.Compare(b[:1], a[:1]), compareNames(a, b)) })
	x.Subjects = slices.Compact(x.Subjects)
	return points
}

// fromRecords lists what purchases, complaints and sanctions say for the
// members.
func fromRecords(d *Dossier) []Point {
	out := []Point{}
	add := func(code string, subjects, evidence []string) {
		if len(subjects) > 0 {
			out = append(out, point(code, []int{len(subjects)}, subjects, evidence))
		}
	}
	for _, x := range []struct{ verdict, code string }{{"GENUINE", "GENUINE_PURCHASES"}, {"INCONCLUSIVE", "INCONCLUSIVE_PURCHASES"}} {
		var ids, rows []string
		for _, p := range d.Purchases {
			if p.Verdict == x.verdict {
				ids, rows = append(ids, p.ID), append(rows, p.Evidence...)
			}
		}
		add(x.code, ids, rows)
	}
	for _, x := range []struct{ outcome, code string }{
		{"REFUTED", "COMPLAINTS_REFUTED"}, {"REJECTED", "COMPLAINTS_REJECTED"}, {"WITHDRAWN", "COMPLAINTS_WITHDRAWN"},
	} {
		var ids, rows []string
		for _, p := range d.Complaints {
			if p.Outcome == x.outcome {
				ids, rows = append(ids, p.ID), append(rows, p.Evidence...)
			}
		}
		add(x.code, ids, rows)
	}
	var ids, rows []string
	for _, s := range d.Sanctions {
		if s.Reversed != "" {
			ids, rows = append(ids, s.ID), append(rows, s.Evidence...)
		}
	}
	add("SANCTIONS_REVERSED", ids, rows)
	return out
}

func ofTier(d *Dossier, t ring.Tier) []string {
	out := []string{}
	for _, s := range d.Storefronts {
		if s.Tier == t.String() {
			out = append(out, s.ID)
		}
	}
	return out
}

func point(code string, numbers []int, subjects, evidence []string) Point {
	slices.SortFunc(evidence, compareRefs)
	return Point{Code: code, Text: sentence(code, "en", numbers), Numbers: orNone(numbers), Subjects: orNone(subjects), Evidence: orNone(slices.Compact(evidence))}
}

var integer = regexp.MustCompile(`\d+`)

// noted turns a note of detection into a point. Its sentence is kept as it
// was said; its numbers let other languages say it.
func noted(n ring.Note, subjects []string) Point {
	p := Point{Code: n.Code, Text: n.Text, Numbers: []int{}, Subjects: orNone(subjects), Evidence: []string{}}
	for _, digits := range integer.FindAllString(n.Text, -1) {
		if v, err := strconv.Atoi(digits); err == nil {
			p.Numbers = append(p.Numbers, v)
		}
	}
	return p
}

// orNone makes a list that JSON shows as empty and not as null.
func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
