package vault

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
)

// Hash is a SHA-256. Its text form is lower-case hexadecimal.
type Hash [sha256.Size]byte

func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes lower-case hexadecimal.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads lower-case hexadecimal of the right length.
func (h *Hash) UnmarshalText(text []byte) error {
	b, err := hex.DecodeString(string(text))
	if err != nil || len(b) != len(h) || hex.EncodeToString(b) != string(text) {
		return errors.New("not a SHA-256 in lower-case hexadecimal")
	}
	copy(h[:], b)
	return nil
}

// The tree over the rows of a file is that of RFC 6962, section 2.1: a leaf is
// H(0x00 ‖ data), an inner node H(0x01 ‖ left ‖ right), and n > 1 leaves split
// at the largest power of two below n. The leaf of row r (0 is the header) has
// the data salt ‖ offset ‖ row, where
//
//	salt   = H(key ‖ r as 8 bytes, big endian)
//	key    = H("ringtrace row salt 2\n" ‖ offset ‖ length ‖ row, for each row of its chunk)
//	offset = the row's first byte within the text, 8 bytes, big endian
//
// so that a row that is withheld cannot be guessed from its leaf by anybody
// who does not hold the rows around it, and yet the root depends on the text
// alone: two vaults that hold the same file give the same root. When a row is
// erased its salt is forgotten with it; those of the rows around it, which
// follow from it no more, are noted before.

const saltDomain = "ringtrace row salt 2\n"

// chunk is how many leaves share one remembered hash. It equals the stride of
// the row index, and is a power of two, so that the hashes of chunks are inner
// nodes of the tree.
const chunk = stride

// LeafHash returns the leaf of a row: its salt, the offset of its first byte
// and its bytes without the line end.
func LeafHash(salt Hash, offset int64, raw []byte) Hash {
	b := append(make([]byte, 0, 1+len(salt)+8+len(raw)), 0)
	b = append(b, salt[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(offset))
	return sha256.Sum256(append(b, raw...))
}

func saltOf(key Hash, row uint32) Hash {
	return sha256.Sum256(binary.BigEndian.AppendUint64(append(make([]byte, 0, len(key)+8), key[:]...), uint64(row)))
}

// saltKey returns the key of the salts of one chunk.
func saltKey(rows []Row) Hash {
	h := sha256.New()
	var b [16]byte
	h.Write([]byte(saltDomain))
	for i := range rows {
		binary.BigEndian.PutUint64(b[:8], uint64(rows[i].Offset))
		binary.BigEndian.PutUint64(b[8:], uint64(len(rows[i].Raw)))
		h.Write(b[:])
		h.Write(rows[i].Raw)
	}
	return Hash(h.Sum(nil))
}

// leaves returns the leaves of the rows of block c. Those of erased rows are
// what was noted of them.
func (t *table) leaves(c int, rows []Row) []Proof {
	out := make([]Proof, len(rows))
	salts := t.head.Salts[uint32(c)]
	var key Hash
	if len(salts) != len(rows) {
		salts, key = nil, saltKey(rows)
	}
	for i, row := range rows {
		p := &out[i]
		p.Row = row
		if e, gone := t.erased(row.Number); gone {
			p.Leaf = e.Leaf
			continue
		}
		if p.Salt = saltOf(key, row.Number); salts != nil {
			p.Salt = salts[i]
		}
		p.Leaf = LeafHash(p.Salt, row.Offset, row.Raw)
	}
	return out
}

func nodeHash(left, right Hash) Hash {
	var b [1 + 2*sha256.Size]byte
	b[0] = 1
	copy(b[1:], left[:])
	copy(b[1+sha256.Size:], right[:])
	return sha256.Sum256(b[:])
}

// tree holds the hashes of a tree, level by level, the leaves first. Where a
// level has an odd number, its last hash stands in the next one as it is: that
// gives the tree of RFC 6962, whose left parts are full.
type tree [][]Hash

func grow(nodes []Hash) tree {
	t := tree{nodes}
	for len(nodes) > 1 {
		above := make([]Hash, 0, (len(nodes)+1)/2)
		for i := 0; i+1 < len(nodes); i += 2 {
			above = append(above, nodeHash(nodes[i], nodes[i+1]))
		}
		if len(nodes)%2 == 1 {
			above = append(above, nodes[len(nodes)-1])
		}
		t, nodes = append(t, above), above
	}
	return t
}

// root returns the root; that of no nodes is H().
func (t tree) root() Hash {
	if len(t[0]) == 0 {
		return sha256.Sum256(nil)
	}
	return t[len(t)-1][0]
}

// path returns the hashes that lead from node i to the root, nearest first.
func (t tree) path(i int) []Hash {
	var out []Hash
	for _, level := range t {
		if beside := i ^ 1; beside < len(level) {
			out = append(out, level[beside])
		}
		i /= 2
	}
	return out
}

// RootFromPath returns the root that a path leads to from the leaf of a row in
// a tree of that many leaves; false when the path has the wrong length.
// Source: RFC 9162, section 2.1.3.2.
func RootFromPath(leaf Hash, row, leaves uint32, path []Hash) (Hash, bool) {
	if row >= leaves {
		return Hash{}, false
	}
	fn, sn, r := row, leaves-1, leaf
	for _, p := range path {
		if sn == 0 {
			return Hash{}, false
		}
		if fn&1 == 1 || fn == sn {
			r = nodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = nodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	return r, sn == 0
}
