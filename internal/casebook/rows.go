package casebook

import (
	"encoding/json"
	"slices"
)

// FileRows names rows of one file.
type FileRows struct {
	SHA256 string   `json:"sha256"`
	All    bool     `json:"all,omitempty"`    // every row but the header
	Rows   []uint32 `json:"rows,omitempty"`   // in order
	Leaves []string `json:"leaves,omitempty"` // of erased rows: their hashes in the file's row tree, in the order of Rows
	Root   string   `json:"root,omitempty"`   // of erased rows: the root of that tree
}

// Holds reports whether the row is among them.
func (f *FileRows) Holds(row uint32) bool {
	_, found := slices.BinarySearch(f.Rows, row)
	return found || (f.All && row > 0)
}

func rowsJSON(rows []FileRows) string {
	text, err := json.Marshal(rows)
	if err != nil { // texts and numbers always marshal
		return "[]"
	}
	return string(text)
}

func parseRows(text string) (rows []FileRows, err error) {
	return rows, json.Unmarshal([]byte(text), &rows)
}
