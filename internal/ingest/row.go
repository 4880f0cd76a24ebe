package ingest

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ringtrace/ringtrace/internal/canon"
	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// The codes that rows get besides those of canonical forms.
const (
	missingRequired canon.Code = "MISSING_REQUIRED"
	duplicateID     canon.Code = "DUPLICATE_ID_CONFLICT"
	danglingRef     canon.Code = "DANGLING_REF"
	badEnum         canon.Code = "BAD_ENUM"
	badDate         canon.Code = "BAD_DATE"
	futureDate      canon.Code = "FUTURE_DATE"
	badNumber       canon.Code = "BAD_NUMBER"
	badQuotes       canon.Code = "BAD_QUOTES"
	raggedRow       canon.Code = "RAGGED_ROW"
	ambiguousDate   canon.Code = "AMBIGUOUS_DATE"
	badJSON         canon.Code = "BAD_JSON"
	duplicateColumn canon.Code = "DUPLICATE_COLUMN"
	unknownColumn   canon.Code = "UNKNOWN_COLUMN"
	alreadyLoaded   canon.Code = "ALREADY_LOADED"
)

// maxField bounds one field in bytes.
const maxField = 1 << 20

// row is one row with what is wrong with it so far.
type row struct {
	vault.Row
	t        *table
	problems []problem
	rejected bool // by the last problem
	silent   bool // the mapping made no row of it
	again    bool // of a file of rejects: it is loaded already and was not mended
	partly   bool // of a file of rejects: it is loaded already but for a field
}

// problem is one thing wrong with a row; without a field it is the whole row.
type problem struct {
	field   string
	code    canon.Code
	message string
}

// fail records a problem with a field. It rejects the row when the field is
// required, otherwise the field only.
func (r *row) fail(field string, code canon.Code, format string, args ...any) {
	if slices.Contains(r.t.src.schema.required, field) {
		r.reject(field, code, format, args...)
		return
	}
	r.problems = append(r.problems, problem{field, code, fmt.Sprintf(format, args...)})
}

// reject rejects the row; the first reason stands.
func (r *row) reject(field string, code canon.Code, format string, args ...any) {
	if !r.rejected {
		r.problems = append(r.problems, problem{field, code, fmt.Sprintf(format, args...)})
		r.rejected = true
	}
}

// failed reports whether a field has a problem already.
func (r *row) failed(field string) bool {
	return slices.ContainsFunc(r.problems, func(p problem) bool { return p.field == field })
}

// shape splits the row and checks what holds for all kinds: quotes, number of
// fields, encoding, length.
func (r *row) shape() {
	t := r.t
	switch r.Fault {
	case vault.BadQuotes:
		r.reject("", badQuotes, "a quote is not closed, or text follows the closing one: double the quotes inside a quoted field")
	case vault.RowTooLong:
		r.reject("", canon.TooLong, "the row has %d bytes; a field may have %d", r.Size, maxField)
	}
	if r.rejected {
		t.fields = t.fields[:0]
		return
	}
	if r.Cut.JSON {
		r.members()
	} else {
		r.split()
	}
	switch {
	case r.rejected:
		t.fields = t.fields[:0]
	case blank(t.fields):
		r.reject("", canon.Empty, "the row holds nothing")
	case len(r.Raw) > maxField || textOf(r.Raw) == brokenText || containsNUL(r.Raw) || r.Cut.JSON:
		r.shapeFields()
	}
}

// split takes the fields of a CSV row by position.
func (r *row) split() {
	t := r.t
	t.fields = r.Fields(t.fields[:0])
	for len(t.fields) > t.width && len(t.fields[len(t.fields)-1]) == 0 {
		t.fields = t.fields[:len(t.fields)-1] // spreadsheets append empty cells
	}
	if len(t.fields) != t.width {
		r.reject("", raggedRow, "the row has %d fields, the header %d", len(t.fields), t.width)
	}
}

// members takes the fields of an NDJSON row by name.
func (r *row) members() {
	t := r.t
	t.fields = slices.Grow(t.fields[:0], t.width)[:t.width]
	clear(t.fields)
	clear(t.marks)
	twice := ""
	whole := r.Members(func(name, value []byte, nested bool) {
		at, ok := t.members[string(name)]
		switch {
		case !ok: // of a row that was mended
			r.problems = append(r.problems, problem{"", unknownColumn, "names a column that the file has not"})
			return
		case t.marks[at] > 0:
			twice = t.names[at]
		case nested && t.src.schema.knows(t.names[at]):
			r.fail(t.names[at], badJSON, "is nested: a text, a number or a list of these is wanted")
			return
		}
		t.marks[at]++
		t.fields[at] = value
	})
	switch {
	case !whole:
		r.rejected, r.problems = false, r.problems[:0]
		r.reject("", badJSON, "the line is not one JSON object")
	case twice != "":
		r.reject(twice, duplicateColumn, "stands twice in the row")
	}
}

func blank(fields [][]byte) bool {
	for _, f := range fields {
		if len(f) > 0 && f[0] > '"' || len(bytes.Trim(f, " \t\"")) > 0 {
			return false
		}
	}
	return true
}

// each calls read for every row that this one gives: itself, or what the
// mapping makes of it. It is turned away when all of them are; of one that is
// not, the reasons of the others are warnings. A row that was turned away
// already gives none.
func (r *row) each(read func(*row)) {
	t := r.t
	if r.rejected {
		return
	}
	if t.plan == nil {
		read(r)
		return
	}
	given, refused := 0, 0
	required := func(column string) bool { return slices.Contains(t.src.schema.required, column) }
	t.plan.Rows(t.fields[:t.width], required, func(computed [][]byte, bad string) {
		t.fields = append(t.fields[:t.width], computed...)
		given++
		if bad != "" {
			r.reject(bad, badJSON, "is not JSON: a text, a list of texts, or an object of these is wanted")
		} else {
			read(r)
		}
		if r.rejected {
			refused++
			r.rejected = false
		}
	})
	r.rejected = given > 0 && refused == given
	r.silent = given == 0
}

func (r *row) shapeFields() {
	for i, f := range r.t.fields {
		name := r.t.names[i]
		switch {
		case f == nil:
			continue
		case len(f) > maxField:
			r.fail(name, canon.TooLong, "the field has %d bytes; it may have %d", len(f), maxField)
		case containsNUL(f):
			r.fail(name, canon.Encoding, "holds a NUL byte")
		case notUTF8(f):
			r.fail(name, canon.Encoding, "holds bytes that are not UTF-8")
		default:
			continue
		}
		r.t.fields[i] = nil
	}
}

// raw returns the bytes of a field, nil where there is none.
func (r *row) raw(column string) []byte {
	i, ok := r.t.index[column]
	if !ok || i >= len(r.t.fields) {
		return nil
	}
	return r.t.fields[i]
}

// text returns a field on one line, "" where there is none. A required field
// without text rejects the row.
func (r *row) text(column string) string {
	s := canon.Line(string(r.raw(column)))
	if s == "" && slices.Contains(r.t.src.schema.required, column) {
		r.reject(column, missingRequired, "is empty")
	}
	return s
}

// enum returns a field that is one of a few words, in upper case.
func (r *row) enum(column string, words ...string) string {
	s := strings.ToUpper(r.text(column))
	if s != "" && !slices.Contains(words, s) {
		r.fail(column, badEnum, "is none of %s", strings.Join(words, ", "))
		return ""
	}
	return s
}

// number returns a field that is a number from lo to hi.
func (r *row) number(column string, lo, hi float64) entity.Value {
	s := r.text(column)
	if s == "" {
		return entity.Value{}
	}
	f, err := strconv.ParseFloat(plainNumber(s, r.decimalComma()), 64)
	switch {
	case err != nil && strings.Contains(s, ",") && !r.decimalComma():
		r.fail(column, badNumber, "has a comma: say in a mapping what it is (decimal: comma), or take it out")
	case err != nil || math.IsNaN(f):
		r.fail(column, badNumber, "is not a number")
	case f < lo || f > hi:
		r.fail(column, badNumber, "is not a number from %g to %g", lo, hi)
	default:
		return entity.Float(f + 0) // -0 becomes 0
	}
	return entity.Value{}
}

func (r *row) decimalComma() bool {
	e := r.t.src.reading.entry
	return e != nil && e.Decimal == "comma"
}

// plainNumber returns a number as Go reads it, "" for what only looks like one
// there: hexadecimal digits, underscores, words for infinity.
func plainNumber(s string, comma bool) string {
	if comma {
		s = strings.NewReplacer(".", "", ",", ".", " ", "").Replace(groupedOnly(s))
	}
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && strings.IndexByte("+-.eE", c) < 0 {
			return ""
		}
	}
	return s
}

// groupedOnly returns a number with a decimal comma if its points group
// thousands, "" otherwise: 1.234,56 and not 1.23.
func groupedOnly(s string) string {
	whole, _, _ := strings.Cut(s, ",")
	for i, group := range strings.Split(whole, ".") {
		if i > 0 && len(group) != 3 {
			return ""
		}
	}
	return s
}

// tense says whether a date may lie ahead.
type tense uint8

const (
	past tense = iota
	anytime
)

// when returns a field that is a day or a time.
func (r *row) when(l *loader, column string, t tense) entity.Value {
	s := r.text(column)
	if s == "" {
		return entity.Value{}
	}
	w, zone, ok := parseWhen(s, r.t.src.reading.zone, r.t.src.reading.dates)
	switch {
	case !ok && ambiguous(s):
		r.fail(column, ambiguousDate, "may be read in two ways: say which in a mapping (dates: DD/MM/YYYY)")
	case !ok:
		r.fail(column, badDate, "is not a date (2026-01-31) or a time (2026-01-31T15:04:05+08:00)")
	case t == past && future(w, l.now):
		r.fail(column, futureDate, "lies in the future")
	default:
		return entity.Time(w, zone)
	}
	return entity.Value{}
}

// class returns the evidence class of the row: its own, the load's, or the one
// that its kind has by default, which the report counts under label. What is
// no class counts as the weakest, so that a slip of the pen never makes
// evidence stronger.
func (r *row) class(label string, byKind entity.Class) entity.Class {
	if s := r.text("evidence_class"); s != "" {
		c, ok := entity.ParseClass(s)
		if !ok {
			r.fail("evidence_class", badEnum, "is none of OBSERVED, VERIFIED, DECLARED, INFERRED; the row counts as INFERRED")
			c = entity.ClassInferred
		}
		return c
	}
	if r.failed("evidence_class") {
		return entity.ClassInferred
	}
	if c := r.t.src.reading.class; c != entity.ClassUnknown {
		byKind = c
	}
	r.t.src.report.defaulted(label, byKind)
	return byKind
}

// observed returns when the row was seen: observed_at, or else the first of
// the other columns that holds a time.
func (r *row) observed(l *loader, instead ...string) entity.When {
	w, _ := r.when(l, "observed_at", past).AsWhen()
	for i := 0; i < len(instead) && !w.Known(); i++ {
		s := r.text(instead[i])
		if v, _, ok := parseWhen(s, r.t.src.reading.zone, r.t.src.reading.dates); ok && !future(v, l.now) {
			w = v
		}
	}
	return w
}

// source returns the system that the row is from.
func (r *row) source() string {
	if s := r.text("source"); s != "" {
		return s
	}
	return r.t.src.reading.source
}

// named returns the id that the row itself gives its record, "" when it gives
// none.
func (r *row) named() string {
	id := r.text("source_record_id")
	if natural := r.t.src.schema.natural; id == "" && natural != "" {
		id = r.text(natural)
	}
	return id
}

// reference returns how other rows of the load name this one, without the
// kind: by its id, or by its number where it has none.
func (r *row) reference() string {
	id := r.named()
	if id == "" {
		id = strconv.FormatUint(uint64(r.Number), 10)
	}
	return r.source() + ":" + id
}
