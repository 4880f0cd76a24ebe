package mapping

import (
	"regexp"
	"strings"
)

// What values look like. A column is held to be of a kind when four fifths of
// its values look like it.
var (
	looksEmail   = regexp.MustCompile(`^[^\s@]+@[^\s@]+\.[^\s@]+$`)
	looksURL     = regexp.MustCompile(`^(?i)https?://`)
	looksPhone   = regexp.MustCompile(`^(\+?\d{1,3}[ -]?)?\(?\d{2,4}\)?[ -]?[\d*]{3,4}[ -]?[\d*]{4}$`)
	looksIBAN    = regexp.MustCompile(`^[A-Z]{2}\d{2}[ ]?[A-Z0-9]{4}[A-Z0-9 ]{7,}$`)
	looksCard    = regexp.MustCompile(`^\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{0,3}$`)
	looksCrypto  = regexp.MustCompile(`^(0x[0-9a-fA-F]{40}|(bc1|[13])[a-zA-HJ-NP-Z0-9]{25,60})$`)
	looksDay     = regexp.MustCompile(`^(\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?|\d{1,2}[./-]\d{1,2}[./-]\d{4})([ T].*)?$`)
	looksTwoWays = regexp.MustCompile(`^\d{1,2}[/-]\d{1,2}[/-]\d{4}`)
	looksUSCC    = regexp.MustCompile(`^[0-9]{8}[0-9A-Z]{10}$`)
	looksPlace   = regexp.MustCompile(`(省|市|区|县|镇|路|街|道|巷|号|(?i)\b(street|st|road|rd|avenue|ave|lane|drive|dr)\b)`)
)

// looks lists the meanings in the order in which they are tried.
var looks = [...]struct {
	meaning meaning
	like    func(string) bool
	words   string
}{
	{anEmail, func(s string) bool { return looksEmail.MatchString(s) }, "e-mail addresses"},
	{aURL, func(s string) bool { return looksURL.MatchString(s) }, "URLs"},
	{anAccount, func(s string) bool {
		return looksIBAN.MatchString(s) || looksCard.MatchString(s) || looksCrypto.MatchString(s)
	}, "payment accounts"},
	{aTime, func(s string) bool { return looksDay.MatchString(s) }, "dates"},
	{aPhone, func(s string) bool { return looksPhone.MatchString(s) && strings.Count(s, ".") == 0 }, "telephone numbers"},
	{aUSCC, func(s string) bool { return looksUSCC.MatchString(s) }, "business numbers"},
	{anAddress, func(s string) bool { return len([]rune(s)) >= 8 && looksPlace.MatchString(s) }, "addresses"},
}

const looksShare = 0.8

// column is what is known of a column of a sample.
type column struct {
	raw     string // as the header writes it
	name    string
	meaning meaning
	why     string
	values  int
	differ  int // how many different values
	twoWays int // of the values, days that may be read in two ways
}

// judge finds the meaning of a column by its header and its values.
func judge(raw string, values []string) column {
	c := column{raw: raw, name: Name(raw)}
	different := map[string]bool{}
	counts := [len(looks)]int{}
	for _, v := range values {
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		c.values++
		different[v] = true
		if looksTwoWays.MatchString(v) {
			c.twoWays++
		}
		for i, l := range looks {
			if l.like(v) {
				counts[i]++
				break
			}
		}
	}
	c.differ = len(different)
	if m, ok := byHeader(c.name); ok {
		c.meaning, c.why = m, "its name says so"
		return c
	}
	for i, l := range looks {
		if c.values > 0 && float64(counts[i]) >= looksShare*float64(c.values) {
			c.meaning, c.why = l.meaning, plural(counts[i], c.values)+" look like "+l.words
			return c
		}
	}
	return c
}
