package ingest

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
)

// Resident identity numbers are never stored: not in the graph, not in
// rejects.ndjson, not in messages. What came stands in the vault.

// residentColumns may hold one. A hash made at the source, with a key of its
// own, is kept as it is.
var residentColumns = [...]string{"resident_id", "resident_id_hash"}

// prepareResidents gets the deployment's secret ready for a file that may hold
// resident identity numbers.
func (l *loader) prepareResidents(s *source) error {
	if s.schema.kind != "sellers" || l.residents != nil || l.vault == nil {
		return nil
	}
	secret, err := l.vault.Secret()
	l.residents = canon.NewKeyed(secret)
	return err
}

// resident states the keyed hash of a resident identity number, and the region
// and year of birth in it.
func (s statement) resident() {
	for _, column := range residentColumns {
		text := s.r.text(column)
		switch {
		case text == "":
			continue
		case column == "resident_id_hash" && hashed(text):
			s.text(column, column)
			continue
		}
		kept, issue := s.l.residents.ResidentID(text)
		if issue.Code != "" {
			s.r.fail(column, issue.Code, "%s", issue.Message)
			continue
		}
		s.value("resident_id_hash", entity.String(kept.Hash))
		s.value("resident_region", entity.String(kept.Region))
		s.value("resident_born", entity.Int(int64(kept.BirthYear)))
	}
}

// shortestHash is what tells a hash from a number that was put in its column.
const shortestHash = 32

func hashed(text string) bool { return len(text) >= shortestHash && canon.Redact(text) == text }

// withheld returns what of the row must not be written anywhere.
func (r *row) withheld() (texts []string) {
	if r.t.src.schema.kind != "sellers" {
		return nil
	}
	for _, column := range residentColumns {
		if text := string(r.raw(column)); text != "" && !(column == "resident_id_hash" && hashed(text)) {
			texts = append(texts, text)
		}
	}
	return texts
}

// redacted returns the text of a row without what is withheld and what looks
// like a resident identity number in another column.
func redacted(row string, withheld []string) string {
	for _, text := range withheld {
		row = strings.ReplaceAll(row, text, canon.Withheld)
	}
	return canon.Redact(row)
}
