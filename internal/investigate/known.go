package investigate

import (
	"context"
	"encoding/json"
	"path/filepath"

	"github.com/ringtrace/ringtrace/internal/folder"
	"github.com/ringtrace/ringtrace/internal/resample"
)

// knownFile stands in the folder of a run beside chance: who stayed how often, by
// the content of the component, so that the next run tries only what changed. It
// holds that run's components and no others, decides nothing, and may be deleted.
const knownFile = "confidence.json"

// readKnown returns what the last run of the register knew of components, nil
// where it knew nothing or its file does not say it in whole.
func (s *Service) readKnown(ctx context.Context) (resample.Known, error) {
	last, text, err := s.ofLastRun(ctx, knownFile)
	if err != nil || text == nil {
		return nil, err
	}
	var known resample.Known
	if err := json.Unmarshal(text, &known); err != nil {
		s.opt.Log.Warn().Str("run", last).Msg("what the run before knew of confidence is damaged and is made anew")
		return nil, nil
	}
	return known, nil
}

// keepKnown writes what the run that is about to be made current knows.
func (s *Service) keepKnown(d *detection) error {
	if len(d.known) == 0 {
		return nil
	}
	text, err := json.Marshal(d.known)
	if err != nil {
		return err
	}
	return folder.Replace(filepath.Join(s.opt.Data, "runs", d.run, knownFile), folder.Whole(append(text, '\n')))
}
