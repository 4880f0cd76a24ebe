package ingest

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// find returns the files that the paths name, in reading order, and the names
// of a folder's files that are none of the known.
func find(o *Options, paths []string) (files []*source, ignored []string, err error) {
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
			found, err = findFile(o, path)
		}
		if err != nil {
			return nil, nil, err
		}
		files = append(files, found...)
	}
	slices.Sort(ignored)
	return files, ignored, nil
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
		schema, ok := kindOfFile(e.Name())
		if !ok || !e.Type().IsRegular() && e.Type()&os.ModeSymlink == 0 {
			ignored = append(ignored, e.Name())
			continue
		}
		s, err := newSource(o, filepath.Join(dir, e.Name()), schema)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, s)
	}
	if len(files) == 0 {
		return nil, nil, wrong(filepath.Base(dir), fmt.Sprintf("the folder has no known file; it has %d others", len(ignored)),
			"Looked for "+kindNames(".csv")+". Rename your files, or load one with --kind.")
	}
	return files, ignored, nil
}

func findFile(o *Options, path string) ([]*source, error) {
	if isTruth(filepath.Dir(path)) {
		return nil, refuseTruth(filepath.Base(path))
	}
	schema, ok := kindOfFile(path)
	switch {
	case o.Kind != "":
		if schema, ok = schemaOf(o.Kind); !ok {
			return nil, unknownKind(filepath.Base(path), o.Kind)
		}
	case !ok && len(o.Columns) > 0:
		schema, ok = schemaOf("links")
	}
	if !ok {
		return nil, wrong(filepath.Base(path), "its name does not say what its rows are", "Say it with --kind: "+kindNames("")+".")
	}
	s, err := newSource(o, path, schema)
	return []*source{s}, err
}

func newSource(o *Options, path string, schema schema) (*source, error) {
	name := filepath.Base(path)
	how, err := o.reading(name)
	if err != nil {
		return nil, err
	}
	s := &source{name: name, schema: schema, reading: how, report: newFileReport(name, schema.kind)}
	s.open = func() (io.ReadSeekCloser, error) {
		f, err := os.Open(path)
		if err != nil {
			return nil, errs.Disk("load", name, err)
		}
		return f, nil
	}
	return s, nil
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
