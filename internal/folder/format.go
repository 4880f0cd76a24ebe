package folder

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// FormatFile is where a folder says what it is.
const FormatFile = "ringtrace.json"

// Format is what a data folder says of itself.
type Format struct {
	Layout  int              `json:"format"`            // of the folder as a whole; 0 is a folder that holds nothing yet
	Parts   map[string]int   `json:"parts,omitempty"`   // versions of what stands in it: vault, case.db, graph.db, runs
	Program string           `json:"program,omitempty"` // what last raised one of these
	Rules   map[string]Rules `json:"rules,omitempty"`   // of each store, by its name, those that its ids were made with
}

// Rules are the versions of canonical rules by kind of identifier.
type Rules map[string]string

// Differ returns the kinds for which the two have other rules, sorted.
func (r Rules) Differ(other Rules) []string {
	var kinds []string
	for kind, version := range r {
		if other[kind] != version {
			kinds = append(kinds, kind)
		}
	}
	for kind := range other {
		if _, ok := r[kind]; !ok {
			kinds = append(kinds, kind)
		}
	}
	slices.Sort(kinds)
	return kinds
}

// Read returns the format of the folder. A folder that has lost its
// ringtrace.json counts as one of layout 1: every part says its own version,
// and a step finds what is done already.
func Read(dir string) (Format, error) {
	text, err := os.ReadFile(filepath.Join(dir, FormatFile))
	if errors.Is(err, fs.ErrNotExist) {
		return Format{Layout: guess(dir)}, nil
	}
	if err != nil {
		return Format{}, errs.Disk("open", "data folder", err)
	}
	var f Format
	if err := json.Unmarshal(text, &f); err != nil || f.Layout < 1 {
		return Format{}, &errs.Error{Op: "open", Kind: errs.Invalid, Subject: "data folder", Message: FormatFile + " is damaged",
			Remedy: "Move it away and run ringtrace upgrade, which writes it anew", Err: err}
	}
	return f, nil
}

func guess(dir string) int {
	if _, err := os.Stat(filepath.Join(dir, "vault")); err != nil {
		return 0
	}
	return 1
}

// Write replaces ringtrace.json in one step.
func Write(dir string, f Format) error {
	text, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	return Replace(filepath.Join(dir, FormatFile), Whole(append(text, '\n')))
}

// newer refuses a folder that a newer program wrote: its layout or one of its
// parts is above what this one knows.
func newer(have, mine Format) error {
	what := ""
	if have.Layout > mine.Layout {
		what = fmt.Sprintf("layout %d, this one knows %d", have.Layout, mine.Layout)
	}
	for _, part := range slices.Sorted(maps.Keys(have.Parts)) {
		if what == "" && have.Parts[part] > mine.Parts[part] {
			what = fmt.Sprintf("%s of version %d, this one knows %d", part, have.Parts[part], mine.Parts[part])
		}
	}
	if what == "" {
		return nil
	}
	needed := "the newer ringtrace"
	if have.Program != "" {
		needed = have.Program + " or a later one"
	}
	return &errs.Error{Op: "open", Kind: errs.Conflict, Subject: "data folder",
		Message: fmt.Sprintf("written by a newer ringtrace (%s)", what), Remedy: "Use " + needed}
}
