package dossier

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ringtrace/ringtrace/internal/errs"
)

// Level says for whose eyes a package is: 0 is the originating unit, 4 the
// public.
type Level uint8

// The levels of disclosure.
const (
	L0 Level = iota // originating unit: everything
	L1              // assigned police force or prosecutor
	L2              // partner agency, customs: the default
	L3              // right holder, platform
	L4              // public, training
)

func (l Level) String() string { return fmt.Sprintf("L%d", uint8(l)) }

// MarshalText writes the level's name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level's name.
func (l *Level) UnmarshalText(text []byte) (err error) {
	*l, err = ParseLevel(string(text))
	return err
}

// ParseLevel reads L0 to L4, in either letter case.
func ParseLevel(s string) (Level, error) {
	for l := L0; l <= L4; l++ {
		if strings.EqualFold(s, l.String()) {
			return l, nil
		}
	}
	return L2, &errs.Error{Op: "package", Kind: errs.Invalid, Subject: "level", Message: "must be one of L0, L1, L2, L3, L4"}
}

// NeedsReason reports whether a package of this level is built only with a
// reason, which is kept in the audit trail.
func (l Level) NeedsReason() bool { return l < L2 }

// class says what a Text is, and so who may read it.
type class string

// The classes of text.
const (
	classShop        class = "storefront"      // a storefront's id
	classShopName    class = "storefront-name" // what it calls itself in public
	classOperator    class = "operator"        // the registered seller of a member, in a lead
	classPerson      class = "person"          // any other seller
	classSellerNo    class = "seller-record"   // the number that the registry knows a seller by, in a lead
	classPersonNo    class = "person-record"   // the same of any other seller
	classBusiness    class = "business-number"
	classAccount     class = "account"
	classPhone       class = "phone"
	classHandle      class = "handle" // e-mail addresses too: what stands before the @ is a name
	classDevice      class = "device"
	classMark        class = "mark"    // domain, picture, template: about goods, not about persons
	classSite        class = "site"    // an address that goods leave from or return to
	classAddress     class = "address" // any other address
	classBystander   class = "bystander"
	classRecord      class = "record-number"
	classExhibit     class = "exhibit"
	classComplainant class = "complainant"
	classExaminer    class = "examiner"
	classNarrative   class = "free-text"
	classFileName    class = "file-name"
	classRegion      class = "region"
	classRow         class = "source-row" // the bytes of a cited row
	classSealedRow   class = "sealed-row" // those of a row that names an informant, or has a column we do not know
)

// showing is how much of a Text may be seen.
type showing uint8

const (
	all      showing = iota
	last4            // the last four characters of a value that is at least twice as long
	initials         // of a name
	district         // the region in place of the address
	nothing
)

// policy is the table of section 8 of the design note: what a reader of each
// level sees of each class.
var policy = map[class][5]showing{
	//                L0   L1       L2        L3        L4
	classShop:        {all, all, all, all, nothing},
	classShopName:    {all, all, all, all, nothing},
	classOperator:    {all, all, all, initials, nothing},
	classPerson:      {all, all, initials, initials, nothing},
	classSellerNo:    {all, all, all, nothing, nothing},
	classPersonNo:    {all, all, nothing, nothing, nothing},
	classBusiness:    {all, all, all, all, nothing},
	classAccount:     {all, all, last4, nothing, nothing},
	classPhone:       {all, all, last4, nothing, nothing},
	classHandle:      {all, all, nothing, nothing, nothing},
	classDevice:      {all, all, last4, nothing, nothing},
	classMark:        {all, all, all, all, nothing},
	classSite:        {all, all, all, district, district},
	classAddress:     {all, all, district, district, district},
	classBystander:   {all, all, nothing, nothing, nothing},
	classRecord:      {all, all, all, all, nothing},
	classExhibit:     {all, all, all, nothing, nothing},
	classComplainant: {all, nothing, nothing, nothing, nothing},
	classExaminer:    {all, all, nothing, nothing, nothing},
	classNarrative:   {all, all, nothing, nothing, nothing},
	classFileName:    {all, all, nothing, nothing, nothing},
	classRegion:      {all, all, all, all, all},
	classRow:         {all, all, nothing, nothing, nothing},
	classSealedRow:   {all, nothing, nothing, nothing, nothing},
}

// Text is one value that came from data. Once redacted it holds what the level
// may see, and the class of what was withheld.
type Text struct {
	Value    string `json:"value,omitempty"`
	Withheld string `json:"withheld,omitempty"`

	class    class
	district string // what stands for an address
}

func textOf(c class, value string) Text { return Text{Value: value, class: c} }

// redact drops what the level may not see.
func (t *Text) redact(l Level) {
	if t.Value == "" && t.district == "" {
		*t = Text{}
		return
	}
	full := t.Value
	show := nothing // a class without a row is shown to nobody
	if row, ok := policy[t.class]; ok {
		show = row[l]
	}
	switch show {
	case all:
	case last4:
		t.Value = lastFour(full)
	case initials:
		t.Value = initialsOf(full)
	case district:
		t.Value = t.district
	case nothing:
		t.Value = ""
	}
	redacted := Text{Value: t.Value}
	if t.Value != full {
		redacted.Withheld = string(t.class)
	}
	*t = redacted
}

// lastFour shows the end of a value that is long enough for that to give
// little away.
func lastFour(s string) string {
	n := utf8.RuneCountInString(s)
	if n < 8 {
		return ""
	}
	tail := []rune(s)[n-4:]
	return "…" + string(tail)
}

// initialsOf writes the first letter of each word of a name; of a Chinese one
// the first character, as police notices do.
func initialsOf(name string) string {
	var b strings.Builder
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		switch {
		case unicode.Is(unicode.Han, r):
			b.WriteString(string(r) + "某")
		case unicode.IsLetter(r):
			b.WriteString(string(unicode.ToUpper(r)) + ".")
		}
		if b.Len() > 24 {
			break
		}
	}
	return b.String()
}
