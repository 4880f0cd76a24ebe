package region

import (
	"fmt"
	"strings"
)

// Level says how large a region is. Smaller numbers are larger regions.
type Level uint8

// The levels. A Chinese municipality and a region without parts stand for
// themselves at every level below their own: see Table.At.
const (
	Country    Level = iota + 1
	Province         // also the first parts of other countries
	Prefecture       // also the second parts of other countries
	County
)

var levelNames = [...]string{"", "country", "province", "prefecture", "county"}

func (l Level) String() string {
	if int(l) >= len(levelNames) {
		return fmt.Sprintf("level(%d)", uint8(l))
	}
	return levelNames[l]
}

// ParseLevel reads a level's word.
func ParseLevel(word string) (Level, bool) {
	for i, n := range levelNames {
		if i > 0 && n == word {
			return Level(i), true
		}
	}
	return 0, false
}

// Levels lists the words of the levels, largest regions first.
func Levels() []string { return append([]string(nil), levelNames[1:]...) }

// MarshalText writes the level's word.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the level's word.
func (l *Level) UnmarshalText(b []byte) error {
	v, ok := ParseLevel(string(b))
	if !ok {
		return fmt.Errorf("unknown level %q", b)
	}
	*l = v
	return nil
}

// Region is one region in force.
type Region struct {
	ID     string // scheme and code: `GB2260:440100`, `ISO3166-2:US-CA`, `ISO3166-1:CN`
	Name   string // in the country's own script where the source has it
	Latin  string // in Latin letters; "" for Chinese counties
	Level  Level
	Parent string // id; "" for a country
	Point  *Point // nil where none is known: outside China
}

// Point is where a region is shown. The datum is not known; GCJ-02 is assumed.
type Point struct {
	Lon   float64 `json:"lon"`             // degrees east
	Lat   float64 `json:"lat"`             // degrees north
	Above bool    `json:"above,omitempty"` // the region has none of its own; this is the nearest region's above it
}

// Title returns the name that suits readers of Latin letters, with the
// original beside it where the two differ.
func (r *Region) Title() string {
	if r.Latin == "" || r.Latin == r.Name {
		return r.Name
	}
	return r.Latin + " " + r.Name
}

// Code returns the id without its scheme.
func (r *Region) Code() string {
	_, code, _ := strings.Cut(r.ID, ":")
	return code
}

// Status says what is known of a code.
type Status uint8

// The statuses of a code.
const (
	Unknown Status = iota // no edition lists it
	Current               // in force, or another standard's code for a region in force
	Retired               // listed once; Successors say what became of it
)

var statusNames = [...]string{"unknown", "current", "retired"}

func (s Status) String() string {
	if int(s) >= len(statusNames) {
		return fmt.Sprintf("status(%d)", uint8(s))
	}
	return statusNames[s]
}

// Resolution is what a code means today.
type Resolution struct {
	Status     Status
	Name       string    // of a retired code, as its last edition wrote it
	Until      string    // YYYYMM, the last edition that lists a retired code
	How        How       // how the successors are known; "" for a current code
	Successors []*Region // in force; one for a current code, none for an unknown one, several for a divided region
}

// How says on what a successor rests.
type How string

// The ways in which successors are known.
const (
	HowEqual       How = "equal"       // another standard's code for the same place
	HowPlaceholder How = "placeholder" // the code named no place ("districts of the city"); what it stood in is given
	HowHand        How = "hand"        // a hand-written table of divisions and mergers
	HowDated       How = "dated"       // a dated table of renamed regions
	HowName        How = "name"        // the next edition lists the same name under one new code
	HowStem        How = "stem"        // the same but for the word for city, county or district
	HowPrefecture  How = "prefecture"  // known only that the prefecture it lay in still stands
)

// Group is a named set of regions that no standard numbers.
type Group struct {
	ID      string   // `MACRO:prd`
	Name    string   // what it is called
	Members []string // ids of provinces or prefectures, ordered
	Source  string   // whose definition it is
}
