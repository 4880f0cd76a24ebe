package ingest

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/mapping"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// ReadMapping reads a mapping file, and checks that its kinds and columns are
// ours.
func ReadMapping(path string) (*mapping.Mapping, error) {
	name := filepath.Base(path)
	f, err := os.Open(path)
	if err != nil {
		return nil, absent(path, err)
	}
	text, err := io.ReadAll(io.LimitReader(f, mapping.MaxSize+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, errs.Disk("load", name, err)
	}
	m, err := mapping.Parse(name, text)
	if err != nil {
		return nil, err
	}
	for _, e := range m.Files {
		if _, ok := schemaOf(e.Kind); e.Kind != "" && !ok {
			return nil, unknownKind(name+" entry "+e.Match, e.Kind)
		}
		if _, err := (&Options{}).reading(name, e); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// sampleRows is how many rows a suggestion looks at.
const sampleRows = 1000

// SuggestMapping writes a first mapping for a file, from its header and its
// first rows. What the rows are is told by kind, then by the file's name;
// where neither says it, they are taken for links.
func SuggestMapping(ctx context.Context, path, kind string) (string, error) {
	s := &source{name: filepath.Base(path), raw: opener(filepath.Base(path), path)}
	if _, err := os.Stat(path); err != nil {
		return "", absent(path, err)
	}
	var ok bool
	switch {
	case kind != "":
		if s.schema, ok = schemaOf(kind); !ok {
			return "", unknownKind(s.name, kind)
		}
	default:
		s.schema, _ = kindOfFile(path)
	}
	if err := s.examine(ctx); err != nil {
		return "", err
	}
	header, names := s.header()
	if names == nil {
		for _, f := range header.Fields(nil) {
			names = append(names, string(f))
		}
	}
	sample := mapping.Sample{Name: s.name, Kind: s.schema.kind, Format: s.format.String(), Columns: names}
	if s.schema.kind == "links" {
		sample.Kind = ""
	}
	if sample.Kind != "" {
		sample.Known = slices.Concat(s.schema.required, s.schema.optional, provenance)
	}
	var err error
	if sample.Rows, err = s.sample(ctx, names); err != nil {
		return "", err
	}
	return mapping.Suggest(sample), nil
}

// sample returns the first rows, each by the position of the names.
func (s *source) sample(ctx context.Context, names []string) (out [][]string, err error) {
	text, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	rows := vault.RowsAs(text, s.shape)
	for rows.Next() && len(out) < sampleRows {
		r := rows.Row()
		if r.Number == 0 || r.Fault != vault.Sound {
			continue
		}
		row := make([]string, len(names))
		if r.Cut.JSON {
			r.Members(func(name, value []byte, _ bool) {
				if at := slices.Index(names, string(name)); at >= 0 {
					row[at] = string(value)
				}
			})
		} else {
			for i, f := range r.Fields(nil) {
				if i < len(row) {
					row[i] = string(f)
				}
			}
		}
		out = append(out, row)
	}
	return out, errors.Join(textError(s.name, rows.Err()), text.Close())
}
