package region

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

//go:embed regions.tsv.gz
var regionsFile []byte

//go:embed changes.tsv.gz
var changesFile []byte

//go:embed macro.tsv
var macroFile string

// Edition is the state of GB/T 2260 that the table holds: 2023-06-30, as the
// National Bureau of Statistics published it.
const Edition = "202306"

// Table answers questions about codes. It is for reading only.
type Table struct {
	regions map[string]*Region
	parts   map[string]Level // of the largest part of a region, by its id
	changes map[string]Resolution
	groups  []Group
}

// Shipped returns the embedded table. Reading it takes some milliseconds: keep
// it.
func Shipped() (*Table, error) {
	regions, err := inflate(regionsFile)
	if err != nil {
		return nil, err
	}
	changes, err := inflate(changesFile)
	if err != nil {
		return nil, err
	}
	return parse(regions, changes, macroFile)
}

func inflate(packed []byte) (string, error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return "", damaged("is not compressed text", err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return "", damaged("ends early", err)
	}
	return string(text), nil
}

func damaged(message string, cause error) error {
	return &errs.Error{Op: "read regions", Kind: errs.Internal, Subject: "embedded table", Message: message, Err: cause}
}

func parse(regions, changes, groups string) (*Table, error) {
	t := &Table{regions: map[string]*Region{}, parts: map[string]Level{}, changes: map[string]Resolution{}}
	for f := range rows(regions, 8) {
		r, err := parseRegion(f)
		if err != nil {
			return nil, err
		}
		t.regions[r.ID] = r
	}
	for _, r := range t.regions {
		if r.Parent == "" {
			continue
		}
		if t.regions[r.Parent] == nil {
			return nil, damaged("region "+r.ID+" lies in a region that is not there", nil)
		}
		if l, ok := t.parts[r.Parent]; !ok || r.Level < l {
			t.parts[r.Parent] = r.Level
		}
	}
	for f := range rows(changes, 5) {
		res := Resolution{Status: Retired, Name: f[1], Until: f[2], How: How(f[3])}
		if res.How == HowEqual {
			res.Status = Current
		}
		for id := range strings.SplitSeq(f[4], ";") {
			if r := t.regions[id]; r != nil {
				res.Successors = append(res.Successors, r)
			}
		}
		t.changes[f[0]] = res
	}
	return t, t.readGroups(groups)
}

// rows yields the lines of a table, each split into n fields; trailing fields
// that a line leaves out are empty.
func rows(text string, n int) func(func([]string) bool) {
	return func(yield func([]string) bool) {
		fields := make([]string, n)
		for line := range strings.Lines(text) {
			line = strings.TrimSuffix(line, "\n")
			if line == "" || line[0] == '#' {
				continue
			}
			clear(fields)
			for i := range fields {
				var more bool
				if fields[i], line, more = strings.Cut(line, "\t"); !more {
					break
				}
			}
			if !yield(fields) {
				return
			}
		}
	}
}

func parseRegion(f []string) (*Region, error) {
	level, err := strconv.ParseUint(f[1], 10, 8)
	if err != nil || level < uint64(Country) || level > uint64(County) {
		return nil, damaged("region "+f[0]+" has no level", err)
	}
	r := &Region{ID: f[0], Level: Level(level), Name: f[2], Latin: f[3], Parent: f[4]}
	if r.ID[:strings.IndexByte(r.ID, ':')+1] != "GB2260:" && r.Latin == "" {
		r.Latin = r.Name
	}
	if f[5] == "" {
		return r, nil
	}
	r.Point = &Point{Above: f[7] == "p"}
	if r.Point.Lon, err = strconv.ParseFloat(f[5], 64); err != nil {
		return nil, damaged("region "+f[0]+" has a malformed point", err)
	}
	if r.Point.Lat, err = strconv.ParseFloat(f[6], 64); err != nil {
		return nil, damaged("region "+f[0]+" has a malformed point", err)
	}
	return r, nil
}

func (t *Table) readGroups(text string) error {
	for f := range rows(text, 4) {
		g := Group{ID: f[0], Name: f[1], Source: f[3]}
		for code := range strings.FieldsSeq(f[2]) {
			if t.regions["GB2260:"+code] == nil {
				return damaged("group "+g.ID+" holds a code that is not in force", nil)
			}
			g.Members = append(g.Members, "GB2260:"+code)
		}
		slices.Sort(g.Members)
		t.groups = append(t.groups, g)
	}
	slices.SortFunc(t.groups, func(a, b Group) int { return strings.Compare(a.ID, b.ID) })
	return nil
}
