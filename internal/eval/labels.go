package eval

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Grouping says which group each storefront is in; "" is none. Names of groups
// mean nothing but themselves.
type Grouping map[string]string

// ReadGrouping reads a CSV file that gives a storefront and its group in one
// of the columns named for each. Other columns are passed over, but for tier:
// rows of peripheral storefronts are left out, as they are members of nothing. A storefront given twice is errs.Invalid, with its row; so is a
// file without the columns or without rows.
func ReadGrouping(r io.Reader, name string, storefront, group []string) (Grouping, error) {
	in := csv.NewReader(r)
	in.ReuseRecord = true
	header, err := in.Read()
	if err != nil {
		return nil, unreadable(name, err)
	}
	shop, of := columnOf(header, storefront), columnOf(header, group)
	if shop < 0 || of < 0 {
		return nil, invalid(name, fmt.Sprintf("its header lacks the column %s or the column %s", strings.Join(storefront, "/"), strings.Join(group, "/")), "Name the columns so")
	}
	tier := slices.Index(header, "tier")
	g := Grouping{}
	for row := 1; ; row++ {
		record, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, unreadable(name, err)
		}
		if tier >= 0 && record[tier] == "peripheral" {
			continue
		}
		if _, twice := g[record[shop]]; twice {
			return nil, invalid(fmt.Sprintf("%s row %d", name, row), "gives a storefront a second time", "Leave one row for each storefront")
		}
		g[record[shop]] = record[of]
	}
	if len(g) == 0 {
		return nil, invalid(name, "holds no rows", "Give one row for each storefront")
	}
	return g, nil
}

// columnOf returns where the first column with one of the names stands, -1 for
// nowhere.
func columnOf(header, names []string) int {
	return slices.IndexFunc(header, func(name string) bool { return slices.Contains(names, name) })
}

func unreadable(name string, err error) error {
	var parse *csv.ParseError
	if errors.As(err, &parse) {
		return invalid(fmt.Sprintf("%s line %d", name, parse.Line), "cannot be read as CSV: "+parse.Err.Error(), "Correct the line")
	}
	if errors.Is(err, io.EOF) {
		return invalid(name, "is empty", "Write a header, then one row for each storefront")
	}
	return errs.Disk("eval", name, err)
}

func invalid(subject, message, remedy string) error {
	return &errs.Error{Op: "eval", Kind: errs.Invalid, Subject: subject, Message: message, Remedy: remedy}
}

// Comparison is a truth and a finding on the same storefronts.
type Comparison struct {
	Storefronts []string // those of either side, in order
	Strangers   int      // of the finding only: the truth is silent on them
	truth       []int32  // group of each storefront; alone where it is in none
	found       []int32
	trueSizes   []int // of the groups, those of one included
	foundSizes  []int
	inTruth     int // groups numbered below are named ones, the others storefronts alone
	inFound     int
	cells       []cell
}

// cell is how many storefronts one true and one found group share.
type cell struct {
	truth, found int32
	n            int
}

// Compare sets a finding beside the truth. Storefronts that only one side
// names are in no group of the other.
func Compare(truth, found Grouping) *Comparison {
	c := &Comparison{Storefronts: slices.Collect(maps.Keys(truth))}
	for shop := range found {
		if _, known := truth[shop]; !known {
			c.Strangers++
			c.Storefronts = append(c.Storefronts, shop)
		}
	}
	slices.Sort(c.Storefronts)
	c.truth, c.trueSizes, c.inTruth = number(c.Storefronts, truth)
	c.found, c.foundSizes, c.inFound = number(c.Storefronts, found)
	c.cells = cross(c.truth, c.found)
	return c
}

// number numbers the groups: the named ones in the order of their first
// storefronts, then each storefront that is in none.
func number(shops []string, g Grouping) (of []int32, sizes []int, named int) {
	of = make([]int32, len(shops))
	seen := map[string]int32{}
	for i, shop := range shops {
		group := g[shop]
		if group == "" {
			of[i] = -1
			continue
		}
		n, known := seen[group]
		if !known {
			n = int32(len(sizes))
			seen[group] = n
			sizes = append(sizes, 0)
		}
		of[i] = n
		sizes[n]++
	}
	named = len(sizes)
	for i := range of {
		if of[i] < 0 {
			of[i] = int32(len(sizes))
			sizes = append(sizes, 1)
		}
	}
	return of, sizes, named
}

// cross counts the storefronts of each pair of groups, ordered by both.
func cross(truth, found []int32) []cell {
	pairs := make([]uint64, len(truth))
	for i := range truth {
		pairs[i] = uint64(truth[i])<<32 | uint64(found[i])
	}
	slices.Sort(pairs)
	var cells []cell
	for i, p := range pairs {
		if i > 0 && p == pairs[i-1] {
			cells[len(cells)-1].n++
			continue
		}
		cells = append(cells, cell{int32(p >> 32), int32(p & (1<<32 - 1)), 1})
	}
	return cells
}
