package entity

import (
	"cmp"
	"strings"
)

// Key names a node for good: its kind and an id that is canonical within the
// kind. A storefront's id is `platform:shop_id`; a payment account's is
// `SCHEME:value`; a record's is `source:source_record_id`. Keys are compared
// by kind, then by the bytes of the id, everywhere.
type Key struct {
	Kind Kind
	ID   string
}

// String returns the text form that commands and answers print: a storefront
// is its bare id (the platform stands first), every other node is
// `kind:id`.
func (k Key) String() string {
	if k.Kind == KindStorefront {
		return k.ID
	}
	return k.Kind.String() + ":" + k.ID
}

// IsZero reports whether k names nothing.
func (k Key) IsZero() bool { return k.Kind == KindInvalid && k.ID == "" }

// Compare orders keys by kind, then by bytes of the id.
func (k Key) Compare(o Key) int {
	if c := cmp.Compare(k.Kind, o.Kind); c != 0 {
		return c
	}
	return strings.Compare(k.ID, o.ID)
}

// ParseKey reads the text form. Text whose first segment is no kind is a
// storefront; text without any colon is a storefront on platform "default".
// It is total: every text names some node, existing or not.
func ParseKey(s string) Key {
	head, tail, ok := strings.Cut(s, ":")
	if !ok {
		return Key{KindStorefront, DefaultPlatform + ":" + s}
	}
	if k, ok := ParseKind(head); ok {
		return Key{k, tail}
	}
	return Key{KindStorefront, s}
}

// DefaultPlatform is the platform of a storefront that was given as a bare id.
const DefaultPlatform = "default"

// MarshalText writes the key's text form.
func (k Key) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the key's text form.
func (k *Key) UnmarshalText(b []byte) error {
	*k = ParseKey(string(b))
	return nil
}
