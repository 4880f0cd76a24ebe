package ingest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
)

// A file of judgements is no evidence: its rows go to the casebook, which is
// their home, and the file itself is not kept.

// sameRecord rejects a judgement on one record.
const sameRecord canon.Code = "SAME_RECORD"

// Judgement is one row of a file of judgements. Both records are in the store
// or in the load.
type Judgement struct {
	Left, Right entity.Key
	Verdict     string // positive, negative, unsure or undone
	User        string
	Reason      string
	At          time.Time // zero when the row does not say
	File        string
	Row         uint32
}

// judgement reads a row of a file of judgements.
func (l *loader) judgement(r *row) {
	j := Judgement{Left: l.judged(r, "left_ref"), Right: l.judged(r, "right_ref"), User: r.text("user"), Reason: r.text("reason"),
		Verdict: strings.ToLower(r.enum("verdict", "POSITIVE", "NEGATIVE", "UNSURE", "UNDONE")), File: l.files[l.current].name, Row: r.Number}
	if when, _ := r.when(l, "at", past).AsWhen(); when.Known() {
		j.At = when.Time()
	}
	if !r.rejected && j.Left == j.Right {
		r.reject("right_ref", sameRecord, "is the same record as left_ref")
	}
	if !r.rejected {
		l.judgements = append(l.judgements, j)
	}
}

// judged returns the record that a reference means, whatever its kind.
func (l *loader) judged(r *row, column string) entity.Key {
	text := r.text(column)
	if text == "" {
		return entity.Key{}
	}
	record, keys := l.refs.candidates(text)
	if key, ok := l.refs.records[record]; ok && !key.IsZero() {
		return key
	}
	for _, key := range keys {
		if l.refs.facts.wanted[key] || l.refs.stored[key] {
			return key
		}
	}
	r.fail(column, danglingRef, "points at nothing in this load or the store; expected platform:shop_id or kind:id")
	return entity.Key{}
}

// judge hands the judgements of a load over, all or none. It stands before the
// store's commit: what a killed load had handed over is recognised when it is
// loaded again.
func (l *loader) judge(ctx context.Context, o *Options, report *Report) error {
	if len(l.judgements) == 0 {
		return nil
	}
	if o.Judge == nil {
		return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: l.judgements[0].File, Message: "holds judgements, and there is no casebook for them"}
	}
	added, err := o.Judge(ctx, l.judgements, o.DryRun)
	if err != nil {
		return err
	}
	report.note("%s in the files of judgements, %d of them new to the casebook.", countOf(len(l.judgements), "judgement"), added)
	return nil
}

func countOf(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// evidenceFiles returns the files that are kept and read into the store.
func evidenceFiles(files []*source) []*source {
	for i, s := range files {
		if s.schema.kind == judgementsKind { // the last kind in reading order
			return files[:i]
		}
	}
	return files
}

const judgementsKind = "judgements"
