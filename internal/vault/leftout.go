package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
)

// RowSet is a set of rows of one file.
type RowSet struct {
	All  bool     // every row but the header
	Rows []uint32 // in order, each once
}

// Holds reports whether the set holds a row.
func (s *RowSet) Holds(row uint32) bool {
	if s.All {
		return row > 0
	}
	_, found := slices.BinarySearch(s.Rows, row)
	return found
}

// Count returns how many of the rows 1 to last the set holds.
func (s *RowSet) Count(last uint32) int {
	if s.All {
		return int(last)
	}
	n, _ := slices.BinarySearch(s.Rows, last+1)
	return n
}

// Union returns the rows of both sets.
func (s RowSet) Union(o RowSet) RowSet {
	if s.All || o.All {
		return RowSet{All: true}
	}
	rows := slices.Concat(s.Rows, o.Rows)
	slices.Sort(rows)
	return RowSet{Rows: slices.Compact(rows)}
}

// Mark names the set by its content; "" is the empty set.
func (s *RowSet) Mark() string {
	switch {
	case s.All:
		return "all"
	case len(s.Rows) == 0:
		return ""
	}
	h := sha256.New()
	for _, row := range s.Rows {
		var b [4]byte
		binary.BigEndian.PutUint32(b[:], row)
		h.Write(b[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Withhold tells the vault which rows were withdrawn, by the SHA-256 of their
// file. It keeps that in memory only: the casebook is where it is written.
func (v *Vault) Withhold(withdrawn map[string]RowSet) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.withdrawn = maps.Clone(withdrawn)
}

// LeftOut returns the rows of a file that nothing may be concluded from: those
// that were erased and those that were withdrawn.
func (v *Vault) LeftOut(f File) (RowSet, error) {
	t, err := v.table(f)
	if err != nil {
		return RowSet{}, err
	}
	var out RowSet
	for _, e := range t.head.Erased {
		out.Rows = append(out.Rows, e.Row)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	return out.Union(v.withdrawn[f.SHA256]), nil
}

// IsLeftOut reports whether one row is left out. A file that cannot be opened
// has no such rows.
func (v *Vault) IsLeftOut(f File, row uint32) bool {
	t, err := v.table(f)
	if err != nil {
		return false
	}
	if _, gone := t.erased(row); gone {
		return true
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	withdrawn := v.withdrawn[f.SHA256]
	return withdrawn.Holds(row)
}

// LeftOutOf is LeftOut for a file that may not be in the vault yet, by its
// SHA-256.
func (v *Vault) LeftOutOf(sha string) (RowSet, error) {
	v.mu.Lock()
	out := RowSet{}.Union(v.withdrawn[sha])
	v.mu.Unlock()
	for _, f := range v.Files() {
		if f.SHA256 != sha {
			continue
		}
		more, err := v.LeftOut(f)
		if err != nil {
			return RowSet{}, err
		}
		out = out.Union(more)
	}
	return out, nil
}
