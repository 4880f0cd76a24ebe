package mapping

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Layout is a way of writing days and times.
type Layout struct {
	layout string // as the time package has it; "" for seconds
	scale  int64  // of numbers of seconds: 1, or 1000 for milliseconds
	day    bool   // no time of day
	zone   bool   // with a zone
}

// The parts of a layout and what the time package calls them. Longer ones
// first.
var layoutParts = [...][2]string{
	{"YYYY", "2006"}, {"MM", "01"}, {"DD", "02"}, {"hh", "15"}, {"mm", "04"}, {"ss", "05"}, {"M", "1"}, {"D", "2"}, {"h", "15"}, {"Z", "Z07:00"},
}

// parseLayout reads a layout such as DD/MM/YYYY hh:mm, or the words unix and
// unix-ms. A year has four digits: of two, nobody knows the century.
func parseLayout(s string) (Layout, error) {
	switch s {
	case "unix":
		return Layout{scale: 1}, nil
	case "unix-ms":
		return Layout{scale: 1000}, nil
	}
	var b strings.Builder
	seen := map[string]int{}
next:
	for rest := s; rest != ""; {
		for _, p := range layoutParts {
			if strings.HasPrefix(rest, p[0]) {
				b.WriteString(p[1])
				seen[strings.ToUpper(p[0][:1])+p[0][:1]]++
				rest = rest[len(p[0]):]
				continue next
			}
		}
		r := rest[0]
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' && r != 'T' || r >= 'a' && r <= 'z' {
			return Layout{}, fmt.Errorf("%q is no way of writing dates: it is made of YYYY, MM or M, DD or D, hh, mm, ss, Z and what stands between; or unix, unix-ms", s)
		}
		b.WriteByte(r)
		rest = rest[1:]
	}
	if seen["YY"] != 1 || seen["MM"] != 1 || seen["DD"] != 1 || seen["Hh"] > 1 {
		return Layout{}, fmt.Errorf("%q does not hold YYYY, MM and DD once each", s)
	}
	l := Layout{layout: b.String(), day: seen["Hh"] == 0, zone: seen["ZZ"] == 1}
	if _, err := time.Parse(l.layout, time.Date(2006, 11, 12, 13, 14, 15, 0, time.UTC).Format(l.layout)); err != nil {
		return Layout{}, fmt.Errorf("%q cannot be read back: put something between its parts", s)
	}
	return l, nil
}

// Parse reads a text in that way; times without a zone are in local. Day says
// that there was no time of day, zoned that there was a zone.
func (l Layout) Parse(s string, local *time.Location) (t time.Time, day, zoned, ok bool) {
	if l.scale > 0 {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return time.Time{}, false, false, false
		}
		return time.Unix(n/l.scale, n%l.scale*(1e9/l.scale)).UTC(), false, true, true
	}
	t, err := time.ParseInLocation(l.layout, s, local)
	return t, l.day, l.zone, err == nil
}
