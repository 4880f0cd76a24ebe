package eval

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Truth is what is known of a world.
type Truth struct {
	Rings Grouping
	// Findable leaves out the rings that no evidence in the input holds
	// together; nil where the truth does not tell.
	Findable Grouping
	// Operations tells who runs each storefront, honest ones too; nil where
	// the truth does not tell. Storefronts of one honest family belong
	// together, though they are no ring.
	Operations Grouping
	// Framed are innocents whose values a ring declares; nil where the truth
	// does not tell.
	Framed Grouping
}

// ReadTruth reads the truth at path: a folder as `ringtrace synth` writes it,
// or a CSV file with the columns storefront and ring.
func ReadTruth(path string) (*Truth, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unopened(filepath.Base(path), err)
	}
	if !info.IsDir() {
		rings, err := readFile(path, "ring")
		return &Truth{Rings: rings}, err
	}
	t := &Truth{}
	if t.Rings, err = readFile(filepath.Join(path, "rings.csv"), "ring"); err != nil {
		return nil, err
	}
	findable, err := readFile(filepath.Join(path, "rings.csv"), "findable")
	if err != nil {
		return nil, err
	}
	t.Findable = Grouping{}
	for shop, ring := range t.Rings {
		if findable[shop] == "yes" {
			t.Findable[shop] = ring
		}
	}
	for _, more := range []struct {
		name, column string
		to           *Grouping
	}{{"operations.csv", "operation", &t.Operations}, {"victims.csv", "framed_by", &t.Framed}} {
		*more.to, err = readFile(filepath.Join(path, more.name), more.column)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	for shop := range t.Operations { // the rings name their members only
		for _, g := range []Grouping{t.Rings, t.Findable} {
			if _, known := g[shop]; !known {
				g[shop] = ""
			}
		}
	}
	return t, nil
}

func unopened(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return &errs.Error{Op: "eval", Kind: errs.NotFound, Subject: name, Message: "there is no such file", Err: err}
	}
	return errs.Disk("eval", name, err)
}

func readFile(path, column string) (Grouping, error) {
	return read(path, []string{"storefront"}, []string{column})
}

func read(path string, storefront, group []string) (g Grouping, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unopened(filepath.Base(path), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return ReadGrouping(f, filepath.Base(path), storefront, group)
}

// ReadFound reads a grouping to be measured: a CSV file with a column
// storefront or node, and one named ring or community.
func ReadFound(path string) (Grouping, error) {
	return read(path, []string{"storefront", "node"}, []string{"ring", "community"})
}

// Report is what one finding comes to.
type Report struct {
	BCubed   PRF      `json:"bCubed"`
	Pairs    PRF      `json:"pairs"`
	ARI      Ratio    `json:"adjustedRand"`
	AMI      Ratio    `json:"adjustedMutual"`
	NMI      Ratio    `json:"normalizedMutual"`
	Rings    Recovery `json:"rings"`
	Findable Recovery `json:"findable"` // against findable rings only; zero where the truth does not tell
	// Unrelated counts found groups of three and more of which no two members
	// share an operation: the accusation that nothing excuses. Unknown where
	// the truth names no operations.
	Unrelated *int `json:"unrelatedGroups"`
	// Framed counts innocents whose values a ring declares and who are in a
	// found group of three and more. Unknown where the truth names none.
	Framed *int `json:"framed"`
	// Strangers are storefronts in a found group on which the truth is
	// silent. They count as innocents.
	Strangers int `json:"strangers"`
}

// Measure sets one finding beside the truth.
func (t *Truth) Measure(found Grouping) Report {
	c := Compare(t.Rings, found)
	r := Report{BCubed: c.BCubed(), Pairs: c.Pairs(), ARI: c.AdjustedRand(), AMI: c.AdjustedMutual(), NMI: c.NormalizedMutual(), Rings: c.Recovery(),
		Strangers: c.Strangers}
	if t.Findable != nil {
		r.Findable = Compare(t.Findable, found).Recovery()
	}
	if t.Operations != nil {
		r.Unrelated = new(Compare(t.Operations, found).Recovery().False)
	}
	if t.Framed != nil {
		r.Framed = new(t.framed(found))
	}
	return r
}

func (t *Truth) framed(found Grouping) int {
	size := map[string]int{}
	for _, group := range found {
		size[group]++
	}
	n := 0
	for shop := range t.Framed {
		if group := found[shop]; group != "" && size[group] >= smallest {
			n++
		}
	}
	return n
}
