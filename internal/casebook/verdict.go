package casebook

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"
)

// Sharing is what a person said of a value that many storefronts have.
type Sharing string

// The words of a verdict. Unknown takes back what was said before.
const (
	Hub     Sharing = "hub"     // shared for innocent reasons: it ties nobody
	Private Sharing = "private" // one party's own
	Unknown Sharing = "unknown"
)

// ParseSharing returns the word, or false when there is none of that name.
func ParseSharing(s string) (Sharing, bool) {
	v := Sharing(s)
	return v, v == Hub || v == Private || v == Unknown
}

// Verdict is a person's word on a shared value. The casebook keeps
// it; detection heeds it while it is in force.
type Verdict struct {
	Key     string // of the identifier
	Verdict Sharing
	User    string
	Reason  string
	Expires time.Time // zero for never
	At      time.Time // in microseconds
}

func verdictLog() log {
	return log{"verdicts", []string{"key", "verdict", "user", "reason", "expires", "at"}}
}

func (v Verdict) row() []string {
	expires := ""
	if !v.Expires.IsZero() {
		expires = strconv.FormatInt(v.Expires.UnixMicro(), 10)
	}
	return []string{v.Key, string(v.Verdict), v.User, v.Reason, expires, strconv.FormatInt(v.At.UnixMicro(), 10)}
}

// Rule appends a verdict.
func (b *Book) Rule(ctx context.Context, v Verdict) error {
	return verdictLog().extend(ctx, b.db, func([][]string) ([][]string, error) { return [][]string{v.row()}, nil })
}

// Verdicts returns every verdict, oldest first, those that were replaced or
// have expired included, and proves their hash chain.
func (b *Book) Verdicts(ctx context.Context) ([]Verdict, error) {
	rows, _, err := verdictLog().read(ctx, b.db)
	if err != nil {
		return nil, err
	}
	out := make([]Verdict, 0, len(rows))
	for i, f := range rows {
		v := Verdict{Key: f[0], Verdict: Sharing(f[1]), User: f[2], Reason: f[3]}
		at, err := strconv.ParseInt(f[5], 10, 64)
		if err != nil {
			return nil, broken("verdicts", i+1, err)
		}
		v.At = time.UnixMicro(at).UTC()
		if f[4] != "" {
			until, err := strconv.ParseInt(f[4], 10, 64)
			if err != nil {
				return nil, broken("verdicts", i+1, err)
			}
			v.Expires = time.UnixMicro(until).UTC()
		}
		out = append(out, v)
	}
	return out, nil
}

// InForce returns the verdict that holds of each value at a moment: the last
// one, unless it has expired or says that nothing is known. They are ordered
// by key.
func InForce(vs []Verdict, now time.Time) []Verdict {
	last := map[string]Verdict{}
	for _, v := range vs {
		last[v.Key] = v
	}
	out := []Verdict{}
	for _, v := range last {
		if v.Verdict != Unknown && (v.Expires.IsZero() || now.Before(v.Expires)) {
			out = append(out, v)
		}
	}
	slices.SortFunc(out, func(a, b Verdict) int { return cmp.Compare(a.Key, b.Key) })
	return out
}
