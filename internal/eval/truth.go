package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Truth is what is known of a world. What is nil was not told, and what rests
// on it is unknown.
type Truth struct {
	Rings Grouping
	// Findable leaves out the rings, and the members, that no evidence in the
	// input holds together.
	Findable Grouping
	// Reasons says of each ring why it can be found ("yes") or not.
	Reasons map[string]string
	// Operations tells who runs each storefront, honest ones too. Storefronts
	// of one honest family belong together, though they are no ring. Where it
	// is told, it names every storefront of the world.
	Operations Grouping
	// Framed are innocents whose values a ring declares.
	Framed Grouping
	// Illicit tells of each storefront whether it sells what it must not.
	Illicit map[string]bool
	// Links are the pairs of storefronts that show the same value.
	Links []Link
}

// Link is two storefronts that show one value. Of a value that many show, the
// truth has a chain through them and not all pairs.
type Link struct {
	A, B string
	Kind string // of the value: PAYMENT_ACCOUNT ...
	Why  string // genuine, accidental, hub or planted
}

// The reasons of a link.
const (
	Genuine    = "genuine"
	Accidental = "accidental"
	ByHub      = "hub"
	Planted    = "planted"
)

// findableYes is the reason of a member that can be found.
const findableYes = "yes"

// ReadTruth reads the truth at path: a folder as `ringtrace synth` writes it,
// or a CSV file with the columns storefront and ring. In a folder rings.csv
// must be there; the others may be missing, and what they would tell is
// unknown. Storefronts that operations.csv does not name, storefronts given
// twice and words that mean nothing are errs.Invalid, with file, row and
// column; so is a folder that does not hold what its own manifest names.
func ReadTruth(path string) (*Truth, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, unopened(filepath.Base(path), err)
	}
	if !info.IsDir() {
		t := &Truth{}
		return t, readRows(path, t.readRings)
	}
	m, err := readManifest(filepath.Join(path, "manifest.json"))
	if err != nil {
		return nil, err
	}
	t := &Truth{}
	for _, file := range []struct {
		name     string
		required bool
		read     func(*rows) error
	}{ // operations first: the others are held against them
		{"operations.csv", false, t.readOperations}, {"rings.csv", true, t.readRings}, {"victims.csv", false, t.readVictims},
		{"labels.csv", false, t.readLabels}, {"true_links.csv", false, t.readLinks},
	} {
		want, told := m.Rows["truth/"+file.name]
		err := readRows(filepath.Join(path, file.name), func(r *rows) error {
			if err := file.read(r); err != nil {
				return err
			}
			if told && r.row != want {
				return invalid(file.name, fmt.Sprintf("holds %d rows, and manifest.json says %d", r.row, want), "Write the world again")
			}
			return nil
		})
		if errors.Is(err, fs.ErrNotExist) && !file.required && !told {
			continue
		}
		if err != nil {
			return nil, err
		}
	}
	if t.Framed == nil && m.Rows != nil { // a world without any has no such file
		t.Framed = Grouping{}
	}
	return t, nil
}

// manifest is what a world says of itself.
type manifest struct {
	Unfinished bool           `json:"unfinished"`
	Rows       map[string]int `json:"rows"`
}

func readManifest(path string) (m manifest, err error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return m, nil
	}
	if err != nil {
		return m, errs.Disk("eval", "manifest.json", err)
	}
	if err := json.Unmarshal(data, &m); err != nil || m.Unfinished {
		return m, &errs.Error{Op: "eval", Kind: errs.Invalid, Subject: "manifest.json", Message: "is of no finished world", Remedy: "Write the world again", Err: err}
	}
	return m, nil
}

// known returns the storefront of a cell, or says that the world has no such
// storefront.
func (t *Truth) known(r *rows, at int) (string, error) {
	shop, err := r.storefront(at)
	if err != nil {
		return "", err
	}
	if _, met := t.Operations[shop]; t.Operations != nil && !met {
		return "", r.bad(r.header[at], "names a storefront that operations.csv does not", "Correct one of the two files")
	}
	return strings.Clone(shop), nil
}

// once is known for files that name a storefront once.
func once[V any](t *Truth, r *rows, at int, in map[string]V) (string, error) {
	shop, err := t.known(r, at)
	if _, twice := in[shop]; err == nil && twice {
		err = twiceIn(r, at)
	}
	return shop, err
}

func (t *Truth) readOperations(r *rows) error {
	at, err := r.columns("storefront", "operation")
	if err != nil {
		return err
	}
	operations, names := Grouping{}, interned{}
	for r.next() {
		shop, err := once(t, r, at[0], operations)
		if err != nil {
			return err
		}
		if r.cells[at[1]] == "" {
			return r.bad("operation", "is empty", "Say who runs the storefront; whoever has one alone is an operation too")
		}
		operations[shop] = names.of(r.cells[at[1]])
	}
	t.Operations = operations
	return r.filled()
}

func (t *Truth) readRings(r *rows) error {
	at, err := r.columns("storefront", "ring", "findable?")
	if err != nil {
		return err
	}
	t.Rings = Grouping{}
	if at[2] >= 0 {
		t.Findable, t.Reasons = Grouping{}, map[string]string{}
	}
	names := interned{}
	for r.next() {
		shop, err := once(t, r, at[0], t.Rings)
		if err != nil {
			return err
		}
		ring := names.of(r.cells[at[1]])
		t.Rings[shop] = ring
		if at[2] < 0 || ring == "" {
			continue
		}
		why := names.of(r.cells[at[2]])
		if why == "" {
			return r.bad("findable", "is empty", "Write yes, or why the ring cannot be found")
		}
		if why == findableYes {
			t.Findable[shop] = ring
		}
		if t.Reasons[ring] != findableYes {
			t.Reasons[ring] = why
		}
	}
	return r.filled()
}

func (t *Truth) readVictims(r *rows) error {
	at, err := r.columns("storefront", "framed_by")
	if err != nil {
		return err
	}
	t.Framed = Grouping{}
	for r.next() {
		shop, err := t.known(r, at[0])
		if err != nil {
			return err
		}
		t.Framed[shop] = strings.Clone(r.cells[at[1]]) // two rings may frame one
	}
	return r.err
}

func (t *Truth) readLabels(r *rows) error {
	at, err := r.columns("storefront", "illicit")
	if err != nil {
		return err
	}
	t.Illicit = map[string]bool{}
	for r.next() {
		shop, err := once(t, r, at[0], t.Illicit)
		if err != nil {
			return err
		}
		switch r.cells[at[1]] {
		case "yes":
			t.Illicit[shop] = true
		case "no":
			t.Illicit[shop] = false
		default:
			return r.bad("illicit", "is neither yes nor no", "Give each storefront a class, or leave out its row")
		}
	}
	return r.filled()
}

func (t *Truth) readLinks(r *rows) error {
	at, err := r.columns("a", "b", "kind", "why")
	if err != nil {
		return err
	}
	t.Links = []Link{}
	names := interned{}
	for r.next() {
		l := Link{Kind: names.of(r.cells[at[2]]), Why: names.of(r.cells[at[3]])}
		if l.A, err = t.known(r, at[0]); err == nil {
			l.B, err = t.known(r, at[1])
		}
		if err != nil {
			return err
		}
		switch l.Why {
		case Genuine, Accidental, ByHub, Planted:
		default:
			return r.bad("why", "is no reason of a link", "Write genuine, accidental, hub or planted")
		}
		if l.Kind == "" || l.A == l.B {
			return r.bad("", "is no link of two storefronts by a kind of value", "Name two storefronts and the kind")
		}
		t.Links = append(t.Links, l)
	}
	return r.err
}
