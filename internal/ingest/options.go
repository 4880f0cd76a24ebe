package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/mapping"
	"github.com/ringtrace/ringtrace/internal/store"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// Version names the rules by which rows become claims. It is raised by hand
// when the same file may give another graph.
const Version = "ingest/1"

// DefaultMaxRejects is the share of rows that may be rejected before a load
// ends in errs.Rejected.
const DefaultMaxRejects = 0.01

// Options say where a load goes and how its files are read. Graph, Vault and
// Now are required; the zero values of the others are the defaults.
type Options struct {
	Graph store.Graph
	Vault *vault.Vault
	Now   func() time.Time // dates after it are refused

	Kind       string            // what the rows are, for files whose name does not say it
	Class      entity.Class      // evidence class of rows that name none; otherwise it depends on the kind
	Source     string            // source of rows that name none; otherwise the file's name
	Timezone   string            // of times without a zone; "" is UTC
	Columns    map[string]string // column of the file → column that is meant
	Mapping    *mapping.Mapping  // how files are read whose names it matches; nil without one
	MaxRejects float64           // share from 0 to 1; 0 is DefaultMaxRejects, below 0 allows none
	DryRun     bool              // read and report; write neither vault nor store
	Out        string            // folder for load-report.json and rejects.ndjson; "" writes neither
	// Judge takes the judgements of a load, all or none, and returns how many
	// were new; with dry it only says so. nil where there is no casebook.
	Judge func(ctx context.Context, js []Judgement, dry bool) (added int, err error)

	pieceFacts int // of each piece, for tests; 0 is the usual number
}

func (o *Options) maxRejects() float64 {
	switch {
	case o.MaxRejects == 0:
		return DefaultMaxRejects
	case o.MaxRejects < 0:
		return 0
	}
	return o.MaxRejects
}

// The names of what a vault file remembers of its reading.
const (
	optSource   = "source"
	optClass    = "class"
	optTimezone = "timezone"
	optColumn   = "column." // + name in the file

	optMapping     = "mapping"        // an entry, as mapping.Entry.Text gives it
	optMappingHash = "mapping_sha256" // of that
	optMended      = "mended."        // + what a file of rejects says of the file that a row came in
)

// reading is how one file is read: everything besides its bytes and kind that
// shapes the graph.
type reading struct {
	source   string
	class    entity.Class
	zone     *time.Location
	zoneName string
	columns  map[string]string
	entry    *mapping.Entry   // of the mapping; nil without one
	dates    []mapping.Layout // of the entry
	mended   *mended          // of a file of rejects; nil otherwise
}

// reading returns how a file of that base name is read; entry is of the
// mapping, or nil. What the entry says goes before what the options say.
func (o *Options) reading(name string, entry *mapping.Entry) (reading, error) {
	r := reading{source: canon.Line(o.Source), class: o.Class, zoneName: o.Timezone, columns: map[string]string{}}
	if entry == nil {
		for from, to := range o.Columns {
			r.columns[columnName(from)] = columnName(to)
		}
	} else if err := r.follow(entry); err != nil {
		return r, err
	}
	if r.source == "" {
		r.source = canon.Line(name)
	}
	return r, r.loadZone()
}

// follow takes over what an entry of a mapping says.
func (r *reading) follow(e *mapping.Entry) (err error) {
	r.entry = e
	if e.Source != "" {
		r.source = canon.Line(e.Source)
	}
	if e.Timezone != "" {
		r.zoneName = e.Timezone
	}
	if e.Class != "" {
		class, ok := entity.ParseClass(e.Class)
		if !ok {
			return wrong("mapping", fmt.Sprintf("evidence_class: %q is none of OBSERVED, VERIFIED, DECLARED, INFERRED", e.Class), "Correct the mapping.")
		}
		r.class = class
	}
	for from, to := range e.Columns {
		r.columns[columnName(from)] = columnName(to[0])
	}
	r.dates, err = e.Layouts()
	return err
}

func (r *reading) loadZone() (err error) {
	if r.zoneName == "" {
		r.zoneName = "UTC"
	}
	if r.zone, err = time.LoadLocation(r.zoneName); err != nil {
		return &errs.Error{Op: "load", Kind: errs.Invalid, Subject: "time zone", Message: fmt.Sprintf("%q is not a time zone", r.zoneName),
			Remedy: "Name it like Asia/Shanghai, or leave it out for UTC.", Err: err}
	}
	return nil
}

// options returns the form that the vault keeps; restored reverses it. The
// renamed columns of a mapping stand there as those of --columns do, for whoever
// reads rows without knowing mappings.
func (r *reading) options() map[string]string {
	m := map[string]string{optSource: r.source}
	if r.class != entity.ClassUnknown {
		m[optClass] = r.class.String()
	}
	if r.zoneName != "UTC" {
		m[optTimezone] = r.zoneName
	}
	for from, to := range r.columns {
		m[optColumn+from] = to
	}
	if r.entry != nil {
		m[optMapping], m[optMappingHash] = r.entry.Text(), mappingHash(r.entry)
	}
	if r.mended != nil {
		r.mended.remember(m)
	}
	return m
}

func mappingHash(e *mapping.Entry) string {
	sum := sha256.Sum256([]byte(e.Text()))
	return hex.EncodeToString(sum[:])
}

func restored(options map[string]string) (reading, error) {
	r := reading{source: options[optSource], zoneName: options[optTimezone], columns: map[string]string{}, mended: recallMended(options)}
	if text := options[optClass]; text != "" {
		r.class, _ = entity.ParseClass(text)
	}
	for name, to := range options {
		if from, ok := strings.CutPrefix(name, optColumn); ok {
			r.columns[from] = to
		}
	}
	if text, ok := options[optMapping]; ok {
		entry, err := mapping.Restore(text)
		if err != nil {
			return r, &errs.Error{Op: "load", Kind: errs.Unverified, Subject: "mapping kept in the vault", Message: "cannot be read", Remedy: "Use the ringtrace that loaded the file, or a newer one.", Err: err}
		}
		r.entry = entry
		if r.dates, err = entry.Layouts(); err != nil {
			return r, err
		}
	}
	return r, r.loadZone()
}

// sourceKey is the key of the node that stands for a file read in one way.
func sourceKey(sha, kind string, options map[string]string) entity.Key {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n", kind)
	for _, name := range slices.Sorted(maps.Keys(options)) {
		fmt.Fprintf(h, "%q=%q\n", name, options[name])
	}
	return entity.Key{Kind: entity.KindSource, ID: sha + "-" + hex.EncodeToString(h.Sum(nil)[:8])}
}
