package investigate

import (
	"context"
	"fmt"

	"github.com/ringtrace/ringtrace/internal/casebook"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/ingest"
)

// localUser stands in the audit trail for whoever runs the command line.
const localUser = "local user"

// LoadRequest says what to load and how its files are read. The zero values
// of all but Paths are the defaults.
type LoadRequest struct {
	Paths      []string          // files and folders
	Kind       string            // what the rows are, for files whose name does not say it
	Class      entity.Class      // evidence class of rows that name none
	Source     string            // source of rows that name none
	Timezone   string            // of times without a zone
	Columns    map[string]string // column of the file → column that is meant
	Mapping    string            // path of a mapping file; "" is none
	MaxRejects float64           // share of rows; 0 is the default, below 0 allows none
	DryRun     bool
}

// Load reads files into the store, all of them or nothing, and leaves
// load-report.json and rejects.ndjson in the data folder. The report comes
// with an errs.Rejected too: the rows that were not rejected are loaded then.
func (s *Service) Load(ctx context.Context, req LoadRequest) (*ingest.Report, error) {
	options := ingest.Options{Graph: s.graph, Vault: s.vault, Now: s.opt.Now, Kind: req.Kind, Class: req.Class,
		Source: req.Source, Timezone: req.Timezone, Columns: req.Columns, MaxRejects: req.MaxRejects, DryRun: req.DryRun, Out: s.opt.Data,
		Judge: s.takeJudgements}
	if req.Mapping != "" {
		m, err := ingest.ReadMapping(req.Mapping)
		if err != nil {
			return nil, err
		}
		options.Mapping = m
	}
	release, err := s.lock("load")
	if err != nil {
		return nil, err
	}
	defer release()
	var caught caughtUp
	if !req.DryRun {
		if caught, err = s.catchUp(ctx); err != nil {
			return nil, err
		}
	}
	report, err := ingest.Load(ctx, options, req.Paths)
	if report != nil && caught.rules != nil {
		report.Notes = append(report.Notes, caught.rules.Lines()...)
	}
	if report == nil || report.DryRun || report.Load == 0 {
		return report, err
	}
	s.opt.Log.Info().Uint32("load", report.Load).Int("rows", report.RowsIn).Int("rejected", report.Rejected).Msg("loaded")
	note := casebook.Entry{At: s.opt.Now(), Who: localUser, What: "load", Subject: fmt.Sprintf("load %d", report.Load)}
	if noted := s.book.Note(ctx, note); noted != nil {
		return report, noted
	}
	return report, err
}
