package ingest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ringtrace/ringtrace/internal/errs"
	"github.com/ringtrace/ringtrace/internal/vault"
)

// checkEvery is how many rows are read between two looks at the context.
const checkEvery = 1024

// table is one file being read row by row.
type table struct {
	src     *source
	file    io.Closer
	rows    *vault.Rows
	names   []string       // column names as meant, by position
	index   map[string]int // of the names
	sorted  []string       // the names in order
	fields  [][]byte
	row     row
	unknown []int // positions of columns that the kind does not know
}

// openTable opens a file that has been examined and checks its header.
func openTable(s *source) (*table, error) {
	t := &table{src: s, index: map[string]int{}}
	for i, field := range s.survey.header.Fields(nil) {
		name := columnName(string(field))
		if meant, ok := s.reading.columns[name]; ok {
			name = meant
		}
		if name == "" {
			name = fmt.Sprintf("column_%d", i+1)
		}
		if first, twice := t.index[name]; twice {
			return nil, s.invalid("row 0 (the header)", "DUPLICATE_COLUMN", fmt.Sprintf("columns %d and %d are both %q", first+1, i+1, name),
				"Rename or remove one of them.")
		}
		t.index[name] = i
		t.names = append(t.names, name)
		if !s.schema.knows(name) {
			t.unknown = append(t.unknown, i)
		}
	}
	t.sorted = slices.Sorted(slices.Values(t.names))
	if err := t.checkRequired(); err != nil {
		return nil, err
	}
	f, err := s.open()
	if err != nil {
		return nil, err
	}
	t.file, t.rows = f, vault.NewRows(f)
	t.rows.Next() // the header
	return t, nil
}

func (t *table) checkRequired() error {
	for _, name := range t.src.schema.required {
		if !t.has(name) && !(name == "kind" && t.impliedKind() != "") {
			return t.missing(fmt.Sprintf("%q", name), name)
		}
	}
	if t.src.schema.kind == "storefronts" && !t.has("shop_id") && !t.has("url") {
		return t.missing(`"shop_id" or "url"`, "shop_id")
	}
	if t.src.schema.kind == "test_purchases" && !t.has("storefront_ref") && !t.has("listing_ref") {
		return t.missing(`"storefront_ref"`, "storefront_ref")
	}
	return nil
}

func (t *table) missing(what, example string) error {
	hint := ""
	if len(t.names) == 1 && strings.ContainsAny(t.names[0], ";\t|") {
		hint = " The line looks separated by something else than commas: save it with commas."
	}
	return t.src.invalid("row 0 (the header)", "MISSING_REQUIRED", fmt.Sprintf("the column %s is missing; the file has %s", what, strings.Join(t.names, ", ")),
		fmt.Sprintf("Add it, or say which of your columns it is: --columns yours=%s.%s", example, hint))
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

// next advances to the next row; false at the end.
func (t *table) next(ctx context.Context) (bool, error) {
	if !t.rows.Next() {
		if err := t.rows.Err(); err != nil {
			return false, errs.Disk("load", t.src.name, err)
		}
		return false, nil
	}
	t.row = row{Row: t.rows.Row(), t: t, problems: t.row.problems[:0]}
	if t.row.Number%checkEvery == 0 && ctx.Err() != nil {
		return false, ctx.Err()
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

// eachRow calls visit for every row of a file.
func eachRow(ctx context.Context, s *source, visit func(*row)) error {
	t, err := openTable(s)
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
