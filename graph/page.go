package graph

import (
	"fmt"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// pageLimit is the most that any list shows at once.
const pageLimit = 100

// checkFirst holds `first` to 1..pageLimit.
func checkFirst(first int) error {
	if first < 1 || first > pageLimit {
		return invalid(fmt.Sprintf("`first` must be from 1 to %d", pageLimit), "Ask for less and go on with `after`.")
	}
	return nil
}

// upTo returns at most the first n of a list.
func upTo[T any](list []T, n int) ([]T, error) {
	if err := checkFirst(n); err != nil {
		return nil, err
	}
	return list[:min(n, len(list))], nil
}

// PageInfo says where a part of a list ends.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// part is a stretch of a list that a run fixes: n items from offset on.
type part struct {
	run    string
	scope  string // which list, with its filter: see scopeOf
	offset int
	n      int
	more   bool
}

// cursor returns the cursor of the i-th item of the part.
func (p part) cursor(i int) string {
	return cursor{Run: p.run, Scope: p.scope, Offset: p.offset + i + 1}.encode()
}

func (p part) info() *PageInfo {
	info := &PageInfo{HasNextPage: p.more, HasPreviousPage: p.offset > 0}
	if p.n > 0 {
		start, end := p.cursor(0), p.cursor(p.n-1)
		info.StartCursor, info.EndCursor = &start, &end
	}
	return info
}

// resume reads `after`: where to go on, and in which run ("" when after is
// nil, which starts any run). A cursor of another list is refused.
func resume(after *string, scope string) (offset int, run string, err error) {
	if after == nil {
		return 0, "", nil
	}
	c, ok := decodeCursor(*after)
	if !ok || c.Scope != scope {
		return 0, "", invalid("`after` is no cursor of this list", "Use the endCursor of the same field with the same arguments, or leave it out.")
	}
	return c.Offset, c.Run, nil
}

// sameRun refuses a cursor of another run than the current one: the list may
// be another, and a wrong page would not be noticed.
func sameRun(cursor, current string) error {
	if cursor == "" || cursor == current {
		return nil
	}
	return &errs.Error{Op: "query", Kind: errs.Conflict, Code: string(ErrorCodeStaleRun),
		Message: "the cursor belongs to another run than the current one", Remedy: "Start the list again without `after`."}
}
