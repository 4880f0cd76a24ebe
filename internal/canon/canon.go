// Package canon brings identifiers to the form in which equal ones are equal
// bytes: one file a kind. It checks what a value can be checked for (number
// plans, check digits), and where that leaves a doubt the value is PARTIAL:
// kept and shown, but linking nothing (Unlinks) or only by inference (Supports).
//
// What bites: a form is part of every stored key, so changing one changes
// keys; raise its version then. A value that is masked, or stands for "none",
// has a form but must not link: look at Issue.Links before joining anything.
// Every function is total, and canonicalising a canonical id gives the same
// id.
package canon

import (
	"fmt"
	"strings"

	"github.com/ringtrace/ringtrace/internal/entity"
)

// Version names the rules of this package as a whole, as they stand in
// rejects and reports. It is raised with any version below it.
const Version = "canon/3"

// The versions of the forms, raised by hand whenever some value may get
// another id.
const (
	textVersion       = "text/3"
	phoneVersion      = "phone/2"
	emailVersion      = "email/2"
	accountVersion    = "account/3"
	handleVersion     = "handle/3"
	domainVersion     = "domain/2"
	addressVersion    = "address/2"
	usccVersion       = "uscc/2"
	imageVersion      = "image/1"
	regionVersion     = "region/2"
	storefrontVersion = "storefront/2"
)

// maxID bounds the bytes of an id; the stores refuse longer keys.
const maxID = 2048

// Value is an identifier in canonical form.
type Value struct {
	ID      string // the key: equal for values that are the same
	Display string // as written, cleaned of what cannot be seen
}

// Code is a stable reason code, as it stands in rejects and reports.
type Code string

// The codes that canonical forms give.
const (
	Empty              Code = "EMPTY"
	Encoding           Code = "ENCODING"
	TooLong            Code = "TOO_LONG"
	MaskedOnly         Code = "MASKED_ONLY"
	Placeholder        Code = "PLACEHOLDER"
	PhoneInvalid       Code = "PHONE_INVALID"
	PhoneServiceNumber Code = "PHONE_SERVICE_NUMBER"
	PhonePlaceholder   Code = "PHONE_PLACEHOLDER"
	PhoneNoCountry     Code = "PHONE_NO_COUNTRY"
	EmailInvalid       Code = "EMAIL_INVALID"
	EmailDisposable    Code = "EMAIL_DISPOSABLE"
	AccountInvalid     Code = "ACCOUNT_INVALID"
	LuhnCheck          Code = "LUHN_CHECK"
	IBANCheck          Code = "IBAN_CHECK"
	CryptoCheck        Code = "CRYPTO_CHECK"
	HandleInvalid      Code = "HANDLE_INVALID"
	USCCCheck          Code = "USCC_CHECK"
	IDCheck            Code = "ID_CHECK"
	IDNoKey            Code = "ID_NO_KEY"
	BadURL             Code = "BAD_URL"
	UnknownShop        Code = "UNKNOWN_SHOP"
	UnknownPlatform    Code = "UNKNOWN_PLATFORM"
	RegionUnknown      Code = "REGION_UNKNOWN"
	RegionConflict     Code = "REGION_CONFLICT"
	AddressNoLocality  Code = "ADDRESS_NO_LOCALITY"
	AddressNoRegion    Code = "ADDRESS_NO_REGION"
	DomainShared       Code = "DOMAIN_SHARED"
)

// Level says what an issue means for the value.
type Level uint8

// The levels.
const (
	None     Level = iota
	Supports       // PARTIAL: the value has a node, but what is claimed of it is inferred at most, so it makes nobody a member
	Unlinks        // PARTIAL: the value is kept for reading and must not join anything
	Refuses        // REJECTED: the value is not one of its kind
)

// Issue is what is wrong with a value; the zero Issue is nothing. Messages
// never hold the value.
type Issue struct {
	Code    Code
	Level   Level
	Message string
}

// Links reports whether the value may have a node that joins its owner to
// others; how strongly, Class says.
func (i Issue) Links() bool { return i.Level <= Supports }

// Class returns the evidence class of a claim about the value that its source
// knows by c: that a string which fails its own checksum is an account is
// inferred, whoever saw the string.
func (i Issue) Class(c entity.Class) entity.Class {
	if i.Level == Supports && c != entity.ClassUnknown {
		return entity.ClassInferred
	}
	return c
}

func refuse(code Code, format string, args ...any) (Value, Issue) {
	return Value{}, Issue{code, Refuses, fmt.Sprintf(format, args...)}
}

func unlink(id, display string, code Code, message string) (Value, Issue) {
	return Value{id, display}, Issue{code, Unlinks, message}
}

// Canonicalise returns the canonical form of a value of an identifier kind or
// a region. Scheme says more about the kind where a source gives it apart: the
// scheme of a payment account or region, the service of a handle, the country
// (ISO 3166-1, two letters) of a phone, the region that stands beside an
// address; "" reads it from the value itself. The value is empty when the issue
// refuses it.
func Canonicalise(kind entity.Kind, scheme, raw string) (Value, Issue) {
	s, ok := clean(raw)
	if !ok {
		return refuse(Encoding, "holds bytes that are not UTF-8")
	}
	scheme, ok = clean(scheme)
	if !ok {
		return refuse(Encoding, "its scheme holds bytes that are not UTF-8")
	}
	if s == "" {
		return refuse(Empty, "is empty")
	}
	v, issue := form(kind, scheme, s)
	if len(v.ID) > maxID || len(v.Display) > maxID {
		return refuse(TooLong, "is longer than %d bytes", maxID)
	}
	return v, issue
}

func form(kind entity.Kind, scheme, s string) (Value, Issue) {
	switch kind {
	case entity.KindPhone:
		return phone(scheme, s)
	case entity.KindEmail:
		return email(s)
	case entity.KindPaymentAccount:
		return account(scheme, s)
	case entity.KindHandle:
		return handle(scheme, s)
	case entity.KindDomain:
		return domain(s)
	case entity.KindAddress:
		return address(scheme, s)
	case entity.KindUSCC:
		return uscc(s)
	case entity.KindImageHash:
		return imageHash(s)
	case entity.KindRegion:
		return regionForm(scheme, s)
	}
	return plain(s)
}

// plain is the form of what has no rules of its own: devices, templates and other values stay as written.
func plain(s string) (Value, Issue) {
	if issue := weakness(s); issue.Code != "" {
		return Value{s, s}, issue
	}
	if residentNumber(s) {
		return refuse(IDNoKey, "is a resident identity number: it belongs in a seller's resident_id, where only a keyed hash of it is kept")
	}
	return Value{s, s}, Issue{}
}

// RuleVersion returns the version of the form that ids of the kind have.
func RuleVersion(kind entity.Kind) string {
	switch kind {
	case entity.KindPhone:
		return phoneVersion
	case entity.KindEmail:
		return emailVersion
	case entity.KindPaymentAccount:
		return accountVersion
	case entity.KindHandle:
		return handleVersion
	case entity.KindDomain:
		return domainVersion
	case entity.KindAddress:
		return addressVersion
	case entity.KindUSCC:
		return usccVersion
	case entity.KindImageHash:
		return imageVersion
	case entity.KindRegion:
		return regionVersion
	case entity.KindStorefront:
		return storefrontVersion
	}
	return textVersion
}

// cutPrefix splits "HEAD:tail", the head in upper case and both trimmed.
func cutPrefix(s string) (head, tail string, ok bool) {
	head, tail, ok = strings.Cut(s, ":")
	return strings.ToUpper(strings.TrimSpace(head)), strings.TrimSpace(tail), ok
}

// stripPrefix takes "scheme:" off the front of s as often as it stands there.
func stripPrefix(scheme, s string) string {
	for {
		head, tail, ok := cutPrefix(s)
		if !ok || head != scheme {
			return s
		}
		s = tail
	}
}
