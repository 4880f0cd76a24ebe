package casebook

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Judged is what a person said of two records.
type Judged string

// The words of a judgement. Undone takes back whatever was said of the pair
// before.
const (
	Positive Judged = "positive" // they belong together
	Negative Judged = "negative" // they do not
	Unsure   Judged = "unsure"
	Undone   Judged = "undone"
)

// ParseJudged returns the word, or false when there is none of that name.
func ParseJudged(s string) (Judged, bool) {
	j := Judged(s)
	return j, j == Positive || j == Negative || j == Unsure || j == Undone
}

// Judgement is a person's word on whether two records belong together. The
// casebook keeps it; detection heeds those on storefronts that stand.
type Judgement struct {
	Left, Right string // keys of the records; Left is the smaller
	Verdict     Judged
	User        string
	Reason      string
	At          time.Time // in microseconds
}

// pair is what a judgement is about.
type pair [2]string

func (j *Judgement) pair() pair { return pair{j.Left, j.Right} }

// ordered puts the smaller key first and the time into the casebook's grain.
func (j Judgement) ordered() Judgement {
	if j.Right < j.Left {
		j.Left, j.Right = j.Right, j.Left
	}
	j.At = time.UnixMicro(j.At.UnixMicro()).UTC()
	return j
}

func judgementLog() log {
	return log{"judgements", []string{"left_ref", "right_ref", "verdict", "user", "reason", "at"}}
}

func (j Judgement) row() []string {
	return []string{j.Left, j.Right, string(j.Verdict), j.User, j.Reason, strconv.FormatInt(j.At.UnixMicro(), 10)}
}

func readJudgements(rows [][]string) ([]Judgement, error) {
	out := make([]Judgement, 0, len(rows))
	for i, f := range rows {
		at, err := strconv.ParseInt(f[5], 10, 64)
		if err != nil {
			return nil, broken("judgements", i+1, err)
		}
		out = append(out, Judgement{f[0], f[1], Judged(f[2]), f[3], f[4], time.UnixMicro(at).UTC()})
	}
	return out, nil
}

// Judgements returns every judgement, oldest row first, those that were undone
// included, and proves their hash chain.
func (b *Book) Judgements(ctx context.Context) ([]Judgement, error) {
	rows, _, err := judgementLog().read(ctx, b.db)
	if err != nil {
		return nil, err
	}
	return readJudgements(rows)
}

// Judge appends judgements, all or none, and leaves out those that the
// casebook has already; added says how many were new. A word turns from
// positive to negative, or back, only by undoing it first: where one of js
// would turn it, nothing is appended, the error is errs.Conflict, and
// conflicts holds the positions of these in js. With dry nothing is appended
// in any case.
func (b *Book) Judge(ctx context.Context, js []Judgement, dry bool) (added int, conflicts []int, err error) {
	err = judgementLog().extend(ctx, b.db, func(rows [][]string) ([][]string, error) {
		have, err := readJudgements(rows)
		if err != nil {
			return nil, err
		}
		var fresh []int
		fresh, conflicts = judge(have, js)
		if len(conflicts) > 0 {
			return nil, &errs.Error{Op: "judge", Kind: errs.Conflict, Subject: "judgements",
				Message: fmt.Sprintf("%d contradict what was judged before or beside them", len(conflicts)), Remedy: "Undo the other judgement first, or leave these out"}
		}
		added = len(fresh)
		var add [][]string
		for _, i := range fresh {
			if !dry {
				add = append(add, js[i].ordered().row())
			}
		}
		return add, nil
	})
	if err != nil {
		return 0, conflicts, err
	}
	return added, nil, nil
}

// judge tells which of js are new to have, and which turn a word, or have it
// turned by what was said later.
func judge(have, js []Judgement) (fresh, conflicts []int) {
	type said struct {
		Judgement
		at int // position in js, -1 for one that is in the casebook
	}
	known := map[Judgement]bool{}
	history := map[pair][]said{}
	for _, j := range have {
		known[j] = true
		history[j.pair()] = append(history[j.pair()], said{j, -1})
	}
	var touched []pair
	for i := range js {
		j := js[i].ordered()
		if known[j] {
			continue
		}
		known[j] = true
		fresh = append(fresh, i)
		touched = append(touched, j.pair())
		history[j.pair()] = append(history[j.pair()], said{j, i})
	}
	for _, p := range touched {
		h := history[p]
		slices.SortStableFunc(h, func(a, b said) int { return a.At.Compare(b.At) })
		for i := 1; i < len(h); i++ {
			if h[i-1].Verdict.opposite() == h[i].Verdict {
				conflicts = append(conflicts, max(h[i-1].at, h[i].at))
			}
		}
		delete(history, p)
	}
	slices.Sort(conflicts)
	return fresh, slices.Compact(conflicts)
}

// opposite returns what contradicts the word, or "".
func (j Judged) opposite() Judged {
	switch j {
	case Positive:
		return Negative
	case Negative:
		return Positive
	}
	return ""
}

// Standing returns what holds of each pair: its last judgement by time, unless
// that undid the others. They are ordered by pair.
func Standing(js []Judgement) []Judgement {
	last := map[pair]Judgement{}
	for _, j := range js {
		if before, ok := last[j.pair()]; !ok || !j.At.Before(before.At) {
			last[j.pair()] = j
		}
	}
	out := []Judgement{}
	for _, j := range last {
		if j.Verdict != Undone {
			out = append(out, j)
		}
	}
	slices.SortFunc(out, func(a, b Judgement) int { return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right)) })
	return out
}
