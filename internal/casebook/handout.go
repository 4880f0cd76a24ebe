package casebook

import (
	"context"
	"strconv"
	"time"
)

// Handout is a package that was built, with the rows that it cites: when one
// of them is erased, somebody has to ask for the package back.
type Handout struct {
	Core  string // digest of the package
	Ring  string
	Level string
	State string // draft or final
	Rows  []FileRows
	User  string
	At    time.Time // in microseconds
}

func handoutLog() log {
	return log{"handouts", []string{"core", "ring", "level", "state", "rows", "user", "at"}}
}

// HandOut appends a package that was built.
func (b *Book) HandOut(ctx context.Context, h Handout) error {
	return handoutLog().extend(ctx, b.db, func([][]string) ([][]string, error) {
		return [][]string{{h.Core, h.Ring, h.Level, h.State, rowsJSON(h.Rows), h.User, strconv.FormatInt(h.At.UnixMicro(), 10)}}, nil
	})
}

// Handouts returns every package that was built, oldest first, and proves
// their hash chain.
func (b *Book) Handouts(ctx context.Context) ([]Handout, error) {
	rows, _, err := handoutLog().read(ctx, b.db)
	if err != nil {
		return nil, err
	}
	out := make([]Handout, 0, len(rows))
	for i, f := range rows {
		at, err := strconv.ParseInt(f[6], 10, 64)
		if err != nil {
			return nil, broken("handouts", i+1, err)
		}
		h := Handout{Core: f[0], Ring: f[1], Level: f[2], State: f[3], User: f[5], At: time.UnixMicro(at).UTC()}
		if h.Rows, err = parseRows(f[4]); err != nil {
			return nil, broken("handouts", i+1, err)
		}
		out = append(out, h)
	}
	return out, nil
}
