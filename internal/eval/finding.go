package eval

import (
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Ranking gives storefronts, or groups, a number: the higher, the more
// suspicious. What it does not name comes last, all alike. It holds no NaN.
type Ranking map[string]float64

// Tier says how firmly a storefront belongs to its group.
type Tier uint8

// The tiers, weakest first. Peripheral storefronts are shown and are members
// of nothing.
const (
	NoTier Tier = iota
	Peripheral
	Attached
	Core
)

func (t Tier) String() string { return [...]string{"", "peripheral", "attached", "core"}[t] }

// ParseTier returns the tier of that name, false for any other text.
func ParseTier(text string) (Tier, bool) {
	for t := Peripheral; t <= Core; t++ {
		if t.String() == text {
			return t, true
		}
	}
	return NoTier, false
}

// Finding is what one method says of the storefronts: groups, a ranking, or
// both. What is nil was not said, and is not measured.
type Finding struct {
	Name   string
	Groups Grouping
	Tiers  map[string]Tier // of storefronts, peripheral ones among them
	Scores Ranking         // of storefronts
	Risks  Ranking         // of groups
	// Leads are the groups at lead grade: evidence of two families, goods
	// among them. Nil where the method knows no such thing.
	Leads map[string]bool
	// Scale says that Scores go from 0 to 100, so that a hundredth of one can
	// be set beside a share.
	Scale bool
}

// ReadFound reads a finding from a CSV file with a column storefront or node
// and one named ring or community, as `rings --members` and `detect
// --membership` write it. Columns tier and risk are read where there are some.
// A storefront may be peripheral in several groups and a member in one.
func ReadFound(path string) (f Finding, err error) {
	file, err := os.Open(path)
	if err != nil {
		return Finding{}, unopened(filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return readFinding(file, filepath.Base(path))
}

func readFinding(in io.Reader, name string) (Finding, error) {
	r, err := newRows(in, name)
	if err != nil {
		return Finding{}, err
	}
	at, err := r.columns("storefront/node", "ring/community", "tier?", "risk?")
	if err != nil {
		return Finding{}, err
	}
	f := Finding{Name: "found", Groups: Grouping{}}
	if at[2] >= 0 {
		f.Tiers = map[string]Tier{}
	}
	if at[3] >= 0 {
		f.Scores, f.Scale = Ranking{}, true
	}
	names := interned{}
	for r.next() {
		shop, err := r.storefront(at[0])
		if err == nil {
			err = f.read(r, names.of(shop), names, at)
		}
		if err != nil {
			return Finding{}, err
		}
	}
	return f, r.filled()
}

// read takes in one row.
func (f *Finding) read(r *rows, shop string, names interned, at []int) error {
	tier := NoTier
	if f.Tiers != nil {
		var known bool
		if tier, known = ParseTier(r.cells[at[2]]); !known && r.cells[at[2]] != "" {
			return r.bad("tier", "is no tier", "Write core, attached or peripheral")
		}
		f.Tiers[shop] = max(f.Tiers[shop], tier)
	}
	if f.Scores != nil && r.cells[at[3]] != "" {
		risk, err := strconv.ParseFloat(strings.TrimSpace(r.cells[at[3]]), 64)
		if err != nil || !(risk >= 0 && risk <= 100) {
			return r.bad("risk", "is no number from 0 to 100", "Correct it, or leave it empty")
		}
		f.Scores[shop] = math.Max(f.Scores[shop], risk)
	}
	if tier == Peripheral {
		return nil
	}
	if _, twice := f.Groups[shop]; twice {
		return twiceIn(r, at[0])
	}
	f.Groups[shop] = names.of(r.cells[at[1]])
	return nil
}

// Ceiling is what could be found at best: the findable parts of the true rings,
// and nothing else. Nil where the truth does not tell them.
func (t *Truth) Ceiling() *Finding {
	if t.Findable == nil {
		return nil
	}
	return &Finding{Name: "ceiling", Groups: t.Findable}
}
