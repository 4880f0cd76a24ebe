package ingest

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/format"
	"github.com/ringtrace/ringtrace/internal/mapping"
)

// find returns the files that the paths name, in reading order, and the names
// of a folder's files that are none of the known.
func find(ctx context.Context, o *Options, paths []string) (files []*source, ignored []string, err error) {
	if len(paths) == 0 {
		return nil, nil, wrong("", "no file or folder to load", "Name one: ringtrace load PATH")
	}
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, nil, absent(path, err)
		}
		var found []*source
		if info.IsDir() {
			var rest []string
			found, rest, err = findInFolder(o, path)
			ignored = append(ignored, rest...)
		} else {
			found, err = findFile(ctx, o, path)
		}
		if err != nil {
			return nil, nil, err
		}
		files = append(files, found...)
	}
	slices.Sort(ignored)
	return files, ignored, unmatched(o, files)
}

// unmatched refuses a mapping of which nothing was used: a slip in a pattern
// would otherwise pass in silence.
func unmatched(o *Options, files []*source) error {
	if o.Mapping == nil || slices.ContainsFunc(files, func(s *source) bool { return s.reading.entry != nil }) {
		return nil
	}
	var patterns []string
	for _, e := range o.Mapping.Files {
		patterns = append(patterns, e.Match)
	}
	return wrong("mapping", "none of its patterns matches a file of this load: "+strings.Join(patterns, ", "), "Correct a pattern (match:), or name other files.")
}

func findInFolder(o *Options, dir string) (files []*source, ignored []string, err error) {
	if isTruth(dir) || isTruth(filepath.Join(dir, "truth")) {
		return nil, nil, refuseTruth(filepath.Base(dir))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, nil, errs.Disk("load", filepath.Base(dir), err)
	}
	for _, e := range entries {
		name := e.Name()
		_, known := kindOfFile(name)
		if !known && len(o.Mapping.For(name)) == 0 || !e.Type().IsRegular() && e.Type()&os.ModeSymlink == 0 {
			ignored = append(ignored, name)
			continue
		}
		found, err := sourcesOf(o, filepath.Join(dir, name), "")
		if err != nil {
			return nil, nil, err
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, nil, wrong(filepath.Base(dir), fmt.Sprintf("the folder has no known file; it has %d others", len(ignored)),
			"Looked for "+kindNames(".csv")+", the same with .tsv, .ndjson or .parquet, and each of these packed (.gz, .zst). Rename your files, or load one with --kind or --mapping.")
	}
	return files, ignored, nil
}

func findFile(ctx context.Context, o *Options, path string) ([]*source, error) {
	if isTruth(filepath.Dir(path)) {
		return nil, refuseTruth(filepath.Base(path))
	}
	kind := o.Kind
	if _, known := kindOfFile(path); kind == "" && !known {
		if len(o.Columns) > 0 {
			kind = "links"
		} else if rejects, err := findRejects(ctx, o, path); rejects != nil || err != nil {
			return rejects, err
		}
	}
	return sourcesOf(o, path, kind)
}

// sourcesOf returns how one file is read: once, or once for each entry of the
// mapping that matches its name. Kind goes before what the name says, and what
// an entry says before both.
func sourcesOf(o *Options, path, kind string) ([]*source, error) {
	name := filepath.Base(path)
	entries := o.Mapping.For(name)
	if len(entries) == 0 {
		entries = []*mapping.Entry{nil}
	} else if len(o.Columns) > 0 {
		return nil, wrong(name, "both --columns and the mapping say what its columns mean", "Leave --columns out, or write them into the mapping.")
	}
	var out []*source
	for _, e := range entries {
		schema, err := kindFor(name, kind, e)
		if err != nil {
			return nil, err
		}
		how, err := o.reading(name, e)
		if err != nil {
			return nil, err
		}
		out = append(out, newSource(path, schema, how))
	}
	return out, nil
}

// kindFor returns what the rows of a file are.
func kindFor(name, kind string, e *mapping.Entry) (schema, error) {
	if e != nil && e.Kind != "" {
		kind = e.Kind
	}
	if kind != "" {
		schema, ok := schemaOf(kind)
		if !ok {
			return schema, unknownKind(name, kind)
		}
		return schema, nil
	}
	schema, ok := kindOfFile(name)
	if !ok {
		return schema, wrong(name, "its name does not say what its rows are", "Say it with --kind: "+kindNames("")+".")
	}
	return schema, nil
}

func newSource(path string, schema schema, how reading) *source {
	name := filepath.Base(path)
	return &source{name: name, schema: schema, reading: how, report: newFileReport(name, schema.kind), raw: opener(name, path)}
}

func opener(name, path string) format.Opener {
	return func() (io.ReadSeekCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, errs.Disk("load", name, err)
		}
		return f, nil
	}
}

// inOrder sorts files by kind, in reading order, then name, then content, so
// that the order of arguments does not matter, and drops the same file given
// twice.
func inOrder(files []*source) []*source {
	kinds := map[string]int{}
	for i, s := range schemas() {
		kinds[s.kind] = i
	}
	slices.SortStableFunc(files, func(a, b *source) int {
		return cmp.Or(cmp.Compare(kinds[a.schema.kind], kinds[b.schema.kind]), strings.Compare(a.name, b.name), strings.Compare(a.sha256, b.sha256))
	})
	given := map[entity.Key]bool{}
	return slices.DeleteFunc(files, func(s *source) bool {
		twice := given[s.key()]
		given[s.key()] = true
		return twice
	})
}

// isTruth reports whether a folder is the truth of an invented world: loading
// it would give the answer away.
func isTruth(dir string) bool {
	if filepath.Base(filepath.Clean(dir)) != "truth" {
		return false
	}
	manifest, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	return err == nil && bytes.Contains(manifest, []byte("generator"))
}

func refuseTruth(name string) error {
	return wrong(name, "this is an invented world with its truth, which detection must not see", "Load its input folder.")
}

func unknownKind(name, kind string) error {
	return wrong(name, fmt.Sprintf("%q is no kind of file", kind), "The kinds are "+kindNames("")+".")
}

func wrong(subject, message, remedy string) error {
	return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: subject, Message: message, Remedy: remedy}
}

func absent(path string, err error) error {
	if os.IsNotExist(err) {
		return &errs.Error{Op: "load", Kind: errs.NotFound, Subject: filepath.Base(path), Message: "there is no such file or folder",
			Remedy: "Check the path.", Err: err}
	}
	return errs.Disk("load", filepath.Base(path), err)
}
