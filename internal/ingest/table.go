package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/mapping"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 1024

// table is one file being read row by row.
type table struct {
	src    *source
	file   io.Closer
	rows   *vault.Rows
	width  int            // columns of the file
	names  []string       // of the file's columns as meant, by position, then of those that the mapping makes
	index  map[string]int // position by name
	sorted []string       // the names of the file's columns in order
	plan   *mapping.Plan  // nil without a mapping
	fields [][]byte
	row    row

	content []byte // scratch of contentBytes

	members map[string]int // NDJSON: position by name in the file
	marks   []uint32       // NDJSON: the row that last filled a position
	copies  map[string]bool
	unknown []int // positions of columns that the kind does not know
}

// openTable opens a file that has been examined and checks its columns.
func openTable(ctx context.Context, s *source) (*table, error) {
	t := &table{src: s, index: map[string]int{}, copies: map[string]bool{}}
	t.nameColumns()
	if err := t.mapColumns(); err != nil {
		return nil, err
	}
	if err := t.indexColumns(); err != nil {
		return nil, err
	}
	if err := t.checkRequired(); err != nil {
		return nil, err
	}
	f, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	t.file, t.rows = f, vault.RowsAs(f, s.shape)
	t.rows.Next() // the header
	return t, nil
}

// nameColumns takes the names from the header, or from all rows of NDJSON.
func (t *table) nameColumns() {
	header, names := t.src.header()
	if names == nil {
		for i, field := range header.Fields(nil) {
			name := columnName(string(field))
			if name == "" {
				name = fmt.Sprintf("column_%d", i+1)
			}
			t.names = append(t.names, name)
		}
		return
	}
	t.members = map[string]int{}
	at := map[string]int{}
	for _, raw := range names {
		name := columnName(raw)
		if name == "" {
			name = fmt.Sprintf("column_%d", len(t.names)+1)
		}
		if _, ok := at[name]; !ok {
			at[name] = len(t.names)
			t.names = append(t.names, name)
		}
		t.members[raw] = at[name]
	}
	t.marks = make([]uint32, len(t.names))
}

// mapColumns gives the columns the names that are meant.
func (t *table) mapColumns() error {
	t.width = len(t.names)
	how := &t.src.reading
	if how.entry == nil {
		for i, name := range t.names {
			if meant, ok := how.columns[name]; ok {
				t.names[i] = meant
			}
		}
		return nil
	}
	plan, err := how.entry.Plan(t.names)
	if err != nil {
		return t.src.invalid("row 0 (the header)", "MAPPING", err.Error(), "Correct the mapping, or the file.")
	}
	t.plan, t.names = plan, slices.Concat(plan.Names(), plan.Computed())
	return nil
}

// indexColumns notes where each column stands; what the mapping makes goes
// before a column of the same name.
func (t *table) indexColumns() error {
	for i, name := range t.names {
		if first, twice := t.index[name]; twice && i < t.width {
			return t.src.invalid("row 0 (the header)", "DUPLICATE_COLUMN", fmt.Sprintf("columns %d and %d are both %q", first+1, i+1, name),
				"Rename or remove one of them.")
		}
		t.index[name] = i
	}
	for i, name := range t.names {
		if t.index[name] == i && t.src.schema.knows(name) || t.plan != nil && i < t.width && t.plan.Silent(i) {
			continue
		}
		t.unknown = append(t.unknown, i)
	}
	t.sorted = slices.Sorted(slices.Values(t.names[:t.width]))
	return nil
}

func (t *table) checkRequired() error {
	for _, name := range t.src.schema.required {
		if !t.has(name) && !(name == "kind" && t.impliedKind() != "") {
			return t.missing(fmt.Sprintf("%q", name), name)
		}
	}
	for _, either := range t.src.schema.either {
		if !slices.ContainsFunc(either, t.has) {
			return t.missing(`"`+strings.Join(either, `" or "`)+`"`, either[0])
		}
	}
	return nil
}

func (t *table) missing(what, example string) error {
	hint := ""
	if t.width == 1 && strings.ContainsAny(t.names[0], "，；") {
		hint = " The line looks separated by full-width commas: save it with plain ones."
	}
	return t.src.invalid("row 0 (the header)", "MISSING_REQUIRED", fmt.Sprintf("the column %s is missing; the file has %s", what, strings.Join(t.names[:t.width], ", ")),
		fmt.Sprintf("Add it, or say which of your columns it is: --columns yours=%s, or a mapping (--suggest-mapping writes one).%s", example, hint))
}

func (t *table) has(column string) bool {
	_, ok := t.index[column]
	return ok
}

// impliedKind returns the kind of all values of a links file without a kind
// column: the original name of its value column, when that names a kind.
func (t *table) impliedKind() string {
	if t.src.schema.kind != "links" {
		return ""
	}
	for yours, meant := range t.src.reading.columns {
		if meant == "value" {
			if _, ok := linkKind(yours); ok {
				return yours
			}
		}
	}
	return ""
}

// next advances to the next row that was not left out; false at the end.
func (t *table) next(ctx context.Context) (bool, error) {
	for more := true; more; {
		if !t.rows.Next() {
			if err := t.rows.Err(); err != nil {
				return false, textError(t.src.name, err)
			}
			return false, nil
		}
		row := t.rows.Row()
		more = t.src.leftOut.Holds(row.Number) || t.src.reading.mended != nil && !t.src.reading.mended.has(&row)
	}
	t.row = row{Row: t.rows.Row(), t: t, problems: t.row.problems[:0]}
	if t.row.Number%checkEvery == 0 && ctx.Err() != nil {
		return false, ctx.Err()
	}
	if m := t.src.reading.mended; m != nil {
		m.unwrap(&t.row)
	}
	t.row.shape()
	return true, nil
}

func (t *table) close() error {
	if err := t.file.Close(); err != nil {
		return errs.Disk("load", t.src.name, err)
	}
	return nil
}

// eachRow calls visit for every row that the rows of a file give.
func eachRow(ctx context.Context, s *source, visit func(*row)) error {
	return eachFileRow(ctx, s, func(r *row) { r.each(visit) })
}

// eachFileRow calls visit for every row of a file.
func eachFileRow(ctx context.Context, s *source, visit func(*row)) error {
	t, err := openTable(ctx, s)
	if err != nil {
		return err
	}
	for {
		more, err := t.next(ctx)
		if err != nil || !more {
			return errors.Join(err, t.close())
		}
		visit(&t.row)
	}
}
