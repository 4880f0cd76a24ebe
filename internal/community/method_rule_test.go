package community_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// calculator does what a reader of docs/method.md does: it knows the page's
// links and logarithms and nothing of the program.
type calculator struct {
	carry map[string][]string // storefronts by value, of the values that may tie
	own   map[string]bool     // values that one party is held to keep to itself
	bits  map[string]int      // the page's logarithms, in 1/1024
}

// calculate reads the page. Declared values, the depot and whatever a single
// storefront carries tie nobody, as the page's first step says.
func calculate(t *testing.T) *calculator {
	t.Helper()
	c := &calculator{carry: map[string][]string{}, own: map[string]bool{}, bits: map[string]int{}}
	for _, r := range table(t, "links") {
		if r["how known"] != "DECLARED" && !strings.Contains(r["carried by"], "strangers") {
			c.carry[r["value"]] = append(c.carry[r["value"]], list(r["carried by"])...)
			c.own[r["value"]] = r["kind"] == "PAYMENT_ACCOUNT"
		}
	}
	for v, shops := range c.carry {
		if len(shops) < 2 {
			delete(c.carry, v)
		}
	}
	for _, name := range []string{"logarithms", "worths"} {
		for _, r := range table(t, name) {
			c.bits[strings.ReplaceAll(r["of"], ",", "")] = number(t, r["in 1/1024"])
		}
	}
	return c
}

// log is the page's logarithm of n, which for 1 nobody needs to look up.
func (c *calculator) log(t *testing.T, n int) int {
	t.Helper()
	b, ok := c.bits[digits(n)]
	if !ok && n != 1 {
		t.Fatalf("docs/method.md needs the logarithm of %d and does not give it", n)
	}
	return b
}

// tie reckons one tie by the page's formula.
func (c *calculator) tie(t *testing.T, population int, a, b []string) (cross []string, bits int, owned bool) {
	t.Helper()
	for v, shops := range c.carry {
		in := func(group []string) bool {
			return slices.ContainsFunc(shops, func(s string) bool { return slices.Contains(group, s) })
		}
		if !in(a) || !in(b) {
			continue
		}
		cross = append(cross, v)
		worth := c.bits["an ordinary value"]
		if c.own[v] {
			worth, owned = c.bits["an account"], true
		}
		bits += max(0, worth-c.log(t, len(a))-c.log(t, len(b)))
	}
	slices.Sort(cross)
	ways := 1
	for n := range cross {
		ways *= n + 1
	}
	return cross, bits + c.log(t, ways) - (c.log(t, population) - c.log(t, max(len(a), len(b)))), owned
}

// tied is one line of the page's table of ties.
type tied struct {
	Round   int
	A, B    string
	Cross   string
	Bits    int
	Outcome string
}

const (
	joins  = "joins"
	enough = "enough"
	little = "too little"
)

// rounds plays the merge rounds and returns every tie that was looked at.
// Balance decides nothing in this example; that is checked too.
func (c *calculator) rounds(t *testing.T, population int) (all []tied) {
	t.Helper()
	var groups [][]string
	for _, shops := range c.carry {
		for _, s := range shops {
			if !slices.ContainsFunc(groups, func(g []string) bool { return g[0] == s }) {
				groups = append(groups, []string{s})
			}
		}
	}
	for round := 1; ; round++ {
		slices.SortFunc(groups, slices.Compare)
		best, bits := make([]int, len(groups)), make([]int, len(groups))
		seen := []tied{}
		at := [][2]int{}
		for i := range groups {
			best[i] = -1
			for j := range groups {
				if i == j {
					continue
				}
				cross, b, owned := c.tie(t, population, groups[i], groups[j])
				if len(cross) == 0 {
					continue
				}
				if i < j {
					seen = append(seen, tied{round, name(groups[i]), name(groups[j]), strings.Join(cross, ", "), b, little})
					at = append(at, [2]int{i, j})
				}
				if b < c.bits["needed"] {
					continue
				}
				if !owned && 10*len(cross) < 4*min(c.within(groups[i]), c.within(groups[j])) {
					t.Errorf("%s and %s: balance decides, and the page does not say so", name(groups[i]), name(groups[j]))
				}
				if best[i] < 0 || b > bits[i] {
					best[i], bits[i] = j, b
				}
			}
		}
		joined := false
		for k, p := range at {
			switch i, j := p[0], p[1]; {
			case seen[k].Bits < c.bits["needed"]:
			case best[i] == j && best[j] == i:
				seen[k].Outcome, joined = joins, true
				groups[i] = append(groups[i], groups[j]...)
				slices.Sort(groups[i])
				groups[j] = nil
			default:
				seen[k].Outcome = enough
			}
		}
		all = append(all, seen...)
		if !joined {
			return all
		}
		groups = slices.DeleteFunc(groups, func(g []string) bool { return g == nil })
	}
}

// largest returns up to which size so many values, of a kind with this share
// of accidents, join two groups that are equally large.
func largest(storefronts, ppm, values int) int {
	factorial := 1
	for n := range values {
		factorial *= n + 1
	}
	all := exactly(float64(storefronts))
	for size := 1; ; size++ {
		worth := all + exactly(1e6) - 1024 - exactly(float64(ppm)) - 2*exactly(float64(size))
		if values*max(0, worth)+exactly(float64(factorial))-(all-exactly(float64(size))) < exactly(1e6)-exactly(1e4) {
			return size - 1
		}
	}
}

// within counts the values that two of a group carry.
func (c *calculator) within(group []string) (n int) {
	for _, shops := range c.carry {
		inside := 0
		for _, s := range shops {
			if slices.Contains(group, s) {
				inside++
			}
		}
		if inside >= 2 {
			n++
		}
	}
	return n
}

func name(group []string) string { return strings.Join(group, ", ") }

func digits(n int) string { return strconv.Itoa(n) }

// number reads a whole number, with or without a comma between thousands.
func number(t *testing.T, cell string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(cell, ",", ""))
	if err != nil {
		t.Fatalf("docs/method.md has %q for a number", cell)
	}
	return n
}

// twoPlaces writes 1/1024 bits as the page does.
func twoPlaces(bits int) string { return fmt.Sprintf("%.2f", float64(bits)/1024) }

// exactly returns the binary logarithm in 1/1024, rounded.
func exactly(x float64) int { return int(math.Round(1024 * math.Log2(x))) }
