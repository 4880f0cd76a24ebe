// Package section replaces a marked part of a document, so that two programs
// can each write their own part of one page.
//
// What bites: the marks are HTML comments on lines of their own. Whoever writes
// the whole page must Carry the parts of others over.
package section

import "strings"

func marks(name string) (begin, end string) {
	return "<!-- " + name + ": begin -->\n", "<!-- " + name + ": end -->\n"
}

// Put returns the page with the named part replaced by body, which stands at
// the page's end where there was no such part.
func Put(page, name, body string) string {
	begin, end := marks(name)
	before, rest, found := strings.Cut(page, begin)
	_, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		before, after = strings.TrimRight(page, "\n")+"\n\n", ""
	}
	return before + begin + strings.TrimRight(body, "\n") + "\n" + end + after
}

// Carry returns the new page with the named part of the old one, if it had
// one.
func Carry(old, page, name string) string {
	begin, end := marks(name)
	_, rest, found := strings.Cut(old, begin)
	body, _, closed := strings.Cut(rest, end)
	if !found || !closed {
		return page
	}
	return Put(page, name, body)
}
