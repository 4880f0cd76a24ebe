package canon

import (
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Split returns the values of a field that holds several of one kind, as people
// write telephone numbers: 13900000001/13900000002, 021-55500111 或
// 13900000001. It always returns at least one; a field that holds one value, or
// a kind of which fields hold one, comes back as it is.
func Split(kind entity.Kind, raw string) []string {
	if kind != entity.KindPhone && kind != entity.KindEmail || !severalMarks(raw) {
		return []string{raw}
	}
	fits := func(part string) bool {
		return countDigits(plainWidth(part)) >= 5 || strings.ContainsAny(part, "*"+maskMarks)
	}
	if kind == entity.KindEmail {
		fits = func(part string) bool { return strings.ContainsAny(part, "@＠") }
	}
	var parts []string
	for _, part := range strings.FieldsFunc(strings.ReplaceAll(raw, "或", "/"), separates) {
		switch part = strings.TrimSpace(part); {
		case fits(part):
			parts = append(parts, part)
		case part == "":
		case len(parts) == 0:
			return []string{raw}
		default: // an extension, or a remark about the value before it
			parts[len(parts)-1] += ";" + part
		}
	}
	if len(parts) == 0 {
		return []string{raw}
	}
	return parts
}

func severalMarks(s string) bool {
	return strings.IndexFunc(s, separates) >= 0 || strings.Contains(s, "或")
}

func separates(r rune) bool { return strings.ContainsRune("/、,;|／，；\n", r) }

// plainWidth turns full-width digits into plain ones.
func plainWidth(s string) string {
	if printable(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if wideDigit(r) {
			return '0' + digitValue(r)
		}
		return r
	}, s)
}
