package entity

import (
	"cmp"
	"time"
)

// Precision says how exactly a time is known.
type Precision uint8

// The precisions. The zero When is unknown.
const (
	Unknown Precision = iota
	ToDay
	ToInstant
)

// When is a point in time as a source gave it: nothing, a calendar day, or an
// instant. Micros counts microseconds since 1970 in UTC; for a day it is the
// day's first microsecond in UTC, and the day stays a day.
type When struct {
	Micros    int64
	Precision Precision
}

// Day returns the When of a calendar day.
func Day(y int, m time.Month, d int) When {
	return When{time.Date(y, m, d, 0, 0, 0, 0, time.UTC).UnixMicro(), ToDay}
}

// Instant returns the When of t, cut to microseconds.
func Instant(t time.Time) When { return When{t.UnixMicro(), ToInstant} }

// Known reports whether there is a time at all.
func (w When) Known() bool { return w.Precision != Unknown }

// Time returns the instant in UTC, the zero time when unknown.
func (w When) Time() time.Time {
	if !w.Known() {
		return time.Time{}
	}
	return time.UnixMicro(w.Micros).UTC()
}

// String returns RFC 3339 for an instant, YYYY-MM-DD for a day, "" when
// unknown.
func (w When) String() string {
	switch w.Precision {
	case ToDay:
		return w.Time().Format(time.DateOnly)
	case ToInstant:
		return w.Time().Format(time.RFC3339Nano)
	}
	return ""
}

// Compare orders unknown first, then by time, a day before the instants that
// begin it.
func (w When) Compare(o When) int {
	if w.Known() != o.Known() {
		if o.Known() {
			return -1
		}
		return 1
	}
	return cmp.Or(cmp.Compare(w.Micros, o.Micros), cmp.Compare(w.Precision, o.Precision))
}

// Earliest returns the smaller of two known times, or the known one.
func Earliest(a, b When) When {
	if !a.Known() || (b.Known() && b.Compare(a) < 0) {
		return b
	}
	return a
}

// Latest returns the larger of two times; an unknown one is smallest.
func Latest(a, b When) When {
	if b.Compare(a) > 0 {
		return b
	}
	return a
}
