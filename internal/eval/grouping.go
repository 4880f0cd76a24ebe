package eval

import (
	"io"
	"strings"
)

// Grouping says which group each storefront is in; "" is none. Names of groups
// mean nothing but themselves.
type Grouping map[string]string

// ReadGrouping reads a CSV file that gives a storefront and its group in one
// of the columns named for each. Other columns are passed over, but for tier:
// rows of peripheral storefronts are left out, as they are members of nothing.
// A storefront given twice is errs.Invalid, with its row; so is a file without
// the columns or without rows.
func ReadGrouping(r io.Reader, name string, storefront, group []string) (Grouping, error) {
	in, err := newRows(r, name)
	if err != nil {
		return nil, err
	}
	at, err := in.columns(strings.Join(storefront, "/"), strings.Join(group, "/"), "tier?")
	if err != nil {
		return nil, err
	}
	g, names := Grouping{}, interned{}
	for in.next() {
		if at[2] >= 0 && in.cells[at[2]] == Peripheral.String() {
			continue
		}
		shop, err := in.storefront(at[0])
		if err != nil {
			return nil, err
		}
		if _, twice := g[shop]; twice {
			return nil, twiceIn(in, at[0])
		}
		g[strings.Clone(shop)] = names.of(in.cells[at[1]])
	}
	return g, in.filled()
}

func twiceIn(r *rows, column int) error {
	return r.bad(r.header[column], "gives a storefront a second time", "Leave one row for each storefront")
}

// interned holds each text once: the rows it is cut from need not stay.
type interned map[string]string

func (in interned) of(s string) string {
	if s == "" {
		return ""
	}
	if kept, met := in[s]; met {
		return kept
	}
	kept := strings.Clone(s)
	in[kept] = kept
	return kept
}
