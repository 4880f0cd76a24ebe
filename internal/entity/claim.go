package entity

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Class is how a claim came to be known. It gates membership; it is never a
// factor of a weight. Larger is stronger.
type Class uint8

// The evidence classes, weakest first.
const (
	ClassUnknown Class = iota
	ClassInferred
	ClassDeclared
	ClassVerified
	ClassObserved
)

var classNames = [...]string{"UNKNOWN", "INFERRED", "DECLARED", "VERIFIED", "OBSERVED"}

func (c Class) String() string {
	if int(c) >= len(classNames) {
		return fmt.Sprintf("CLASS(%d)", uint8(c))
	}
	return classNames[c]
}

// Hard reports whether ties of this class may make a member: OBSERVED or
// VERIFIED.
func (c Class) Hard() bool { return c >= ClassVerified }

// ParseClass reads an evidence class in any letter case.
func ParseClass(s string) (Class, bool) {
	for i, n := range classNames {
		if i > 0 && strings.EqualFold(n, s) {
			return Class(i), true
		}
	}
	return ClassUnknown, false
}

// Record names one source record: the vault's file number in the upper 32
// bits and the row (1 is the first row after the header) in the lower. Zero
// is no record: what a run derived.
type Record uint64

// NewRecord joins a file number and a row.
func NewRecord(file, row uint32) Record { return Record(uint64(file)<<32 | uint64(row)) }

// File returns the vault's number of the file.
func (r Record) File() uint32 { return uint32(r >> 32) }

// Row returns the row within the file, 1 for the first after the header.
func (r Record) Row() uint32 { return uint32(r) }

// Claim is what one source record asserts about one link: that it holds, how
// that is known, and when it was seen.
type Claim struct {
	Record   Record
	Class    Class
	Observed When
	Until    When
}

// Compare orders claims by record, then class, then times. Two claims that
// compare equal are one claim.
func (c Claim) Compare(o Claim) int {
	return cmp.Or(cmp.Compare(c.Record, o.Record), cmp.Compare(c.Class, o.Class), c.Observed.Compare(o.Observed), c.Until.Compare(o.Until))
}

// FoldClaims sorts claims and drops repeats, in place.
func FoldClaims(cs []Claim) []Claim {
	slices.SortFunc(cs, Claim.Compare)
	return slices.CompactFunc(cs, func(a, b Claim) bool { return a == b })
}

// MarshalText writes the class's word.
func (c Class) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the class's word.
func (c *Class) UnmarshalText(b []byte) error {
	v, ok := ParseClass(string(b))
	if !ok {
		return fmt.Errorf("unknown evidence class %q", b)
	}
	*c = v
	return nil
}
