package ingest

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/store"
)

// Report says what became of a load. RowsIn = Accepted + AcceptedWithWarnings
// + Rejected + Unchanged + LeftOut, in total and for each file.
type Report struct {
	Load                 uint32           `json:"load"` // its number in the vault; 0 when nothing was loaded
	DryRun               bool             `json:"dry_run"`
	RowsIn               int              `json:"rows_in"`
	Accepted             int              `json:"accepted"`
	AcceptedWithWarnings int              `json:"accepted_with_warnings"`
	Rejected             int              `json:"rejected"`
	Unchanged            int              `json:"unchanged"`        // rows of files that were loaded before
	LeftOut              int              `json:"left_out"`         // rows that were withdrawn or erased before
	Codes                map[string]int   `json:"codes"`            // reason code → how often
	Nodes                int              `json:"nodes"`            // by which the store has grown; the files' own among them
	Links                int              `json:"links"`            // by which the store has grown
	Generation           store.Generation `json:"-"`                // stays inside the store
	Files                []*FileReport    `json:"files"`            // in reading order
	Ignored              []string         `json:"ignored"`          // files of a folder that are none of the known
	Notes                []string         `json:"notes"`            // what a reader should know
	Replayed             []uint32         `json:"replayed_loads"`   // interrupted loads that were finished first
	Rules                []string         `json:"rules"`            // versions of the rules applied
	MaxRejects           float64          `json:"max_reject_share"` // above it the load counts as failed, though it is done
}

// FileReport is the part of one file.
type FileReport struct {
	Name                 string         `json:"name"`
	Kind                 string         `json:"kind"`
	SHA256               string         `json:"sha256"`
	Bytes                int64          `json:"bytes"`
	RowsIn               int            `json:"rows_in"`
	Accepted             int            `json:"accepted"`
	AcceptedWithWarnings int            `json:"accepted_with_warnings"`
	Rejected             int            `json:"rejected"`
	Unchanged            int            `json:"unchanged"`
	LeftOut              int            `json:"left_out"`
	Codes                map[string]int `json:"codes"`
	DefaultClasses       map[string]int `json:"default_classes"` // "PHONE DECLARED" → rows that named no class
	UnknownColumns       map[string]int `json:"unknown_columns"` // name → rows with a value there
	SilentRows           int            `json:"silent_rows"`     // rows accepted of which the mapping made nothing
	TimeZone             string         `json:"time_zone"`       // of times without one
	Format               string         `json:"format"`          // "GB18030, semicolons, gzip"
	Encoding             string         `json:"encoding"`
	Compression          string         `json:"compression"`
	Shape                string         `json:"shape"`          // CSV, NDJSON, Parquet
	Delimiter            string         `json:"delimiter"`      // of CSV, in words
	DamagedLines         int            `json:"damaged_lines"`  // that hold bytes which are no letters of the encoding
	Mapping              string         `json:"mapping"`        // pattern of the entry that the file was read by
	MappingSHA256        string         `json:"mapping_sha256"` // of the entry as the vault keeps it

	defaults map[defaultClass]int
}

type defaultClass struct {
	label string
	class entity.Class
}

func newFileReport(name, kind string) *FileReport {
	return &FileReport{Name: name, Kind: kind, Codes: map[string]int{}, DefaultClasses: map[string]int{}, UnknownColumns: map[string]int{},
		defaults: map[defaultClass]int{}}
}

// defaulted counts a row that got its class from the defaults.
func (f *FileReport) defaulted(label string, c entity.Class) { f.defaults[defaultClass{label, c}]++ }

// newReport begins the report on the files, in their order.
func newReport(o *Options, files []*source, ignored []string) *Report {
	r := &Report{DryRun: o.DryRun, Codes: map[string]int{}, Ignored: ignored, Notes: []string{}, Replayed: []uint32{}, Rules: []string{Version, canon.Version},
		MaxRejects: o.maxRejects()}
	if r.Ignored == nil {
		r.Ignored = []string{}
	}
	for _, s := range files {
		r.Files = append(r.Files, s.report)
	}
	return r
}

// add sums the files up and writes the notes.
func (r *Report) add(files []*source) {
	for _, s := range files {
		f := s.report
		f.SHA256, f.Bytes, f.TimeZone = s.sha256, s.bytes, s.reading.zoneName
		f.readAs(s)
		if s.known {
			f.LeftOut = s.leftOut.Count(s.survey.rows)
			f.RowsIn, f.Unchanged = int(s.survey.rows), int(s.survey.rows)-f.LeftOut
			r.note("%s was loaded before, in the same way: nothing changed.", f.Name)
		}
		r.RowsIn += f.RowsIn
		r.Accepted += f.Accepted
		r.AcceptedWithWarnings += f.AcceptedWithWarnings
		r.Rejected += f.Rejected
		r.Unchanged += f.Unchanged
		r.LeftOut += f.LeftOut
		for code, n := range f.Codes {
			r.Codes[code] += n
		}
		for d, n := range f.defaults {
			f.DefaultClasses[d.label+" "+d.class.String()] = n
		}
		r.describe(s)
	}
}

// readAs says what the file was and how it was read.
func (f *FileReport) readAs(s *source) {
	d := s.format
	f.Format, f.Encoding, f.Compression = d.String(), string(d.Encoding), string(d.Compression)
	f.Shape, f.Delimiter, f.DamagedLines = string(d.Shape), d.DelimiterName(), d.Damaged
	if e := s.reading.entry; e != nil {
		f.Mapping, f.MappingSHA256 = e.Match, mappingHash(e)
	}
}

// describe notes what a reader would not expect of a file.
func (r *Report) describe(s *source) {
	f := s.report
	if s.survey.rows == 0 {
		r.note("%s has a header and no rows.", f.Name)
	}
	if f.SilentRows > 0 {
		r.note("%s: %d row(s) hold nothing of what the mapping makes rows of.", f.Name, f.SilentRows)
	}
	if f.LeftOut > 0 {
		r.note("%s: %d row(s) were withdrawn or erased before and are left out.", f.Name, f.LeftOut)
	}
	if len(f.DefaultClasses) > 0 && s.schema.evidence() {
		r.note("%s: rows without evidence_class count as %s.", f.Name, counted(f.DefaultClasses))
	}
	if len(f.UnknownColumns) > 0 {
		kept := "kept as extra.<name>"
		if f.Kind == "links" {
			kept = "kept in the original only"
		}
		r.note("%s: columns that are not of the format, %s: %s.", f.Name, kept, counted(f.UnknownColumns))
	}
	if !s.whole && !s.known {
		r.note("%s has references to rows that are not there yet (%s): load them, then this file again.", f.Name, danglingRef)
	}
}

// strangers notes shops that were written like `platform:shop` without a
// platform of that name.
func (r *Report) strangers(names map[string]int) {
	if len(names) > 0 {
		r.note("Storefronts written with these prefixes were read as bare ids, because no storefronts row names such a platform: %s. "+
			"If they are platforms, load storefronts.csv first or together.", counted(names))
	}
}

// misread notes shops that are in the store twice, because their platform was
// not known when they came first.
func (r *Report) misread(names map[string]int) {
	if len(names) > 0 {
		r.note("WARNING: earlier loads read storefronts of these platforms as bare ids: %s. Each such shop may now be two nodes that share everything, "+
			"which looks like two shops of one hand. Load all files together into a new data folder.", counted(names))
	}
}

func (r *Report) note(format string, args ...any) {
	r.Notes = append(r.Notes, fmt.Sprintf(format, args...))
}

// counted writes "a 3, b 1" in order of the names, at most twenty.
func counted(m map[string]int) string {
	var parts []string
	for i, name := range slices.Sorted(maps.Keys(m)) {
		if i == 20 {
			parts = append(parts, fmt.Sprintf("and %d more", len(m)-i))
			break
		}
		parts = append(parts, fmt.Sprintf("%s %d", name, m[name]))
	}
	return strings.Join(parts, ", ")
}

// JSON returns the report as load-report.json holds it.
func (r *Report) JSON() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	return append(b, '\n'), err
}
