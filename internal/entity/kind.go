package entity

import "fmt"

// Kind says what a node is. The set is closed: a backend may turn a kind into
// a label or a table without looking at data.
type Kind uint8

// The kinds of node. Identifiers are nodes of their own, so that n sharers
// cost n links and the shared value can be shown as the explanation.
const (
	KindInvalid Kind = iota
	KindSeller
	KindStorefront
	KindComplaint
	KindTestPurchase
	KindEnforcement
	KindRegion
	KindPlatform
	// KindSource is an input file that was loaded whole; its key is the
	// file's content hash with the options that shaped the load.
	KindSource

	KindAddress
	KindPaymentAccount
	KindPhone
	KindEmail
	KindHandle
	KindDomain
	KindDevice
	KindImageHash
	KindTemplate
	KindUSCC
	KindOther

	// KindRing and KindRun are derived: they are written by PutRun and are
	// never part of a snapshot.
	KindRing
	KindRun

	// Kinds that came later stand at the end: a number is never given anew.

	KindListing
	KindShipment
	KindBrand
	KindOrderAggregate

	kindEnd
)

var kindNames = [kindEnd]string{
	"invalid", "seller", "storefront", "complaint", "test_purchase", "enforcement", "region", "platform", "source",
	"address", "payment_account", "phone", "email", "handle", "domain", "device", "image_hash", "template", "uscc", "other",
	"ring", "run", "listing", "shipment", "brand", "order_aggregate",
}

// String returns the kind's lower-case word, as it stands in keys.
func (k Kind) String() string {
	if k >= kindEnd {
		return fmt.Sprintf("kind(%d)", uint8(k))
	}
	return kindNames[k]
}

// Valid reports whether k is one of the closed set.
func (k Kind) Valid() bool { return k > KindInvalid && k < kindEnd }

// Identifier reports whether nodes of this kind are values that storefronts
// share, and so may hold a ring together.
func (k Kind) Identifier() bool { return k >= KindAddress && k <= KindOther }

// Derived reports whether nodes of this kind are written by a run and not by
// a load.
func (k Kind) Derived() bool { return k == KindRing || k == KindRun }

// ParseKind returns the kind whose word is s, or false.
func ParseKind(s string) (Kind, bool) {
	for k := KindInvalid + 1; k < kindEnd; k++ {
		if kindNames[k] == s {
			return k, true
		}
	}
	return KindInvalid, false
}

// Kinds lists every valid kind in order.
func Kinds() []Kind {
	out := make([]Kind, 0, kindEnd-1)
	for k := KindInvalid + 1; k < kindEnd; k++ {
		out = append(out, k)
	}
	return out
}

// LinkType says how two nodes are joined. The set is closed.
type LinkType uint8

// The types of link. Those from a storefront or a seller to an identifier are
// the evidence that detection reads.
const (
	LinkInvalid   LinkType = iota
	LinkOperates           // seller → storefront
	LinkPaidTo             // storefront, seller or test purchase → payment account
	LinkShipsFrom          // storefront, seller or shipment → address (role SHIP_FROM, RETURN_TO, PICKUP, WAREHOUSE) or region
	LinkShipsTo            // storefront → region
	LinkLocatedAt          // → address of any other role
	LinkInRegion           // address or region → region
	LinkHasPhone
	LinkHasEmail
	LinkHasHandle
	LinkHasDomain
	LinkHasDevice
	LinkShowsImage
	LinkUsesTemplate
	LinkRegisteredAs // → uscc
	LinkHasValue     // → other
	LinkTargets      // complaint → storefront or seller
	LinkBoughtFrom   // test purchase → storefront
	LinkEnforcedOn   // enforcement → storefront or seller
	LinkMemberOf     // storefront → ring; derived
	LinkAbout        // listing or order aggregate → storefront; shipment → test purchase

	linkEnd
)

var linkNames = [linkEnd]string{
	"INVALID", "OPERATES", "PAID_TO", "SHIPS_FROM", "SHIPS_TO", "LOCATED_AT", "IN_REGION", "HAS_PHONE", "HAS_EMAIL", "HAS_HANDLE",
	"HAS_DOMAIN", "HAS_DEVICE", "SHOWS_IMAGE", "USES_TEMPLATE", "REGISTERED_AS", "HAS_VALUE", "TARGETS", "BOUGHT_FROM", "ENFORCED_ON", "MEMBER_OF", "ABOUT",
}

// String returns the type's upper-case word, as Cypher spells it.
func (t LinkType) String() string {
	if t >= linkEnd {
		return fmt.Sprintf("LINK(%d)", uint8(t))
	}
	return linkNames[t]
}

// Valid reports whether t is one of the closed set.
func (t LinkType) Valid() bool { return t > LinkInvalid && t < linkEnd }

// ParseLinkType returns the type whose word is s, or false.
func ParseLinkType(s string) (LinkType, bool) {
	for t := LinkInvalid + 1; t < linkEnd; t++ {
		if linkNames[t] == s {
			return t, true
		}
	}
	return LinkInvalid, false
}

// LinkTypes lists every valid link type in order.
func LinkTypes() []LinkType {
	out := make([]LinkType, 0, linkEnd-1)
	for t := LinkInvalid + 1; t < linkEnd; t++ {
		out = append(out, t)
	}
	return out
}

// LinkTo returns the type of the link from a storefront or seller to an
// identifier of kind k. An address's type depends on its role: see
// AddressLink.
func LinkTo(k Kind) LinkType {
	switch k {
	case KindPaymentAccount:
		return LinkPaidTo
	case KindAddress:
		return LinkLocatedAt
	case KindPhone:
		return LinkHasPhone
	case KindEmail:
		return LinkHasEmail
	case KindHandle:
		return LinkHasHandle
	case KindDomain:
		return LinkHasDomain
	case KindDevice:
		return LinkHasDevice
	case KindImageHash:
		return LinkShowsImage
	case KindTemplate:
		return LinkUsesTemplate
	case KindUSCC:
		return LinkRegisteredAs
	case KindOther:
		return LinkHasValue
	}
	return LinkInvalid
}

// AddressLink returns the type of the link to an address in the given role.
func AddressLink(role string) LinkType {
	switch role {
	case "SHIP_FROM", "RETURN_TO", "PICKUP", "WAREHOUSE":
		return LinkShipsFrom
	}
	return LinkLocatedAt
}

// MarshalText writes the kind's word.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the kind's word.
func (k *Kind) UnmarshalText(b []byte) error {
	v, ok := ParseKind(string(b))
	if !ok {
		return fmt.Errorf("unknown kind %q", b)
	}
	*k = v
	return nil
}

// MarshalText writes the type's word.
func (t LinkType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads the type's word.
func (t *LinkType) UnmarshalText(b []byte) error {
	v, ok := ParseLinkType(string(b))
	if !ok {
		return fmt.Errorf("unknown link type %q", b)
	}
	*t = v
	return nil
}
