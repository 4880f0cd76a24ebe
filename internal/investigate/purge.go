package investigate

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// eraseRows carries out every erasure that was begun and not finished, but for
// the store: rows of the vault, then what was derived from them. Each step may
// be repeated. It returns the erasures.
func (s *Service) eraseRows(ctx context.Context) ([]casebook.Erasure, error) {
	es, err := s.book.Erasures(ctx)
	if err != nil {
		return nil, err
	}
	var open []casebook.Erasure
	for _, e := range es {
		if e.Done.IsZero() {
			open = append(open, e)
		}
	}
	if len(open) == 0 {
		return nil, nil
	}
	gone := map[uint32][]uint32{}
	for _, e := range open {
		for _, rows := range e.Rows {
			for _, f := range s.vault.Files() {
				if f.SHA256 == rows.SHA256 {
					gone[f.Number] = append(gone[f.Number], rows.Rows...)
				}
			}
		}
	}
	if err := s.vault.Erase(ctx, gone); err != nil {
		return nil, err
	}
	return open, s.purge(open)
}

// purge removes what may hold values of erased rows and can be made again:
// the files of runs, packages that wait to be downloaded, lines of
// rejects.ndjson. The report of the last load stays: it holds counts.
func (s *Service) purge(es []casebook.Erasure) error {
	if err := os.RemoveAll(filepath.Join(s.opt.Data, "runs")); err != nil {
		return errs.Disk("erase", "runs folder", err)
	}
	packages := filepath.Join(s.opt.Data, "packages")
	waiting, err := os.ReadDir(packages)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errs.Disk("erase", "packages folder", err)
	}
	for _, dir := range waiting { // built again in a moment, if somebody still wants one
		if err := os.Remove(filepath.Join(packages, dir.Name(), packageFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errs.Disk("erase", "packages folder", err)
		}
	}
	return s.purgeRejects(es)
}

// purgeRejects writes rejects.ndjson again without the lines about erased
// rows, which stand at their place in their file.
func (s *Service) purgeRejects(es []casebook.Erasure) error {
	type place struct {
		file   string
		offset int64
	}
	gone := map[place]bool{}
	for _, f := range s.vault.Files() {
		rows, err := s.vault.Erased(f.Number)
		if err != nil {
			return err
		}
		for _, r := range rows {
			gone[place{f.Name, r.Offset}] = true
		}
	}
	if err := ingest.RemoveLeftovers(s.opt.Data); err != nil {
		return err
	}
	path := filepath.Join(s.opt.Data, ingest.RejectsFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) || len(es) == 0 {
		return nil
	}
	if err != nil {
		return errs.Disk("erase", ingest.RejectsFile, err)
	}
	return folder.Replace(path, func(w io.Writer) error {
		lines := bufio.NewReaderSize(bytes.NewReader(text), 1<<16)
		for {
			line, err := lines.ReadBytes('\n')
			var at struct {
				File   string `json:"file"`
				Offset int64  `json:"byte_offset"`
			}
			if len(line) > 0 && (json.Unmarshal(line, &at) != nil || !gone[place{at.File, at.Offset}]) {
				if _, err := w.Write(line); err != nil {
					return err
				}
			}
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err != nil {
				return err
			}
		}
	})
}
