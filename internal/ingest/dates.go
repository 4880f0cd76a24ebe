package ingest

import (
	"strings"
	"time"

	"github.com/ringtrace/ringtrace/internal/entity"
	"github.com/ringtrace/ringtrace/internal/mapping"
)

// Days are written 2026-01-31, 2026/1/31, 31.01.2026, 20260131 or 2026年1月31日,
// alone or before a time of day with or without a zone. A day alone stays a
// day. 01/02/2026 is the first of February here and the second of January
// there: what has slashes and the year last is read only as a mapping says.

// parseWhen reads a day or a time; layouts are what a mapping says, and go
// first. Zone is what the text says of its zone, "" when it says nothing and
// the given one was used.
func parseWhen(s string, local *time.Location, layouts []mapping.Layout) (w entity.When, zone string, ok bool) {
	for _, l := range layouts {
		t, day, zoned, ok := l.Parse(s, local)
		switch {
		case !ok || !plausible(t):
		case day:
			return entity.Day(t.Date()), "", true
		case zoned:
			return entity.Instant(t), t.Format("Z07:00"), true
		default:
			return entity.Instant(t), "", true
		}
	}
	p := dateParser{rest: s}
	y, m, d, ok := p.day()
	if !ok || !validDay(y, m, d) {
		return entity.When{}, "", false
	}
	if p.rest == "" {
		return entity.Day(y, time.Month(m), d), "", true
	}
	return p.time(y, m, d, local)
}

// ambiguous reports whether a text is a day with slashes or dashes and the year
// last.
func ambiguous(s string) bool {
	p := dateParser{rest: s}
	_, one, ok := p.number(1, 2)
	sep := p.separator("/-")
	_, two, ok2 := p.number(1, 2)
	same := sep != 0 && p.take(sep)
	_, four, ok3 := p.number(2, 4)
	return ok && ok2 && ok3 && same && one > 0 && two > 0 && four != 3
}

func validDay(y, m, d int) bool {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return t.Year() == y && int(t.Month()) == m && t.Day() == d && plausible(t)
}

// plausible refuses years that only slips of the pen and defaults of other
// programs produce.
func plausible(t time.Time) bool { return t.Year() >= 1900 && t.Year() <= 9999 }

// dateParser reads a text from the front.
type dateParser struct{ rest string }

// number reads least to most digits and says how many there were.
func (p *dateParser) number(least, most int) (n, digits int, ok bool) {
	for digits < len(p.rest) && digits < most && p.rest[digits] >= '0' && p.rest[digits] <= '9' {
		n = n*10 + int(p.rest[digits]-'0')
		digits++
	}
	p.rest = p.rest[digits:]
	return n, digits, digits >= least
}

func (p *dateParser) take(c byte) bool {
	if p.rest != "" && p.rest[0] == c {
		p.rest = p.rest[1:]
		return true
	}
	return false
}

func (p *dateParser) word(w string) (ok bool) {
	p.rest, ok = strings.CutPrefix(p.rest, w)
	return ok
}

// separator takes one of the bytes; 0 is none.
func (p *dateParser) separator(of string) byte {
	for i := range len(of) {
		if p.take(of[i]) {
			return of[i]
		}
	}
	return 0
}

// day reads a day in one of the five ways.
func (p *dateParser) day() (y, m, d int, ok bool) {
	whole := p.rest
	first, digits, _ := p.number(1, 8)
	switch {
	case digits == 8:
		return first / 10000, first / 100 % 100, first % 100, true
	case digits == 4 && p.word("年"):
		m, _, okM := p.number(1, 2)
		okM = okM && p.word("月")
		d, _, okD := p.number(1, 2)
		return first, m, d, okM && okD && (p.word("日") || p.word("号"))
	case digits == 4:
		sep := p.separator("-/")
		m, inM, _ := p.number(1, 2)
		same := sep != 0 && p.take(sep)
		d, inD, _ := p.number(1, 2)
		return first, m, d, same && inM > 0 && inD > 0 && (sep == '/' || inM == 2 && inD == 2)
	case digits <= 2 && p.take('.'):
		m, inM, _ := p.number(1, 2)
		same := p.take('.')
		y, inY, _ := p.number(4, 4)
		return y, m, first, digits > 0 && inM > 0 && same && inY == 4
	}
	p.rest = whole
	return 0, 0, 0, false
}

// time reads the time of day and the zone behind a day.
func (p *dateParser) time(y, m, d int, local *time.Location) (w entity.When, zone string, ok bool) {
	if p.separator("Tt ") == 0 && !strings.HasPrefix(p.rest, "时") && !startsWithDigit(p.rest) {
		return entity.When{}, "", false
	}
	p.rest = strings.TrimLeft(p.rest, " ")
	hh, _, okH := p.number(1, 2)
	okH = okH && (p.take(':') || p.word("时") || p.word("点"))
	mm, inMM, _ := p.number(2, 2)
	ss, ns := 0, 0
	okS := true
	if p.take(':') || p.word("分") && startsWithDigit(p.rest) {
		var in int
		ss, in, _ = p.number(2, 2)
		ns, okS = p.fraction()
		okS = okS && in == 2
		p.word("秒")
	}
	if !okH || inMM != 2 || !okS || hh > 23 || mm > 59 || ss > 59 {
		return entity.When{}, "", false
	}
	offset, zone, ok := p.zone()
	if !ok {
		return entity.When{}, "", false
	}
	if zone != "" {
		local = time.FixedZone("", offset)
	}
	return entity.Instant(time.Date(y, time.Month(m), d, hh, mm, ss, ns, local)), zone, true
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// fraction reads the part of a second, if there is one.
func (p *dateParser) fraction() (ns int, ok bool) {
	if !p.take('.') && !p.take(',') {
		return 0, true
	}
	n, digits, ok := p.number(1, 9)
	for range 9 - digits {
		n *= 10
	}
	return n, ok
}

// zone reads Z, +08:00, +0800 or nothing, up to the end.
func (p *dateParser) zone() (offset int, text string, ok bool) {
	p.rest = strings.TrimLeft(p.rest, " ")
	text = strings.ToUpper(p.rest)
	switch {
	case text == "":
		return 0, "", true
	case text == "Z":
		return 0, text, true
	}
	sign := p.separator("+-")
	hh, inH, _ := p.number(2, 2)
	p.take(':')
	mm, inM, _ := p.number(2, 2)
	if sign == 0 || inH != 2 || inM != 2 || hh > 23 || mm > 59 || p.rest != "" {
		return 0, "", false
	}
	offset = (hh*60 + mm) * 60
	if sign == '-' {
		offset = -offset
	}
	return offset, text, true
}

// slack is how far ahead of the clock a time may be: zones and clocks differ.
const slack = 24 * time.Hour

func future(w entity.When, now time.Time) bool {
	return w.Known() && w.Time().After(now.Add(slack))
}
